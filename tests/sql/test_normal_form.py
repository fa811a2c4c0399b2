from __future__ import annotations

import pytest

from forge_migrations.sql.normal_form import default_form
from forge_migrations.sql.normal_form import expression_form
from forge_migrations.sql.normal_form import type_form
from forge_migrations.sql.tokens import Dialect


@pytest.mark.parametrize(
    ("one", "other", "dialect"),
    [
        ("'{}'::jsonb", "'{}'", "postgres"),
        ("'a'::character varying(3)[]", "'a'", "postgres"),
        ("now()", "CURRENT_TIMESTAMP", "postgres"),
        ("'0'", "0", "postgres"),
        ("NULL", "", "postgres"),
        ("(-1)", "'-1'", "postgres"),
        ("TRUE", "1", "mysql"),
        ("(now())", "CURRENT_TIMESTAMP", "mysql"),
        ("false", "0", "sqlite"),
        ("(unixepoch())", "unixepoch()", "sqlite"),
        ("'t'", "true", "postgres"),
    ],
)
def test_defaults_that_are_one(one: str, other: str, dialect: Dialect) -> None:
    assert default_form(one, dialect) == default_form(other, dialect)


@pytest.mark.parametrize(
    ("one", "other", "dialect"),
    [
        ("'a'", "'A'", "postgres"),
        ("'a'", "'b'", "mysql"),
        ("1", "2", "sqlite"),
        ("now()", "gen_random_uuid()", "postgres"),
        ("''", "", "postgres"),
        ("true", "false", "postgres"),
    ],
)
def test_defaults_that_are_two(one: str, other: str, dialect: Dialect) -> None:
    assert default_form(one, dialect) != default_form(other, dialect)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"users"."age" > 21', "((age > 21))"),
        ("status = 'a'::text", "Status='a'"),
        ("a <> 1", "a != 1"),
        ("at > '2020'::timestamp with time zone", "at > '2020'"),
    ],
)
def test_conditions_that_are_one(one: str, other: str) -> None:
    assert expression_form(one, "postgres") == expression_form(other, "postgres")


@pytest.mark.parametrize(
    ("one", "other"),
    [("age > 21", "age > 18"), ("a = 'x'", "a = 'y'"), ("a > 1", "b > 1"), ("a > 1", "a >= 1")],
)
def test_conditions_that_are_two(one: str, other: str) -> None:
    assert expression_form(one, "postgres") != expression_form(other, "postgres")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("public.Mood[]", "mood[]"),
        ("numeric(10, 2)", "numeric(10,2)"),
        ("enum('A','b')", "enum('A','b')"),
        ("vector(3)", "vector(3)"),
    ],
)
def test_the_form_of_a_type(name: str, form: str) -> None:
    assert type_form(name) == form
