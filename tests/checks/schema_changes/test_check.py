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

CONFIG = "export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };"
USERS = """import { pgTable, serial, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {
  id: serial().primaryKey(),
  name: text(),
});
"""


@pytest.fixture(scope="module")
def kit(kit31: str) -> Iterator[Kit]:
    made = Kit(None, folder=kit31)
    yield made
    made.close()


def said(kit: Kit, before: str, after: str, **more: str) -> list[Finding | Note]:
    files = {"drizzle.config.ts": CONFIG, "package.json": "{}", "drizzle/meta/_journal.json": "{}"}
    trees = [MemoryTree({**files, "schema.ts": each, **more}) for each in (before, after)]
    subject = Subject(Change(trees[0], trees[1], trees[0]), kit=kit)
    return list(schema_changes.check(subject))


def notes(kit: Kit, before: str, after: str) -> list[str]:
    return [each.message for each in said(kit, before, after)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "name: text()",
            "name: text().notNull()",
            'changes column "name" of table "users": not null',
        ),
        ("name: text()", "name: text().default('x')", "default none → 'x'"),
        ("name: text()", "name: serial()", "type text → serial"),
        ("  name: text(),\n", "", 'drops column "name" of table "users"'),
        (
            "});\n",
            "});\nexport const t = pgTable('t', { a: text() });\n",
            'adds table "t" (a text)',
        ),
    ],
)
def test_what_changed_is_named(kit: Kit, old: str, new: str, words: str) -> None:
    found = notes(kit, USERS, USERS.replace(old, new))
    assert any(words in each for each in found), found


def test_a_refactor_says_that_nothing_changed(kit: Kit) -> None:
    assert notes(kit, USERS, "// comment\n" + USERS) == ["the schema means what it meant before"]


def test_a_syntax_error_is_refused_at_its_line(kit: Kit) -> None:
    (finding,) = said(kit, USERS, USERS.replace("serial()", "serial("))
    assert isinstance(finding, Finding)
    assert finding.refuses
    assert (finding.path, finding.line) == ("schema.ts", 3)


def test_an_unknown_column_type_is_refused_at_its_line(kit: Kit) -> None:
    (finding,) = said(
        kit,
        USERS,
        USERS.replace("name: text()", "name: pg.nope()").replace(
            "import {", "import * as pg from 'drizzle-orm/pg-core';\nimport {"
        ),
    )
    assert isinstance(finding, Finding)
    assert finding.line == 5
    assert "calls a function that doesn't exist" in finding.message


def test_a_circle_that_breaks_is_refused(kit: Kit) -> None:
    other = "import { users } from './schema'; import { pgTable, text } from 'drizzle-orm/pg-core'; export const eager = users.id; export const a = pgTable('a', { b: text() });"
    (finding,) = said(
        kit,
        USERS,
        "import { a } from './other';\nexport const b = a;\n" + USERS,
        **{"other.ts": other},
    )
    assert isinstance(finding, Finding)
    assert finding.path == "other.ts"
    assert "imports a file that imports it back" in finding.message


def test_a_missing_import_is_refused_when_it_is_new(kit: Kit) -> None:
    broken = "import { x } from './gone';\nexport const y = x;\n" + USERS
    found = [each for each in said(kit, USERS, broken) if isinstance(each, Finding)]
    assert [(each.rule, each.line, each.refuses) for each in found] == [("missing-import", 1, True)]
    again = [each for each in said(kit, broken, broken + "// x") if isinstance(each, Finding)]
    assert [each.refuses for each in again] == [False]


def test_what_failed_before_is_inherited(kit: Kit) -> None:
    (finding,) = said(kit, "export const a = {;", "export const b = {;")
    assert isinstance(finding, Finding)
    assert finding.inherited


def test_a_stand_in_that_reaches_the_schema_is_undecided(kit: Kit) -> None:
    text = USERS.replace("text()", "text(NAME)").replace(
        "import {", "import { NAME } from 'names';\nimport {"
    )
    (note,) = said(kit, USERS, text)
    assert isinstance(note, Note)
    assert note.undecided
    assert "names.NAME" in note.message
