"""Histories of the 0.31 layout, written by hand: what drizzle-kit 0.31.11 leaves, small."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from typing import Any

ZERO = "00000000-0000-0000-0000-000000000000"
CONFIG = 'export default {{ dialect: "{}", schema: "./schema.ts", out: "./drizzle" }};\n'
BREAK = "\n--> statement-breakpoint\n"

Columns = dict[str, str]
"""Name -> type; `!` behind the type is NOT NULL, `*` the primary key."""


def column(name: str, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind.rstrip("!*"),
        "primaryKey": kind.endswith("*"),
        "notNull": kind.endswith(("!", "*")),
    }


def snapshot(number: int, tables: dict[str, Columns], dialect: str) -> dict[str, Any]:
    """A snapshot of these tables; `x_id` refers to the table `x` where there is one."""
    made = {}
    for name, columns in tables.items():
        keys = {
            f"{name}_{c}_fk": {
                "name": f"{name}_{c}_fk", "tableFrom": name, "tableTo": c[:-3],
                "columnsFrom": [c], "columnsTo": ["id"], "onDelete": "cascade", "onUpdate": "no action",
            }
            for c in columns
            if c.endswith("_id") and c[:-3] in tables
        }  # fmt: skip
        table = {
            "name": name,
            "columns": {c: column(c, kind) for c, kind in columns.items()},
            "indexes": {},
            "foreignKeys": keys,
            "compositePrimaryKeys": {},
            "uniqueConstraints": {},
            "checkConstraints": {},
        }
        if dialect == "postgresql":
            table |= {"schema": "", "policies": {}, "isRLSEnabled": False}
        made[f"public.{name}" if dialect == "postgresql" else name] = table
    return {
        "id": f"{number + 1:08}-0000-4000-8000-000000000000",
        "prevId": f"{number:08}-0000-4000-8000-000000000000" if number else ZERO,
        "version": {"postgresql": "7", "mysql": "5", "sqlite": "6"}[dialect],
        "dialect": dialect,
        "tables": made,
        "enums": {},
        "views": {},
        "_meta": {"schemas": {}, "tables": {}, "columns": {}},
    }


def history(
    *steps: tuple[str, list[str], dict[str, Columns]], dialect: str = "sqlite"
) -> dict[str, Any]:
    """The files of a project: one migration per (name, statements, tables afterwards)."""
    files: dict[str, Any] = {
        "package.json": {"name": "app", "dependencies": {}},
        "drizzle.config.ts": CONFIG.format(dialect),
        "schema.ts": "export {};\n",
    }
    entries = []
    for number, (name, statements, tables) in enumerate(steps):
        tag = f"{number:04}_{name}"
        files[f"drizzle/{tag}.sql"] = BREAK.join(statements)
        files[f"drizzle/meta/{number:04}_snapshot.json"] = snapshot(number, tables, dialect)
        entries.append({"idx": number, "version": "7", "when": 1_700_000_000_000 + number * 1000,
                        "tag": tag, "breakpoints": True})  # fmt: skip
    files["drizzle/meta/_journal.json"] = {"version": "7", "dialect": dialect, "entries": entries}
    return files


def folders(files: dict[str, Any]) -> dict[str, Any]:
    """The same history in the layout of 1.0: a folder for each migration."""
    entries = files["drizzle/meta/_journal.json"]["entries"]
    made = {path: data for path, data in files.items() if not path.startswith("drizzle/")}
    for entry in entries:
        moment = datetime.fromtimestamp(entry["when"] / 1000, UTC)
        folder = f"drizzle/{moment:%Y%m%d%H%M%S}_{entry['tag'][5:]}"
        made[f"{folder}/migration.sql"] = files[f"drizzle/{entry['tag']}.sql"]
        head = files[f"drizzle/meta/{entry['tag'][:4]}_snapshot.json"]
        made[f"{folder}/snapshot.json"] = {
            "version": "7", "dialect": head["dialect"], "id": head["id"],
            "prevIds": [head["prevId"]], "ddl": [], "renames": [],
        }  # fmt: skip
    return made
