from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forge_migrations.change.ignoring import ignored_by
from forge_migrations.change.ignoring import ignoring_rule
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from repositories import Repo

PATHS = [
    "drizzle/0000_a.sql",
    "drizzle/meta/_journal.json",
    "apps/web/drizzle/0000_a.sql",
    "apps/web/drizzle/meta/0000_snapshot.json",
    "a b/x.sql",
    "drizzle.sql",
    "#odd/!x.sql",
]


@pytest.mark.parametrize(
    "rules",
    [
        {".gitignore": "drizzle\n"},
        {".gitignore": "drizzle/\n!drizzle/0000_a.sql\n"},
        {".gitignore": "/drizzle\n"},
        {".gitignore": "drizzle/*\n!drizzle/meta\n"},
        {".gitignore": "*.sql\n!/drizzle/*.sql\n"},
        {".gitignore": "**/meta/**\n"},
        {".gitignore": "apps/**/meta\n"},
        {".gitignore": "apps/*/drizzle/\n"},
        {".gitignore": "# drizzle\n\n  \nmeta/_journal.json\n"},
        {".gitignore": "/**/0000_?.sql\n"},
        {".gitignore": "0000_[ab].*\n0000_[!a].sql\n"},
        {".gitignore": "a\\ b/\n\\#odd\n"},
        {".gitignore": "drizzle\n", "apps/web/.gitignore": "!drizzle\n"},
        {".gitignore": "drizzle/meta\n", "drizzle/.gitignore": "!meta\n"},
        {"drizzle/.gitignore": "*\n"},
        {".gitignore": "drizzle/   \n"},
        {".gitignore": "[\n\\\n"},
    ],
)
def test_it_ignores_as_git_does(tmp_path: Path, rules: dict[str, str]) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write(rules)
    ran = subprocess.run(
        ["git", "-c", "core.quotepath=false", "check-ignore", "-v", "-z", "--no-index", "--stdin"],
        cwd=repo.path,
        input="\0".join(PATHS).encode(),
        capture_output=True,
        check=False,
    )
    fields = ran.stdout.decode().split("\0")
    answers = zip(fields[0::4], fields[1::4], fields[2::4], fields[3::4], strict=False)
    git = {
        path: (file, int(line), pattern)
        for file, line, pattern, path in answers
        if not pattern.startswith("!")
    }
    tree = MemoryTree(rules | dict.fromkeys(PATHS, ""))
    ours = {path: tuple(rule) for path in PATHS if (rule := ignoring_rule(tree, path))}
    assert ours == git


def test_git_itself_names_the_rule_that_ignores_a_path_and_its_line(repo: Repo) -> None:
    repo.commit({".gitignore": "*.log\n!kept.log\n"})
    repo.write({"a.log": "", "é.log": "", "kept.log": "", "b": ""})
    assert ignored_by(Repository.find(), ["a.log", "é.log", "kept.log", "b"]) == {
        "a.log": (".gitignore", 1, "*.log"),
        "é.log": (".gitignore", 1, "*.log"),
    }
    assert ignored_by(Repository.find(), []) == {}
