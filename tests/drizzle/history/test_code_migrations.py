from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.code_migrations import newest_code
from forge_migrations.drizzle.history.history import read_history


def newest(tag: str, *scripts: str) -> str:
    entries = [{"idx": 0, "when": 1_767_225_600_000, "tag": tag}]  # 2026-01-01
    files: dict[str, str | bytes] = {f"d/{each}": "" for each in scripts}
    files["d/meta/_journal.json"] = json.dumps({"dialect": "sqlite", "entries": entries})
    tree = MemoryTree(files)
    return newest_code(read_history(tree, "d"), tree)


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("0003_x", "0004_fill.ts"),
        ("0003_x", "20260201000000_fill.mjs"),
        ("20260101000000_x", "20260201000000-fill.js"),
    ],
)
def test_a_script_after_the_last_entry_is_the_newest_migration(tag: str, script: str) -> None:
    assert newest(tag, "0001_old.ts", script) == f"d/{script}"


@pytest.mark.parametrize(
    "script", ["0003_seed.ts", "0001_seed.ts", "20251201000000_x.ts", "0009_x.d.ts", "schema.ts",
               "migrations.js", "0009_x.sql"],
)  # fmt: skip
def test_a_script_beside_or_before_it_is_the_teams_own(script: str) -> None:
    assert newest("0003_x", script) == ""
