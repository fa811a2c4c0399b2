"""What the facts of production make of a rule's hit: silence, a number, a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

import pytest

from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.production import Production

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

EARLIER = (
    "CREATE TABLE events (id bigint PRIMARY KEY, who int, note text, at timestamptz);"
    "CREATE TABLE small (id int PRIMARY KEY, a int, note text);"
    "CREATE TABLE unknown (id int PRIMARY KEY, a int);"
)
LARGE = {"rows": 12_000_000, "bytes": 1_400_000_000, "indexes": 1, "columns": {}}
TABLES: dict[str, Any] = {
    "events": LARGE,
    "small": {"rows": 500, "bytes": 65_000, "indexes": 1, "columns": {}},
}
OFTEN = {"new-required-for-old-code", "set-not-null", "add-constraint", "foreign-key-without-index"}


def production(environment: str = "production", **settings: Any) -> Production:
    tables = settings.pop("tables", TABLES)
    return Production(environment, "PostgreSQL", "2026-01-31", tables, **settings)


def said(
    sql: str, *environments: Production, dialect: Dialect = "postgres", **more: Any
) -> list[Finding]:
    """The findings of the classes that rows decide."""
    found = judge_sql(
        sql, dialect=dialect, earlier=[EARLIER], production=environments or [production()], **more
    )
    return [each for each in found if each.kind in ("lock", "rewrite")]


def rules(sql: str, *environments: Production, **more: Any) -> list[str]:
    return [each.rule for each in said(sql, *environments, **more)]


SMALL = [
    "CREATE INDEX i ON small (a);",
    "ALTER TABLE small ALTER a SET NOT NULL;",
    "ALTER TABLE small ADD CONSTRAINT u UNIQUE (a);",
    "ALTER TABLE small ADD CONSTRAINT c CHECK (a > 0);",
    "ALTER TABLE small ALTER a TYPE bigint;",
    "ALTER TABLE small ADD COLUMN b uuid DEFAULT gen_random_uuid();",
    "ALTER TABLE small ADD COLUMN n serial;",
    "ALTER TABLE small ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES events (id);",
]


@pytest.mark.parametrize("sql", SMALL)
def test_nobody_waits_for_a_small_table(sql: str) -> None:
    assert rules(sql) == []
    assert rules(sql.replace("small", "unknown", 1)) != []


@pytest.mark.parametrize("sql", SMALL)
def test_a_large_table_is_told_with_its_seconds_and_rows(sql: str) -> None:
    column = {"(a": "(who", "er a": "er who", "(a >": "(who >"}
    for old, new in column.items():
        sql = sql.replace(old, new)
    (found,) = said(sql.replace("small", "events", 1))
    told = found.production
    assert told is not None
    assert (told.environment, told.table, told.rows) == ("production", "events", 12_000_000)
    assert told.seconds is not None
    assert told.seconds > 1
    assert " s on 12 M rows; " in found.message
    assert found.message.endswith(" wait (within a factor of 4)")
    assert "12 M" not in found.fact


def test_the_words_are_those_of_the_page() -> None:
    (found,) = said("CREATE INDEX i ON events (note);")
    assert found.fact == 'builds index "i" and blocks every write to "events" meanwhile'
    assert found.message.removeprefix(found.fact) == (
        ': ≈ 23 s on 12 M rows; writes to "events" wait (within a factor of 4)'
    )


def test_what_takes_longer_than_the_policy_allows_is_refused() -> None:
    sql = "CREATE INDEX i ON events (note);"
    assert [each.severity for each in said(sql)] == ["report"]
    assert [each.severity for each in said(sql, production(refuse_over=10))] == ["refuse"]
    assert [each.severity for each in said(sql, production(refuse_over=60))] == ["report"]
    own = {"create-index-blocking": "report"}
    (found,) = said(sql, production(refuse_over=10), severities=own)
    assert found.severity == "report", "a rule that the user has set stays as it is set"


def test_patience_is_the_teams() -> None:
    sql = "CREATE INDEX i ON events (at);"
    assert rules(sql, production(patience=60)) == []
    assert rules("CREATE INDEX i ON small (a);", production(patience=0)) == [
        "create-index-blocking"
    ]


def test_silence_needs_more_than_a_prediction_just_below_patience() -> None:
    """Half a second may be two: the error of the prediction is part of it."""
    table = {"small": {"rows": 1_000_000, "bytes": 40_000_000, "indexes": 1, "columns": {}}}
    (found,) = said("CREATE INDEX i ON small (a);", production(tables=table))
    assert found.production is not None
    assert 0.25 < (found.production.seconds or 0) < 1


def test_a_small_table_waits_for_what_its_transaction_still_does() -> None:
    found = said("CREATE INDEX i ON small (a);\nALTER TABLE events ALTER who TYPE bigint;")
    assert [each.rule for each in found] == ["create-index-blocking", "change-column-type"]
    assert "and its lock lasts ≈ " in found[0].message
    assert found[0].production is not None
    assert (found[0].production.seconds or 0) > 10
    before = said("ALTER TABLE events ALTER who TYPE bigint;\nCREATE INDEX i ON small (a);")
    assert [each.rule for each in before] == ["change-column-type"]


def test_without_a_transaction_it_waits_for_itself_alone() -> None:
    sql = "CREATE INDEX i ON small (a);\nALTER TABLE events ALTER who TYPE bigint;"
    assert rules(sql, transaction=False) == ["change-column-type"]
    committed = sql.replace("\n", "\nCOMMIT;\n")
    assert "create-index-blocking" not in rules(committed)


def test_what_nobody_can_foresee_below_it_is_no_silence() -> None:
    for below in (
        "ALTER TABLE unknown ALTER a TYPE bigint;",
        "UPDATE unknown SET a = 1 WHERE id > 3;",
        "CALL something();",
    ):
        assert "create-index-blocking" in rules(f"CREATE INDEX i ON small (a);\n{below}")


def test_rows_that_the_same_file_brings_are_counted_by_nobody() -> None:
    sql = "INSERT INTO small (id, a) SELECT id, who FROM events;\nCREATE INDEX i ON small (a);"
    (found,) = said(sql)
    assert (found.rule, found.production) == ("create-index-blocking", None)
    seeded = "INSERT INTO small (id, a) VALUES (1, 2);\nCREATE INDEX i ON small (a);"
    assert rules(seeded) == []


def test_a_renamed_table_has_the_rows_that_it_had() -> None:
    sql = (
        "ALTER TABLE small RENAME TO old;\nALTER TABLE events RENAME TO small;\n"
        "CREATE INDEX i ON small (note);"
    )
    found = [each for each in said(sql) if each.rule == "create-index-blocking"]
    assert [each.production.table for each in found if each.production] == ["events"]
    pending = ["ALTER TABLE small RENAME TO old;", "ALTER TABLE events RENAME TO small;"]
    judged = judge_sql(
        "CREATE INDEX i ON small (note);",
        dialect="postgres",
        earlier=[EARLIER],
        pending=pending,
        production=[production()],
    )
    names = [each.production.table for each in judged if each.production]
    assert names == ["events", "events"]


def test_the_slowest_environment_decides_and_is_named() -> None:
    eu = production("eu", tables={"events": TABLES["small"], "small": TABLES["small"]})
    us = production("us")
    (found,) = said("CREATE INDEX i ON events (at);", eu, us)
    assert "on 12 M rows of us;" in found.message
    assert rules("CREATE INDEX i ON small (a);", eu, us) == []


def test_a_table_that_one_environment_lacks_is_unknown() -> None:
    without = production("eu", tables={"events": LARGE})
    (found,) = said("CREATE INDEX i ON small (a);", without, production("us"))
    assert found.rule == "create-index-blocking"


def test_old_facts_say_how_old_they_are() -> None:
    (found,) = said("CREATE INDEX i ON events (at);", production(age=45))
    assert found.message.endswith("(within a factor of 4; 45 days old)")
    (found,) = said("CREATE INDEX i ON events (at);", production(age=None))
    assert found.message.endswith("(within a factor of 4; of an unknown day)")


def test_one_statement_copies_a_table_once() -> None:
    one = said("ALTER TABLE events ALTER who TYPE bigint, ALTER note TYPE varchar(20);")
    two = said(
        "ALTER TABLE events ALTER who TYPE bigint;\nALTER TABLE events ALTER note TYPE varchar(20);"
    )
    seconds = [
        [each.production.seconds for each in found if each.production] for found in (one, two)
    ]
    assert seconds[0][0] == pytest.approx(seconds[1][-1])
    assert (seconds[1][0] or 0) > 1.5 * (seconds[0][0] or 0)


def test_an_acknowledgement_of_what_is_silent_is_used() -> None:
    sql = "-- forge-migrations: allow create-index-blocking: nobody uses it\nCREATE INDEX i ON small (a);"
    found = judge_sql(sql, dialect="postgres", earlier=[EARLIER], production=[production()])
    assert found == []


def test_the_rules_that_rows_dont_decide_stay() -> None:
    timeout = {"missing-lock-timeout": "report"}
    assert "missing-lock-timeout" in rules(
        "ALTER TABLE small ADD COLUMN b int;", severities=timeout
    )
    assert rules("LOCK TABLE small;") == ["explicit-lock"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX i ON small USING gin (note);",
        "CREATE INDEX i ON small (lower(note));",
        "ALTER TABLE small ADD COLUMN b int;\nUPDATE small SET a = e.who FROM events e WHERE e.id = small.id;",
        "ALTER TABLE small ADD COLUMN b int;\nUPDATE small SET a = (SELECT max(who) FROM events);",
        "ALTER TABLE small ADD CONSTRAINT x EXCLUDE USING gist (a WITH =);",
    ],
)
def test_what_no_cost_is_known_for_is_told_as_without_facts(sql: str) -> None:
    without = judge_sql(sql, dialect="postgres", earlier=[EARLIER])
    found = said(sql)
    assert found == [each for each in without if each.kind in ("lock", "rewrite")]
    assert found


def test_a_query_under_a_lock_reads_another_table_than_it_writes() -> None:
    sql = "ALTER TABLE unknown ADD COLUMN b int;\nINSERT INTO small (id, a) SELECT id, who FROM events;"
    after = [each for each in said(sql) if each.rule == "statements-after-exclusive-lock"]
    assert after
    assert {each.production for each in after} == {None}


def test_what_mysql_rebuilds_beside_writes_keeps_nobody_waiting() -> None:
    mysql = Production("production", "MySQL", "2026-01-31", TABLES, refuse_over=2)
    earlier = "CREATE TABLE events (id bigint PRIMARY KEY, who int);"
    sql = "ALTER TABLE events MODIFY who int NOT NULL;"
    found = judge_sql(sql, dialect="mysql", earlier=[earlier], production=[mysql])
    (rebuilt,) = [each for each in found if each.kind == "rewrite"]
    assert "rebuilds" in rebuilt.message
    assert "wait" not in rebuilt.message
    assert rebuilt.severity == "report"


def test_mysql_copies_what_postgresql_scans() -> None:
    mysql = Production("production", "MySQL", "2026-01-31", TABLES)
    earlier = "CREATE TABLE events (id bigint PRIMARY KEY, who int); CREATE TABLE small (id int PRIMARY KEY, a int);"

    def found(sql: str) -> list[str]:
        judged = judge_sql(sql, dialect="mysql", earlier=[earlier], production=[mysql])
        return [each.message for each in judged if each.kind in ("lock", "rewrite")]

    assert found("ALTER TABLE small MODIFY a bigint;") == []
    (message,) = found("ALTER TABLE events MODIFY who bigint;")
    assert ' on 12 M rows; writes to "events" wait' in message
    (message,) = found(
        "ALTER TABLE events ADD CONSTRAINT f FOREIGN KEY (who) REFERENCES small (id);"
    )
    assert 'writes to "events" and "small" wait' in message
