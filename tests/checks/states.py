"""What a project is before and after a change, with a schema that nobody had to load."""

from __future__ import annotations

import json
from typing import Any

from forge_migrations.change.change import Change
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.checks.subject.schema_states import States
from forge_migrations.checks.subject.schema_states import states_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.drizzle.kit.bridge import Loaded

ORIGIN = "00000000-0000-0000-0000-000000000000"
CONFIG = 'export default { dialect: "sqlite", schema: "./src/schema.ts" };'
Files = dict[str, str]


def table(name: str, *columns: str) -> dict[str, Any]:
    made = {each: {"name": each, "type": "text"} for each in columns}
    return {name: {"name": name, "columns": made}}


def content(name: str = "a", parent: str = ORIGIN, **tables: tuple[str, ...]) -> dict[str, Any]:
    """A snapshot: `users=("id", "name")`."""
    found: dict[str, Any] = {}
    for each, columns in tables.items():
        found |= table(each, *columns)
    return {"id": name, "prevId": parent, "version": "6", "dialect": "sqlite", "tables": found}


def project(*migrations: tuple[str, str, dict[str, Any] | None], **more: str) -> Files:
    """A project with (tag, SQL, snapshot) of each migration, and more files by path."""
    entries = [
        {"idx": n, "when": n + 1, "tag": tag} for n, (tag, _sql, _s) in enumerate(migrations)
    ]
    files = {
        "drizzle.config.ts": CONFIG,
        "src/schema.ts": 'import { sqliteTable } from "drizzle-orm/sqlite-core";',
        "drizzle/meta/_journal.json": json.dumps({"dialect": "sqlite", "entries": entries}),
    }
    for tag, sql, snapshot in migrations:
        files[f"drizzle/{tag}.sql"] = sql
        if snapshot is not None:
            path = f"drizzle/meta/{tag.split('_')[0]}_snapshot.json"
            files[path] = json.dumps(snapshot)
    return files | more


def states(
    before: Files | Tree,
    after: Files | Tree,
    was: dict[str, Any] | None = None,
    now: dict[str, Any] | None = None,
    files: tuple[str, ...] = ("src/schema.ts",),
    repository: Repository | None = None,
) -> States:
    """`was` and `now` are what the schemas load to."""
    trees = [one if isinstance(one, Tree) else MemoryTree(one) for one in (before, after)]
    subject = Subject(Change(trees[0], trees[1], trees[0], repository=repository))
    [one] = subject.projects
    found = states_of(subject, one)
    found.__dict__["before"] = Loaded(was, "before", files=files)
    found.__dict__["after"] = Loaded(now, "after", files=files)
    return found
