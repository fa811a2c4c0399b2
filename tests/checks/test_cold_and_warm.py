"""No verdict depends on what was kept: an empty cache and a filled one say the same, in any order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from forge_migrations.cli import main
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
TABLE = 'export const a = pgTable("a", {{ id: integer().primaryKey(){columns} }});\n'
IMPORT = 'import { pgTable, integer, text } from "drizzle-orm/pg-core";\n'
JOURNAL = '{"version": "7", "dialect": "postgresql", "entries": []}'


def made_history(repo: Repo, kit: str) -> list[str]:
    """Commits of every kind: a schema that is ahead of its migrations, edits beside it, imports, a
    computed default, one that can't be loaded, one that takes what isn't there."""
    link_node_modules(kit, repo.path)
    config = 'export default { dialect: "postgresql", schema: "./db/schema.ts", out: "./drizzle" };'
    repo.commit({".gitignore": "node_modules\n", "drizzle.config.ts": config, "README.md": ""})

    def columns(text: str, head: str = IMPORT) -> dict[str, str]:
        return {"db/schema.ts": head + TABLE.format(columns=text)}

    steps: list[dict[str, str]] = [
        {**columns(""), "drizzle/meta/_journal.json": JOURNAL, "drizzle/0000_a.sql": "SELECT 1;"},
        columns(", name: text()"),
        {"src/other.ts": "export const a = 1;\n"},
        {"db/words.ts": "export const WORD = 'x';\n"},
        columns(", name: text().default(WORD)", 'import { WORD } from "./words";\n' + IMPORT),
        {"db/words.ts": "export const WORD = 'y';\n"},
        {"db/words.ts": "export const WORD = String(Date.now());\n"},
        {"src/other.ts": "export const a = 2;\n"},
        columns(", name: text().default(GONE)", 'import { GONE } from "gone";\n' + IMPORT),
        {"src/other.ts": "export const a = 3;\n"},
        columns(", name: text("),
        {"src/other.ts": "export const a = 4;\n"},
        columns(", other: text()", 'import "./nowhere";\n' + IMPORT),
        {"tsconfig.json": "{}"},
        columns(", other: text()"),
        {"package.json": '{"name": "app"}'},
    ]
    return [repo.commit(step) for step in steps]


def said_of(
    commit: str, cache: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    patch.setenv("FORGE_CACHE", str(cache))
    code = main(["--from-ref", f"{commit}^", "--to-ref", commit])
    said = capsys.readouterr()
    return f"{code}\n{said.out}{said.err}"


def test_an_empty_and_a_filled_cache_say_the_same_of_every_commit_in_any_order(
    repo: Repo,
    kit31: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    commits = made_history(repo, kit31)
    cold = {
        commit: said_of(commit, tmp_path / f"cold-{commit}", monkeypatch, capsys)
        for commit in commits
    }
    assert len(set(cold.values())) > 6
    shuffled = random.Random(7).sample(commits, len(commits))
    for name, order in {"warm": commits, "backward": commits[::-1], "mixed": shuffled}.items():
        cache = tmp_path / name
        for commit in [*order, *order[::3]]:
            assert said_of(commit, cache, monkeypatch, capsys) == cold[commit], (name, commit)
