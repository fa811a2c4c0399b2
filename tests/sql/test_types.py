from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import Type
from forge_migrations.sql.types import affinity
from forge_migrations.sql.types import canonical
from forge_migrations.sql.types import parse

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def spelt(written: str, dialect: Dialect = "postgres") -> str:
    return canonical(tokenize(written, dialect)[0], dialect)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("INT4", "integer"),
        ("int8", "bigint"),
        ("bool", "boolean"),
        ("character varying(40)", "varchar(40)"),
        ("national character varying (40)", "varchar(40)"),
        ("VARCHAR", "varchar"),
        ("character", "char(1)"),
        ("char(3)", "char(3)"),
        ("bpchar", "bpchar"),
        ("bpchar(3)", "char(3)"),
        ("bit", "bit(1)"),
        ("bit varying(5)", "varbit(5)"),
        ("decimal", "numeric"),
        ("numeric(10)", "numeric(10,0)"),
        ("dec(10, 2)", "numeric(10,2)"),
        ("timestamp(3) with time zone", "timestamptz(3)"),
        ("timestamp (3) without time zone", "timestamp(3)"),
        ("time with time zone", "timetz"),
        ("double precision", "double precision"),
        ("float", "double precision"),
        ("float(24)", "real"),
        ("float(25)", "double precision"),
        ("pg_catalog.int4", "integer"),
        ('public."Mood"', "Mood"),
        ("app.Mood", "app.mood"),
        ("text[][]", "text[]"),
        ("integer ARRAY[4]", "integer[]"),
        ("varchar(10)[3]", "varchar(10)[]"),
        ("vector(3)", "vector(3)"),
    ],
)
def test_postgresql_has_one_spelling_for_each_type(written: str, name: str) -> None:
    assert spelt(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("INTEGER", "int"),
        ("int(11)", "int(11)"),
        ("bigint UNSIGNED", "bigint unsigned"),
        ("int unsigned zerofill", "int unsigned"),
        ("int(5) zerofill", "int(5) unsigned"),
        ("bigint signed", "bigint"),
        ("bool", "tinyint(1)"),
        ("numeric(8,2)", "decimal(8,2)"),
        ("decimal", "decimal(10,0)"),
        ("decimal(12) unsigned", "decimal(12,0) unsigned"),
        ("double precision", "double"),
        ("character varying(9)", "varchar(9)"),
        ("serial", "bigint unsigned"),
        ("enum('a', 'b,c', 'it''s')", "enum('a','b,c','it''s')"),
    ],
)
def test_mysql_has_one_spelling_for_each_type(written: str, name: str) -> None:
    assert spelt(written, "mysql") == name


@pytest.mark.parametrize("written", ["float(", "numeric(", "float(x)", "(", "[", ")", ""])
def test_half_a_type_is_still_a_name(written: str) -> None:
    assert isinstance(spelt(written), str)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("numeric(10,2)", Type("numeric", ("10", "2"))),
        ("text[]", Type("text", (), 1)),
        ("int(11) unsigned", Type("int", ("11",), 0, True)),
        ("enum('a','b,c','it''s')", Type("enum", ("'a'", "'b,c'", "'it''s'"))),
        ("double precision", Type("double precision")),
        ("", Type("")),
    ],
)
def test_a_type_is_taken_apart(name: str, parts: Type) -> None:
    assert parse(name) == parts


def test_an_argument_that_is_no_number_is_the_default() -> None:
    assert parse("geometry(point,4326)").number(0, 7) == 7
    assert parse("geometry(point,4326)").number(1) == 4326
    assert parse("text").number() == -1


@pytest.mark.parametrize(
    ("declared", "form"),
    [
        ("INTEGER", "integer"),
        ("point", "integer"),  # it holds INT
        ("varchar(40)", "text"),
        ("blob", "blob"),
        ("", "blob"),
        ("floating", "real"),
        ("double", "real"),
        ("numeric", "numeric"),
        ("boolean", "numeric"),
        ("date", "numeric"),
    ],
)
def test_sqlites_affinity_is_that_of_its_documentation(declared: str, form: str) -> None:
    assert affinity(declared) == form
