"""A name that a schema file uses and nobody gave it: the edits are carried out, and it loads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.schema_changes import check as schema_changes
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.drizzle.kit.bridge import Kit
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy


@pytest.fixture(scope="module")
def kit(kit31: str) -> Iterator[Kit]:
    made = Kit(None, folder=kit31)
    yield made
    made.close()


def said(kit: Kit, schema: str, dialect: str = "postgresql") -> list[Finding | Note]:
    config = f"export default {{ dialect: '{dialect}', schema: './schema.ts', out: './drizzle' }};"
    files = {"drizzle.config.ts": config, "package.json": "{}", "drizzle/meta/_journal.json": "{}"}
    before, after = MemoryTree(files), MemoryTree({**files, "schema.ts": schema})
    subject = Subject(Change(before, after, before), kit=kit)
    return list(schema_changes.check(subject))


def mended(schema: str, finding: Finding) -> str:
    assert isinstance(finding.remedy, Remedy)
    lines = schema.split("\n")
    for edit in finding.remedy.edits:
        if edit.old:
            assert edit.old in lines[edit.line - 1], edit
            lines[edit.line - 1] = lines[edit.line - 1].replace(edit.old, edit.new)
        else:
            lines.insert(edit.line - 1, edit.new)
    return "\n".join(lines)


BODY = """
export const users = pgTable("users", {
  id: serial("id").primaryKey(),
  %s,
});
"""
ONE_LINE = 'import { pgTable, serial } from "drizzle-orm/pg-core";' + BODY
LINES = 'import {\n  pgTable,\n  serial,\n} from "drizzle-orm/pg-core";\n' + BODY
NO_COMMA = "import {\n  pgTable,\n  serial\n} from 'drizzle-orm/pg-core'\n" + BODY


@pytest.mark.parametrize(
    ("schema", "name", "line"),
    [
        (ONE_LINE % 'name: text("name")', "text", 4),
        (LINES % 'name: text("name")', "text", 8),
        (NO_COMMA % 'name: text("name")', "text", 8),
        (ONE_LINE % 'txt: txt("txt")', "txt", 4),
        (ONE_LINE.replace("serial }", "serial, text }") % 'name: txt("name")', "txt", 4),
        (ONE_LINE.replace("serial }", "serial, text }") % 'a: text("a").default(sql`now()`)', "sql", 4),
        (ONE_LINE % 'level: pgEnum("level", ["a", "b"])("level")', "pgEnum", 4),
        ("/* ours */\n" + ONE_LINE % 'at: timestamp("at")', "timestamp", 5),
    ],
)  # fmt: skip
def test_the_import_that_is_missing_is_written_and_the_schema_loads(
    kit: Kit, schema: str, name: str, line: int
) -> None:
    (finding,) = said(kit, schema)

    assert isinstance(finding, Finding)
    assert (finding.path, finding.line) == ("schema.ts", line)
    assert f"{name} is neither declared nor imported" in finding.message
    after = said(kit, mended(schema, finding))
    assert not [each for each in after if isinstance(each, Finding)], after


def test_the_module_is_the_dialects_own(kit: Kit) -> None:
    schema = (
        'import { sqliteTable } from "drizzle-orm/sqlite-core";\n'
        'export const t = sqliteTable("t", { a: integer("a") });\n'
    )
    (finding,) = said(kit, schema, "sqlite")
    assert isinstance(finding, Finding)
    assert not [
        each for each in said(kit, mended(schema, finding), "sqlite") if isinstance(each, Finding)
    ]


def test_a_name_that_nothing_resembles_is_left_to_the_person(kit: Kit) -> None:
    (finding,) = said(kit, ONE_LINE % "name: ourOwnColumn()")

    assert isinstance(finding, Finding)
    assert finding.remedy.startswith("declare or import ourOwnColumn in schema.ts, then: git add")


def test_any_other_error_is_told_in_its_own_words(kit: Kit) -> None:
    (finding,) = said(kit, 'throw new Error("no STAGE is set");')

    assert isinstance(finding, Finding)
    assert "schema.ts throws an error when it is loaded: no STAGE is set" in finding.message
