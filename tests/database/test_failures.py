from __future__ import annotations

import sqlite3
from types import SimpleNamespace

import pytest

from forge_migrations.database.failures import failure_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.failures import without_secrets
from forge_migrations.database.steps import step_of
from forge_migrations.findings import Undecided

STEP = step_of(
    "a", "a.sql", "", b"SELECT 1;\n--> statement-breakpoint\n\nSELECT\n  x;", 0, "postgres"
)


class Driver(Exception):
    """psycopg's error, as far as it is read."""

    def __init__(self, sqlstate: str, primary: str, **more: str | None) -> None:
        super().__init__(primary)
        self.sqlstate = sqlstate
        fields = ("message_detail", "message_hint", "statement_position")
        self.diag = SimpleNamespace(
            message_primary=primary, **{name: more.get(name) for name in fields}
        )


def test_postgresqls_error_is_placed_where_the_engine_points() -> None:
    segment = STEP.segments[1]
    position = segment.sql.index("x") + 1
    error = Driver(
        "42703",
        'column "x"\n does not exist',
        message_detail="It isn't there.",
        message_hint="Perhaps y.",
        statement_position=str(position),
    )
    found = failure_of(error, STEP, segment)
    assert (found.line, found.code, found.hint) == (5, "42703", "Perhaps y.")
    assert str(found) == 'column "x" does not exist (It isn\'t there.) (42703)'
    assert failure_of(Driver("42703", "no"), STEP, segment).line == 4


def test_sqlites_and_mysqls_errors_have_their_own_codes() -> None:
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(":memory:").execute("SELECT x")
    found = failure_of(caught.value, STEP, STEP.segments[0])
    assert (found.code, found.message) == ("SQLITE_ERROR", "no such column: x")
    assert failure_of(Exception(1062, "Duplicate"), STEP, STEP.segments[0]).code == "1062"
    bare = failure_of(ValueError(), STEP, STEP.segments[0])
    assert str(bare) == "ValueError"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("at postgres://u:secret@h/d now", "at postgres://u:***@h/d now"),
        ("at postgres://u:se@cret@h/d", "at postgres://u:***@h/d"),
        ("at mysql+pymysql://u:@h", "at mysql+pymysql://u:***@h"),
        ("postgres://u@h/d", "postgres://u@h/d"),
        ("host=h password=secret port=1", "host=h password=*** port=1"),
        ("CREATE ROLE a PASSWORD 'it is secret' LOGIN", "CREATE ROLE a PASSWORD *** LOGIN"),
        ("two\n  lines\tof it", "two lines of it"),
    ],
)
def test_no_password_is_told(text: str, clean: str) -> None:
    assert without_secrets(text) == clean


@pytest.mark.parametrize(
    "error",
    [
        Driver("57P01", "terminating connection"),
        Driver("53100", "could not extend file: No space left on device"),
        Exception(2013, "Lost connection"),
        Exception(1114, "The table is full"),
    ],
    ids=["gone", "disk", "mysql gone", "mysql full"],
)
def test_the_servers_own_faults_decide_nothing(error: Exception) -> None:
    with pytest.raises(Undecided):
        refuse_faults(error)


def test_the_migrations_own_errors_are_no_faults_of_the_server() -> None:
    for error in (Driver("42703", "no"), Exception(1062, "Duplicate"), ValueError("2013")):
        refuse_faults(error)
