"""The line that accepts a finding, and the export that a dropped table lost."""

from __future__ import annotations

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.telling import told
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import Finding

PROJECT = Project("drizzle.config.ts", "", "postgresql", ("src/schema.ts",), "drizzle")
DROP = Finding(
    "destructive-sql", "drop-table", "d.sql", 1, 'drops table "sessions" with its rows', "wait"
)


def test_a_refusal_says_the_line_that_accepts_it() -> None:
    finding = told(DROP, PROJECT, MemoryTree(), [])

    assert finding.remedy == (
        "wait; if it is meant, write above the statement: "
        "-- forge-migrations: allow drop-table: WHY"
    )


@pytest.mark.parametrize(
    "declared",
    [
        "const sessions = pgTable('sessions', {",
        'const sessions = createTable(\n  "sessions",',
        "const sessions = auth.table(`sessions`, {",
    ],
)
def test_a_dropped_table_that_is_still_declared_lost_its_export(declared: str) -> None:
    tree = MemoryTree({"src/schema.ts": "\n" + declared})
    finding = told(DROP, PROJECT, tree, [])

    assert "src/schema.ts:2 still declares it: it lost its export" in finding.message
    assert finding.remedy.startswith("export the table again in src/schema.ts:2")


@pytest.mark.parametrize(
    "text",
    [
        "export const sessions = pgTable('sessions', {",
        "// const sessions = pgTable('sessions', {",
        "",
    ],
)
def test_a_table_that_is_exported_or_gone_lost_none(text: str) -> None:
    assert told(DROP, PROJECT, MemoryTree({"src/schema.ts": text}), []).message == DROP.message


def test_what_does_not_refuse_is_left_as_it_is() -> None:
    reported = DROP._replace(severity="report")

    assert told(reported, PROJECT, MemoryTree(), []) == reported
