from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.projects import lay_out

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]
JOURNAL = "drizzle/meta/_journal.json"
SCHEMA = """\
import { pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial("id").primaryKey(),
  // users
});

export const teams = pgTable("teams", {
  id: serial("id").primaryKey(),
  // teams
});
"""


def add(repo: Repo, table: str, column: str) -> None:
    """One more column, on a line of its own, and its migration by the real drizzle-kit."""
    text = (repo.path / "schema.ts").read_text()
    mark = f"  // {table}\n"
    repo.write({"schema.ts": text.replace(mark, f'{mark}  {column}: text("{column}"),\n')})
    generate(repo, f"add_{column}")


def generate(repo: Repo, *words: str) -> None:
    kit = ["node", "node_modules/drizzle-kit/bin.cjs", "generate", "--name", *words]
    subprocess.run(kit, cwd=repo.path, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def says_no_changes(repo: Repo) -> bool:
    kit = ["node", "node_modules/drizzle-kit/bin.cjs", "generate"]
    ran = subprocess.run(kit, cwd=repo.path, capture_output=True, stdin=subprocess.DEVNULL)
    return b"No schema changes" in ran.stdout


def tags(repo: Repo) -> list[str]:
    journal: dict[str, Any] = json.loads((repo.path / JOURNAL).read_text())
    dates = [each["when"] for each in journal["entries"]]
    assert dates == sorted(set(dates))
    return [each["tag"] for each in journal["entries"]]


@pytest.fixture(scope="module")
def template(kit31: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """main and feature each made 0001_, and feature a custom 0002_ too."""
    names = [f"GIT_{role}_{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            **dict.fromkeys(names, "a@b.c"),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }.items():
            patch.setenv(name, value)
        made = Repo(tmp_path_factory.mktemp("two") / "repo")
        lay_out(made, kit31, SCHEMA)
        generate(made, "first")
        made.commit()
        made.git("checkout", "-q", "-b", "feature")
        add(made, "users", "ours")
        made.commit(message="ours")
        generate(made, "fill", "--custom")
        made.write({"drizzle/0002_fill.sql": "UPDATE users SET ours = 'x';\n"})
        made.commit(message="fill")
        made.git("checkout", "-q", "main")
        add(made, "teams", "theirs")
        made.commit(message="theirs")
        made.git("checkout", "-q", "feature")
    return made.path


@pytest.fixture
def two(repo: Repo, template: Path) -> Repo:
    shutil.rmtree(repo.path)
    shutil.copytree(template, repo.path, symlinks=True)
    os.chdir(repo.path)
    return repo


EXPECTED = ["0000_first", "0001_add_theirs", "0002_add_ours", "0003_fill"]


def test_a_conflicted_merge_is_put_in_order_by_one_command(two: Repo, capsys: Capture) -> None:
    said = two.git("merge", "main", check=False)
    assert "CONFLICT" in said
    assert main(["rebase"]) == 0
    out = capsys.readouterr().out
    assert "carried over as written" in out
    assert "git commit --no-edit" in out
    stage = next(line for line in out.splitlines() if line.startswith("  git add"))
    subprocess.run(stage, shell=True, cwd=two.path, check=True)
    two.git("commit", "--no-edit")
    assert tags(two) == EXPECTED
    assert (two.path / "drizzle/0003_fill.sql").read_text() == "UPDATE users SET ours = 'x';\n"
    assert two.git("diff", "--stat", "main", "--", "drizzle/0001_add_theirs.sql") == ""
    assert two.git("status", "--short") == ""
    assert says_no_changes(two)
    assert main(["rebase"]) == 0
    assert "already" in capsys.readouterr().out


def test_a_conflicted_rebase_goes_on_commit_by_commit(
    two: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Several commits are carried over within one second.
    monkeypatch.setattr("time.strftime", lambda *_: "backup-20261126-044523-")
    two.git("rebase", "main", check=False)
    for _ in range(3):
        if not (two.path / ".git/rebase-merge").exists():
            break
        assert main(["rebase"]) == 0
        two.stage()
        two.git("-c", "core.editor=true", "rebase", "--continue", check=False)
    assert tags(two) == EXPECTED
    assert two.git("rev-list", "--count", "main..HEAD") == "2"
    assert says_no_changes(two)


def test_a_merge_that_was_committed_as_it_was_is_mended_afterwards(two: Repo) -> None:
    two.git("merge", "-X", "theirs", "main", "-m", "merged", check=False)
    two.git("checkout", "--theirs", ".", check=False)
    two.commit()
    assert main(["rebase"]) == 0
    assert tags(two) == EXPECTED
    assert says_no_changes(two)


def test_both_sides_changing_one_thing_is_told_and_nothing_is_written(
    two: Repo, capsys: Capture
) -> None:
    two.git("checkout", "-q", "main")
    add(two, "users", "ours")
    text = (two.path / "schema.ts").read_text().replace('text("ours")', 'text("ours").notNull()')
    two.write({"schema.ts": text})
    generate(two, "not_null")
    two.commit()
    two.git("checkout", "-q", "feature")
    two.git("merge", "main", check=False)
    two.write({"schema.ts": text})
    before = two.git("status", "--short")
    assert main(["rebase"]) == 3
    assert "tables.public.users.columns.ours" in capsys.readouterr().err
    assert two.git("status", "--short") == before


def test_a_base_that_is_not_merged_yet_is_asked_for(two: Repo, capsys: Capture) -> None:
    assert main(["rebase", "main"]) == 2
    assert "git merge main" in capsys.readouterr().err
    assert two.git("status", "--short") == ""


def test_what_was_there_can_be_taken_back(two: Repo, capsys: Capture) -> None:
    two.git("merge", "main", check=False)
    conflicted = (two.path / JOURNAL).read_text()
    assert "<<<<<<<" in conflicted
    assert main(["rebase"]) == 0
    out = capsys.readouterr().out.splitlines()
    undo = out[out.index("To take it back:") + 1]
    subprocess.run(undo, shell=True, cwd=two.path, check=True)
    assert (two.path / JOURNAL).read_text() == conflicted
    assert (two.path / "drizzle/0002_fill.sql").exists()
