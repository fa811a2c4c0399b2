from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.normal_form import default_form
from forge_migrations.sql.normal_form import expression_form
from forge_migrations.sql.normal_form import type_form

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


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
    ("one", "other", "dialect"),
    [
        ("((a))", "a", "postgres"),
        ("(a > 0)", "a > 0", "postgres"),
        ("((a > 0) AND (b < 1)) OR (c = 2)", "a > 0 and b < 1 or c = 2", "postgres"),
        ("(a and b) or c", "a and b or c", "sqlite"),
        ("a or (b or c)", "(a or b) or c", "mysql"),
        ("((name)::text ~~ 'x%'::text)", "name ~~ 'x%'", "postgres"),
        ("lower(((email))::text)", "lower(email)", "postgres"),
        ("((a || ' '::text) || b)", "a || ' ' || b", "postgres"),
        ("not (a = b)", "not a = b", "postgres"),
        ("(a between 1 and 2) and b", "a between 1 and 2 and b", "postgres"),
        (
            "case when (a or b) then (1) else (-2) end",
            "case when a or b then 1 else -2 end",
            "mysql",
        ),
        ("(select a from t where (x = 1))", "select a from t where x = 1", "postgres"),
        ("a = (now())", "a = CURRENT_TIMESTAMP", "postgres"),
        (
            "(a is not null) and ((b) is distinct from c)",
            "a is not null and b is distinct from c",
            "postgres",
        ),
        ("a in (('x'), ('y'))", "a in ('x', 'y')", "sqlite"),
        ("(`a` is null) or ((`b` div 2) = 1)", "a is null or b div 2 = 1", "mysql"),
        (
            "select a from t join u on ((t.id = u.id))",
            "select a from t join u on t.id = u.id",
            "postgres",
        ),
        ("count(distinct (a))", "count(distinct a)", "sqlite"),
        ("(a ->> 'b') = 'c'", "a ->> 'b' = 'c'", "postgres"),
        ("(case when a or b then c end) = d", "case when a or b then c end = d", "postgres"),
    ],
)
def test_brackets_that_change_nothing(one: str, other: str, dialect: Dialect) -> None:
    assert expression_form(one, dialect) == expression_form(other, dialect)


@pytest.mark.parametrize(
    ("one", "other", "dialect"),
    [
        ("(a or b) and c", "a or (b and c)", "postgres"),
        ("(a or b) and c", "a or b and c", "mysql"),
        ("a or b and c", "(a or b) and c", "sqlite"),
        ("not (a and b)", "not a and b", "postgres"),
        ("a - (b - c)", "a - b - c", "postgres"),
        ("(a + b) * c", "a + b * c", "mysql"),
        ("-(a + b)", "-a + b", "sqlite"),
        ("lower(a || b)", "lower(a) || b", "postgres"),
        ("coalesce(a, b, c)", "coalesce(a, b), c", "postgres"),
        ("(a || b)[1]", "a || b[1]", "postgres"),
        ("a between 1 and (2 or b)", "a between 1 and 2 or b", "mysql"),
        ("a = (b is null)", "a = b is null", "postgres"),
        ("(a || b) collate x", "a || b collate x", "sqlite"),
        ("a || (b + c)", "a || b + c", "sqlite"),
        ("case when a then b end or c", "case when a then (b or c) end", "postgres"),
        ("a is distinct from (b or c)", "a is distinct from b or c", "postgres"),
        ("a at time zone (b || c)", "a at time zone b || c", "postgres"),
        ("row((a, b))", "row(a, b)", "postgres"),
        ("select a from t where (x or y) and z", "select a from t where x or y and z", "postgres"),
        ("x in (select a from t where b or c)", "x in (select a from t where b) or c", "postgres"),
    ],
)
def test_brackets_that_take_others_together(one: str, other: str, dialect: Dialect) -> None:
    assert expression_form(one, dialect) != expression_form(other, dialect)


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
