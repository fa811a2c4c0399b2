from __future__ import annotations

import pytest

from forge_migrations.checks.rehearsal.session import explained
from forge_migrations.database.failures import Failure
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.server import Version
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import step_of
from forge_migrations.findings import Finding

POSTGRES = Version("postgresql", "PostgreSQL", "15.18")


def step(tag: str, sql: str) -> Step:
    return step_of(tag, f"d/{tag}.sql", "", sql.encode(), 1, "postgres")


def told(*sqls: str, new: bool = True, code: str = "42P01") -> Finding:
    """What is said of the last of these migrations, whose last line finds no table."""
    steps = [step(f"{at:04}", sql) for at, sql in enumerate(sqls)]
    last = steps[-1]
    line = last.text.rstrip("\n").count("\n") + 1
    failure = Failure(last, last.segments[-1], line, code, 'relation "u" does not exist')
    finding = Finding("rehearsal", "migration-fails", last.path, line, str(failure), "change it")
    paths = frozenset(each.path for each in steps) if new else frozenset()
    found = explained(finding, Rehearsal(POSTGRES, (), fresh_failure=failure), steps, paths)
    assert isinstance(found, Finding)
    return found


ALTER = "ALTER TABLE u ADD x int;"


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("SELECT pg_catalog.set_config('search_path', '', false);", 1),
        ("SET statement_timeout = 0;\n\nSELECT set_config( 'search_path','',true);\n", 3),
        ("SET search_path TO app;", 1),
        ("set session search_path = app;", 1),
        ("SET LOCAL search_path = app;", 1),
    ],
)
def test_the_statement_that_took_the_schema_away_is_named(sql: str, line: int) -> None:
    found = told(sql, ALTER)
    assert f": d/0000.sql:{line} sets search_path, which holds for every statement" in found.message
    assert found.remedy.endswith(f"take line {line} out of d/0000.sql")


def test_what_is_released_stays_and_the_new_file_sets_its_own() -> None:
    found = told("SET search_path TO app;", ALTER, new=False)
    assert (
        "write above d/0001.sql:1: SELECT pg_catalog.set_config('search_path', 'public'"
        in found.remedy
    )


def test_it_may_stand_in_the_same_file() -> None:
    assert ": d/0000.sql:1 sets search_path" in told(f"SET search_path TO app;\n{ALTER}").message


@pytest.mark.parametrize(
    "sqls",
    [
        ("CREATE TABLE v (id int);", ALTER),
        ("SET search_path TO app; RESET search_path;", ALTER),
        ("SET search_path TO app;\nRESET ALL;", ALTER),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' AS 'SELECT 1';", ALTER),
        (f"{ALTER}",),
    ],
)
def test_nothing_is_blamed_that_left_nothing(sqls: tuple[str, ...]) -> None:
    assert "search_path" not in told(*sqls).message


def test_another_failure_has_another_cause() -> None:
    assert "search_path" not in told("SET search_path TO app;", ALTER, code="23502").message
