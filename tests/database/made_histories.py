"""Small histories for the tests, in memory and on disk, in both layouts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from forge_migrations.change.tree import MemoryTree
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import steps_of
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import Migration

WHEN = 1_700_000_000_000


def journal(
    files: Mapping[str, str | bytes], when: Mapping[str, int] | None = None, dialect: str = "sqlite"
) -> tuple[History, MemoryTree]:
    """A 0.31 history: tags to SQL, in order; `when` overrides the entries' times."""
    entries = [
        {
            "idx": index,
            "version": "7",
            "when": (when or {}).get(tag, WHEN + index * 1000),
            "tag": tag,
            "breakpoints": True,
        }
        for index, tag in enumerate(files)
    ]
    contents: dict[str, str | bytes] = {f"drizzle/{tag}.sql": sql for tag, sql in files.items()}
    contents["drizzle/meta/_journal.json"] = json.dumps(
        {"version": "7", "dialect": dialect, "entries": entries}
    )
    tree = MemoryTree(contents)
    migrations = tuple(
        _migration(tree, str(entry["tag"]), f"drizzle/{entry['tag']}.sql", index, entry["when"])
        for index, entry in enumerate(entries)
    )
    return History("drizzle", "journal", dialect, migrations), tree


def folders(
    files: Mapping[str, str | bytes], dialect: str = "sqlite"
) -> tuple[History, MemoryTree]:
    """A 1.0 history: folder names to SQL, in order."""
    tree = MemoryTree({f"drizzle/{name}/migration.sql": sql for name, sql in files.items()})
    migrations = tuple(
        _migration(tree, name, f"drizzle/{name}/migration.sql", index, 0)
        for index, name in enumerate(files)
    )
    return History("drizzle", "folders", dialect, migrations), tree


def steps(made: tuple[History, MemoryTree]) -> tuple[Step, ...]:
    return steps_of(*made)


def write(tree: MemoryTree, folder: Path) -> Path:
    """The tree on disk; returns the migrations folder."""
    for path in tree.entries:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(tree.read(path))
    return folder / "drizzle"


def _migration(tree: MemoryTree, tag: str, path: str, idx: int, when: object) -> Migration:
    assert isinstance(when, int)
    return Migration(tag, path, tree.blob(path), "", None, idx, when)
