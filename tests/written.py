"""Whole migrations folders as files, as drizzle-kit 0.31 writes them, for the tests of workflow/."""

from __future__ import annotations

import json
import uuid
from typing import Any

FIRST = "00000000-0000-0000-0000-000000000000"
CONFIG = """import { defineConfig } from "drizzle-kit";
export default defineConfig({ dialect: "postgresql", schema: "./src/schema.ts", out: "./drizzle" });
"""
SCHEMA = 'import { pgTable, text } from "drizzle-orm/pg-core";\n'


def history(
    *sqls: str, folder: str = "drizzle", names: str = "m", since: int = 0
) -> dict[str, Any]:
    """The files of a project whose migrations hold these statements, one after the other."""
    files: dict[str, Any] = {"drizzle.config.ts": CONFIG, "src/schema.ts": SCHEMA}
    files |= {"package.json": '{"name": "x", "dependencies": {"drizzle-orm": "^0.45.0"}}'}
    entries, parent = [], FIRST
    for number, sql in enumerate(sqls):
        tag = f"{number:04}_{names}{number}"
        entries.append(
            {
                "idx": number,
                "version": "7",
                "when": 1_760_000_000_123 + (since + number) * 1000,
                "tag": tag,
                "breakpoints": True,
            }
        )
        files[f"{folder}/{tag}.sql"] = sql
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, folder + tag + sql))
        files[f"{folder}/meta/{number:04}_snapshot.json"] = snapshot(made, parent)
        parent = made
    files[f"{folder}/meta/_journal.json"] = json.dumps(
        {"version": "7", "dialect": "postgresql", "entries": entries}, indent=2
    )
    return files


def with_table(files: dict[str, Any], number: int, name: str) -> dict[str, Any]:
    """The same files; the snapshot of one migration has a table with nothing but its key."""
    key = {"name": "id", "type": "text", "primaryKey": True, "notNull": True}
    table = {"name": name, "schema": "", "columns": {"id": key}}
    made = files[f"drizzle/meta/{number:04}_snapshot.json"]
    return files | {
        f"drizzle/meta/{number:04}_snapshot.json": made | {"tables": {f"public.{name}": table}}
    }


def snapshot(own: str, parent: str) -> dict[str, Any]:
    """A snapshot with no table in it."""
    return {
        "id": own,
        "prevId": parent,
        "version": "7",
        "dialect": "postgresql",
        "tables": {},
        "enums": {},
        "schemas": {},
        "sequences": {},
        "roles": {},
        "policies": {},
        "views": {},
        "_meta": {"columns": {}, "schemas": {}, "tables": {}},
    }
