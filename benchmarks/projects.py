"""Repositories of a known size to measure on."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from pathlib import Path

SCHEMA = """import { pgTable, serial, text } from 'drizzle-orm/pg-core';
export const teams = pgTable('teams', { id: serial('id').primaryKey(), name: text('name').notNull() });
"""
CONFIG = """import { defineConfig } from 'drizzle-kit';
export default defineConfig({ dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' });
"""


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A repository with the files committed."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "A")
    git(folder, "config", "user.email", "a@example.com")
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def history(migrations: int, snapshot_bytes: int, out: str = "drizzle") -> dict[str, str]:
    """A sound history: each migration adds a column; every snapshot has about the size asked for."""
    files: dict[str, str] = {}
    entries = []
    parent = "00000000-0000-0000-0000-000000000000"
    padding = {f"public.filler_{n}": _table(n) for n in range(snapshot_bytes // 900)}
    for idx in range(migrations):
        tag, own = f"{idx:04d}_step_{idx}", str(uuid.UUID(int=idx + 1))
        sql = f'ALTER TABLE "teams" ADD COLUMN "c{idx}" text;'
        files[f"{out}/{tag}.sql"] = sql if idx else _making(len(padding))
        entries.append(
            {"idx": idx, "version": "7", "when": 1_700_000_000_000 + idx * 60_000, "tag": tag,
             "breakpoints": True}
        )  # fmt: skip
        snapshot = {"id": own, "prevId": parent, "version": "7", "dialect": "postgresql",
                    "tables": {"public.teams": _teams(idx), **padding}, "enums": {}, "schemas": {}, "sequences": {}, "roles": {},
                    "policies": {}, "views": {}, "_meta": {"columns": {}, "schemas": {}, "tables": {}}}  # fmt: skip
        files[f"{out}/meta/{idx:04d}_snapshot.json"] = json.dumps(snapshot, indent=2)
        parent = own
    journal = {"version": "7", "dialect": "postgresql", "entries": entries}
    files[f"{out}/meta/_journal.json"] = json.dumps(journal, indent=2)
    return files


def _making(fillers: int) -> str:
    columns = ", ".join(f"\"c{i}\" text DEFAULT '' NOT NULL" for i in range(4))
    made = (f'CREATE TABLE "filler_{n}" ({columns});' for n in range(fillers))
    first = 'CREATE TABLE "teams" ("id" serial PRIMARY KEY);'
    return "\n--> statement-breakpoint\n".join((first, *made))


def _teams(columns: int) -> dict[str, object]:
    key = {"name": "id", "type": "serial", "primaryKey": True, "notNull": True}
    added = (f"c{n}" for n in range(1, columns + 1))
    named = {name: {"name": name, "type": "text", "primaryKey": False, "notNull": False} for name in added}  # fmt: skip
    return {**_table(0), "name": "teams", "columns": {"id": key, **named}}


def _table(n: int) -> dict[str, object]:
    column = {"name": "id", "type": "text", "primaryKey": False, "notNull": True, "default": "''"}
    return {"name": f"filler_{n}", "schema": "", "columns": {f"c{i}": {**column, "name": f"c{i}"} for i in range(4)},
            "indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {}, "uniqueConstraints": {},
            "policies": {}, "checkConstraints": {}, "isRLSEnabled": False}  # fmt: skip


def with_schema(folder: Path, migrations: int) -> Path:
    """A repository with a made history and the schema that it leads to."""
    columns = ", ".join(f"c{n}: text('c{n}')" for n in range(1, migrations))
    plain = ", ".join(f"c{n}: text('c{n}').notNull().default('')" for n in range(4))
    schema = (
        "import { pgTable, serial, text } from 'drizzle-orm/pg-core';\n"
        f"export const teams = pgTable('teams', {{ id: serial('id').primaryKey(), {columns} }});\n"
    )
    schema += "".join(
        f"export const filler{n} = pgTable('filler_{n}', {{ {plain} }});\n" for n in range(20)
    )
    files = {"package.json": "{}", "drizzle.config.ts": CONFIG, "src/schema.ts": schema}
    return repository(folder, {**files, **history(migrations, 18_000)})


def kit_project(folder: Path, kit: Path) -> Path:
    """A project with a real drizzle-kit and one generated migration, committed."""
    project = repository(
        folder,
        {
            "package.json": '{"name": "bench", "devDependencies": {"drizzle-kit": "0.31"}}',
            "drizzle.config.ts": CONFIG,
            "src/schema.ts": SCHEMA,
            ".gitignore": "node_modules\n",
        },
    )
    os.symlink(kit / "node_modules", project / "node_modules")
    generate(project)
    git(project, "add", "-A")
    git(project, "commit", "-qm", "migration")
    return project


def generate(project: Path) -> None:
    words = ["node", "node_modules/drizzle-kit/bin.cjs", "generate"]
    subprocess.run(words, cwd=project, check=True, capture_output=True, stdin=subprocess.DEVNULL)
