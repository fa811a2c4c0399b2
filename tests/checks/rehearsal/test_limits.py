"""What the scratch server can't run is undecided with the command that changes it."""

from __future__ import annotations

import pytest

from forge_migrations.checks.rehearsal.findings import findings_of
from forge_migrations.checks.rehearsal.limits import left_out
from forge_migrations.checks.rehearsal.limits import needs_left_out
from forge_migrations.checks.rehearsal.limits import undecided_of
from forge_migrations.config import Policy
from forge_migrations.database.failures import Failure
from forge_migrations.database.leniency import LeftOut
from forge_migrations.database.postgres.newer import needed_version
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.server import Version
from forge_migrations.database.steps import step_of
from forge_migrations.database.structure import Difference
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.sql.parts import Part

POSTGRES = Version("postgresql", "PostgreSQL", "15.18")


def said(sql: str, code: str, message: str, version: Version = POSTGRES) -> Finding | Note:
    step = step_of("0001_a", "drizzle/0001_a.sql", "", sql.encode(), 1, "postgres")
    failure = Failure(step, step.segments[0], 1, code, message)
    result = Rehearsal(version, (step,), failure=failure)
    findings = list(findings_of(result, [step.path], [step], "drizzle.config.ts"))
    assert len(findings) == 1
    return undecided_of(findings[0], result, Policy(), "drizzle.config.ts")


@pytest.mark.parametrize(
    ("sql", "code", "message", "words", "remedy"),
    [
        (
            "ALTER TABLE t ADD CHECK (a IS JSON OBJECT)",
            "42601",
            'syntax error at or near "JSON"',
            "PostgreSQL 15.18 is older than this statement, which needs 16",
            "FORGE_SCRATCH_URL=pglite: forge-migrations rehearsal",
        ),
        (
            "CREATE TABLE t (id uuid DEFAULT uuidv7())",
            "42883",
            "function uuidv7() does not exist",
            "which needs 18",
            "setup --pglite",
        ),
        (
            'ALTER TABLE u ADD FOREIGN KEY (id) REFERENCES "auth"."users" (id)',
            "3F000",
            'schema "auth" does not exist',
            "the history expects what Supabase makes",
            'prelude = ["supabase"]',
        ),
        (
            "CREATE POLICY p ON t TO authenticated USING (true)",
            "42704",
            'role "authenticated" does not exist',
            "the history expects what Supabase makes",
            'prelude = ["supabase"]',
        ),
        (
            "CREATE POLICY p ON t USING (auth.user_id() = owner)",
            "3F000",
            'schema "auth" does not exist',
            "the history expects what Neon makes",
            'prelude = ["neon"]',
        ),
    ],
)
def test_what_another_server_would_run_is_undecided(
    sql: str, code: str, message: str, words: str, remedy: str
) -> None:
    note = said(sql, code, message)
    assert isinstance(note, Note)
    assert note.undecided
    assert note.message.startswith("drizzle/0001_a.sql:1: ")
    assert words in note.message
    assert remedy in note.remedy


@pytest.mark.parametrize(
    ("sql", "code", "message", "version"),
    [
        ("CREATE TABLE t (id int", "42601", "syntax error at end of input", POSTGRES),
        (
            "SELECT a IS JSON FROM t",
            "42601",
            "syntax error",
            POSTGRES._replace(number="18.1"),
        ),
        ("ALTER TABLE nowhere ADD a int", "42P01", 'relation "nowhere" does not exist', POSTGRES),
    ],
)
def test_what_no_server_runs_is_refused(
    sql: str, code: str, message: str, version: Version
) -> None:
    assert isinstance(said(sql, code, message, version), Finding)


@pytest.mark.parametrize(
    ("sql", "major"),
    [
        ("CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT", 15),
        ("SELECT * FROM JSON_TABLE(a, '$' COLUMNS (b int))", 17),
        ("ALTER TABLE t ADD b int GENERATED ALWAYS AS (a) VIRTUAL", 18),
        ("CREATE TABLE t (a json)", 0),
    ],
)
def test_a_word_is_known_by_the_version_that_brought_it(sql: str, major: int) -> None:
    assert needed_version(sql) == major


def test_what_was_left_out_is_one_note_for_each_cause_with_its_remedy() -> None:
    cause = 'extension "vector" is not on this server'
    found = [
        LeftOut("drizzle/0001_a.sql", 2, cause, cause),
        LeftOut("drizzle/0001_a.sql", 5, cause, 'type "vector" does not exist', ("items", "v")),
        LeftOut("drizzle/0002_b.sql", 1, "roles", "it needs rights"),
    ]
    notes = list(left_out(found, "PostgreSQL", "drizzle.config.ts"))
    assert [note.message for note in notes] == [
        (
            f"not rehearsed: drizzle/0001_a.sql:2 and 1 more statement: {cause};"
            " so items, v were not compared with the schema"
        ),
        "not rehearsed: drizzle/0002_b.sql:1: roles",
    ]
    assert [bool(note.remedy) for note in notes] == [True, False]


@pytest.mark.parametrize(
    ("thing", "needs"),
    [
        (Part("table", "items", ""), True),
        (Part("index", "items", "i"), True),
        (Part("column", "users", "v"), True),
        (Part("column", "users", "name"), False),
    ],
)
def test_a_difference_that_only_a_left_out_statement_makes_is_known(
    thing: Part, needs: bool
) -> None:
    found = [LeftOut("a.sql", 1, "x", "y", ("items", "v"))]
    assert needs_left_out(Difference(thing, "", "", "there"), found) is needs
