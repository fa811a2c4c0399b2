"""The verdicts on a change of type, held against a running PostgreSQL."""

from __future__ import annotations

import pytest

from forge_migrations.database.postgres.server import Postgres
from forge_migrations.sql.casts_postgres import Verdict
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.casts_postgres import written_cast
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import canonical
from scratch_servers import postgres as postgres
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache

TYPES = (
    "smallint", "bigint", "real", "float(10)", "double precision", "numeric", "numeric(10,2)",
    "numeric(12,2)", "boolean", "text", "varchar", "varchar(10)", "varchar(40)", "char(10)",
    "bpchar", "citext", "uuid", "date", "timestamp", "timestamp(3)", "timestamptz", "time(3)",
    "interval", "json", "jsonb", "xml", "cidr", "inet", "bit(3)", "varbit", "varbit(5)",
    "text[]", "varchar[]", "varchar(10)[]",
)  # fmt: skip
TRIED = """
CREATE FUNCTION tried(was text, now text, value text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE node oid; kept boolean;
BEGIN
  EXECUTE format('CREATE TABLE t (c %s)', was);
  IF value IS NOT NULL THEN
    EXECUTE format('INSERT INTO t VALUES (%L)', value);
  END IF;
  node := pg_relation_filenode('t');
  BEGIN
    EXECUTE format('ALTER TABLE t ALTER COLUMN c TYPE %s', now);
  EXCEPTION WHEN OTHERS THEN
    DROP TABLE t;
    RETURN CASE SQLSTATE WHEN '42804' THEN 'uncastable' ELSE 'fails' END;
  END;
  IF value IS NOT NULL THEN
    EXECUTE format('SELECT c::text = %L FROM t', value) INTO kept;
    DROP TABLE t;
    RETURN CASE WHEN kept THEN 'keeps' ELSE 'changes' END;
  END IF;
  kept := node = pg_relation_filenode('t');
  DROP TABLE t;
  RETURN CASE WHEN kept THEN 'free' ELSE 'rewrites' END;
END $$
"""


@pytest.fixture(scope="module")
def ask(postgres: Postgres):
    """Rows of a query, in a database that has `tried`."""
    postgres.create("casts")
    with postgres.engine("casts", admin=True).connect() as connection:
        for sql in ("CREATE EXTENSION citext", TRIED, "SET timezone = 'Europe/Berlin'"):
            connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
        yield lambda sql, *values: connection.exec_driver_sql(sql, values).all()
    postgres.drop("casts")


def verdict(old: str, new: str, using: str = "", utc: bool = False) -> Verdict:
    was, now = (canonical(tokenize(kind, "postgres")[0], "postgres") for kind in (old, new))
    return postgres_change(was, now, tokenize(using, "postgres")[0], "c", utc)


@pytest.mark.parametrize("old", TYPES)
def test_the_server_rewrites_and_refuses_what_the_matrix_says(ask, old: str) -> None:
    found = ask("SELECT n, tried(%s, n) FROM unnest(%s::text[]) n", old, list(TYPES))
    said = {}
    for new in TYPES:
        one = verdict(old, new)
        said[new] = "uncastable" if one.uncastable else "rewrites" if one.rewrite else "free"
    assert dict(found) == said


@pytest.mark.parametrize(
    ("old", "new", "value", "outcome"),
    [
        ("bigint", "integer", "9223372036854775807", "fails"),
        ("bigint", "double precision", "9007199254740993", "changes"),
        ("integer", "double precision", "2147483647", "keeps"),
        ("real", "numeric", "1234567.5", "changes"),
        ("double precision", "real", "1e+300", "fails"),
        ("double precision", "real", "123456789.123", "changes"),
        ("double precision", "integer", "0.4", "changes"),
        ("numeric(10,4)", "numeric(12,2)", "0.1234", "changes"),
        ("numeric(10,2)", "numeric(6,2)", "99999.99", "fails"),
        ("numeric(10,2)", "numeric(12,2)", "99999999.99", "keeps"),
        ("numeric(10,2)", "numeric", "99999999.99", "keeps"),
        ("smallint", "numeric(5,0)", "-32768", "keeps"),
        ("integer", "numeric(9,0)", "2147483647", "fails"),
        ("text", "varchar(3)", "abcd", "fails"),
        ("varchar(3)", "varchar(4)", "abc", "keeps"),
        ("integer", "varchar(11)", "-2147483648", "keeps"),
        ("integer", "varchar(10)", "-2147483648", "fails"),
        ("uuid", "varchar(36)", "00000000-0000-4000-8000-000000000001", "keeps"),
        ("varchar(10)[]", "varchar(10)", "{abcdefghij}", "fails"),
        ("timestamp", "timestamp(0)", "2024-02-29 12:00:00.6", "changes"),
        ("timestamp", "date", "2024-02-29 12:00:00", "changes"),
        ("time", "interval", "12:00:00.123456", "keeps"),
        ("interval", "time", "25:00:00", "changes"),
        ("inet", "cidr", "10.0.0.1/8", "changes"),
        ("cidr", "inet", "10.0.0.0/8", "keeps"),
        ("bit(3)", "bit(5)", "101", "fails"),
        ("bit(3)", "varbit(5)", "101", "keeps"),
    ],
)
def test_a_value_fares_as_the_verdict_warns(
    ask, old: str, new: str, value: str, outcome: str
) -> None:
    assert ask("SELECT tried(%s, %s, %s)", old, new, value) == [(outcome,)]
    one = verdict(old, new)
    assert bool(one.narrow) >= (outcome == "fails")
    assert bool(one.lossy) >= (outcome == "changes")
    if outcome == "keeps":
        assert not (one.lossy or one.narrow)


def test_utc_sessions_convert_a_timestamp_without_a_rewrite(ask) -> None:
    for old, new in (("timestamp", "timestamptz"), ("timestamptz", "timestamp")):
        ask("SELECT set_config('timezone', 'UTC', false)")
        utc = ask("SELECT tried(%s, %s)", old, new)
        ask("SELECT set_config('timezone', 'Europe/Berlin', false)")
        elsewhere = ask("SELECT tried(%s, %s)", old, new)
        assert (utc, elsewhere) == ([("free",)], [("rewrites",)])
        assert not verdict(old, new, utc=True).rewrite
        assert verdict(old, new).rewrite


@pytest.mark.parametrize(
    ("old", "new", "using", "lossy", "narrow"),
    [
        ("varchar(10)", "varchar(3)", "c::varchar(3)", "cuts values to 3 characters", ""),
        ("varchar(10)", "varchar(3)", 'CAST("c" AS varchar(3))', "cuts values to 3 characters", ""),
        ("text", "integer", "c::integer", "", "values that are no integer"),
        ("text", "integer", "integer c", "", "values that are no integer"),
        ("text", "mood", "c::text::mood", "", "values that are no mood"),
        ("integer", "boolean", "c::boolean", "keeps of a number only whether it is 0", ""),
        ("text", "integer", "NULL", "replaces every value by a constant", ""),
        ("text", "integer", "0", "replaces every value by a constant", ""),
        ("text", "integer", "'0'::integer", "replaces every value by a constant", ""),
        ("text", "integer", "other::integer", "replaces every value by a constant", ""),
        ("text", "integer", "length(c)", "", "values that the expression can't convert"),
        ("text", "integer", "c::integer + 1", "", "values that the expression can't convert"),
        ("integer", "text", "to_char(c, '9')", "", ""),
        ("text[]", "text", "c::text", "", ""),
        ("text", "text[]", "c::text[]", "", "values that are no array"),
    ],
)
def test_using_is_judged_by_what_it_does_to_the_column(
    old: str, new: str, using: str, lossy: str, narrow: str
) -> None:
    found = verdict(old, new, using)
    assert (found.lossy, found.narrow) == (lossy, narrow)
    assert not found.uncastable


@pytest.mark.parametrize(
    ("old", "new", "there"),
    [
        ("text", "integer", True),
        ("varchar(3)", "uuid[]", True),
        ("integer", "boolean", True),
        ("jsonb", "numeric", True),
        ("integer", "timestamp", False),
        ("text[]", "integer", False),
        ("uuid", "integer", False),
    ],
)
def test_a_cast_that_can_be_written_is_one_that_there_is(old: str, new: str, there: bool) -> None:
    assert written_cast(old, new) == there
