from __future__ import annotations

import pytest

from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.shapes import Column
from forge_migrations.database.values import value_for

ROWS = range(5)
POSTGRES = (
    "smallint", "integer", "bigint", "numeric(10,2)", "numeric(4,4)", "numeric", "real",
    "double precision", "text", "character varying(3)", "character(5)", "character(1)",
    "boolean", "uuid", "date", "timestamp without time zone", "timestamp(3) with time zone",
    "time without time zone", "interval", "json", "jsonb", "bytea", "bit(3)", "bit varying(5)",
    "inet", "cidr", "macaddr", "macaddr8", "point", "line", "box", "path", "polygon", "circle",
    "lseg", "tsvector", "tsquery", "xml", "int4range", "numrange", "daterange", "tstzrange",
    "money", "oid", "name", "integer[]", "text[]", "character varying(3)[]",
)  # fmt: skip


def values(kind: str, engine: str = "postgresql", **more: object) -> list[object]:
    column = Column("name", kind, nullable=True)._replace(**more)
    return [value_for(column, row, engine) for row in ROWS]


@pytest.fixture(scope="module")
def run(postgres: Postgres):
    postgres.create("values_of_types")
    with postgres.engine("values_of_types").connect() as connection:
        yield lambda sql, *values: connection.exec_driver_sql(sql, values).close()
    postgres.drop("values_of_types")


@pytest.mark.parametrize("kind", POSTGRES)
def test_postgresql_takes_every_value_of_its_type(run, kind: str) -> None:
    run("DROP TABLE IF EXISTS t")
    run(f"CREATE TABLE t (c {kind})")
    for value in values(kind):
        assert value is not None
        run("INSERT INTO t VALUES (%s)", value)


@pytest.mark.parametrize(
    "kind",
    ["integer", "text", "varchar(9)", "uuid", "date", "timestamp", "numeric(10,2)", "inet", "real"],
)
def test_the_first_rows_of_a_column_differ(kind: str) -> None:
    found = values(kind)[:3]
    assert len(set(found)) == len(found)


def test_a_text_holds_what_naive_sql_breaks_on_and_its_columns_name() -> None:
    small, long, mixed = values("text")[:3]
    assert small == "a"
    assert len(str(long)) > 255
    for part in ("'", '"', ";", "--", "\\", "ü", "name"):
        assert part in str(mixed)


@pytest.mark.parametrize(("kind", "room"), [("varchar(3)", 3), ("char(5)", 5), ("char", 1)])
def test_a_text_fills_its_room_and_no_more(kind: str, room: int) -> None:
    found = [str(value) for value in values(kind)]
    assert max(map(len, found)) == room


def test_a_number_reaches_its_types_edge() -> None:
    assert values("smallint")[1] == 32767
    assert values("int")[1] == 2**31 - 1
    assert values("bigint")[1] == 2**53 + 1
    assert values("numeric(5,2)")[1] == "999.99"
    assert set(values("tinyint(1)", "mysql")) == {0, 1}


def test_an_enums_labels_come_in_turn_and_as_arrays() -> None:
    assert values("mood", labels=("sad", "ok"))[:3] == ["sad", "ok", "sad"]
    assert values("mood[]", labels=("sad", "ok"))[:3] == ["{}", '{"ok"}', '{"sad","sad"}']


def test_an_unknown_type_has_no_value_but_sqlite_goes_by_affinity() -> None:
    assert values("geography(point)")[0] is None
    assert values("geography[]")[0] is None
    assert values("my_int", "sqlite")[0] == 1
    assert values("whatever", "sqlite")[0] == "a"
    assert values("", "sqlite")[0] == "a"
    assert values("double_num", "sqlite")[0] == "0"


def test_mysqls_moments_end_before_2038_and_have_no_more_digits_than_asked_for() -> None:
    found = [str(value) for value in values("timestamp", "mysql")]
    assert max(found) < "2038-01-19"
    assert not any("." in value for value in found)
    assert "." in str(values("timestamp(6)", "mysql")[0])
