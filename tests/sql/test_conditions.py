from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.conditions import is_always_true
from forge_migrations.sql.conditions import proves_not_null
from forge_migrations.sql.conditions import volatile
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import tokenize

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def clause(text: str, dialect: Dialect = "postgres") -> list[Token]:
    return tokenize(text, dialect)[0]


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "true",
        "1 = 1",
        "1 + 1 = 2",
        "'a' = 'a'",
        "NOT FALSE",
        "not (1 = 2)",
        "id = id",
        "t.id = t.id",
        "id IS NOT DISTINCT FROM id",
        "id IS NULL OR id IS NOT NULL",
        "NOT (id IS NULL) OR id IS NULL",
        "name = 'x' OR true",
        "2 BETWEEN 1 AND 3",
        "1 IN (1, 2)",
        "EXISTS (SELECT 1)",
        "id IN (SELECT id FROM users)",
        "'t'::boolean",
        "COALESCE(true, false)",
        "((1 = 1) AND (true))",
    ],
)
def test_a_condition_that_every_row_fulfils_is_seen_through(condition: str) -> None:
    assert is_always_true(clause(condition), "postgres", "users")


LONG = [f"a = {number}" for number in range(40)]


@pytest.mark.parametrize(
    ("last", "always"),
    [
        ("1 = 1", True),
        ("NOT (a = 7)", True),
        ("b IS NULL OR b IS NOT NULL", True),
        ("(true AND 2 > 1)", True),
        ("a = 40", False),
        ("NOT (a = 77)", False),
        ("b IS NULL", False),
    ],
)
def test_a_long_or_is_read_side_by_side(last: str, always: bool) -> None:
    assert is_always_true(clause(" OR ".join([*LONG, last])), "postgres") is always
    assert is_always_true(clause(" OR ".join([last, *LONG])), "postgres") is always


def test_a_long_and_holds_always_if_each_side_does() -> None:
    sides = ["id = id"] * 40
    assert is_always_true(clause(" AND ".join(sides)), "postgres")
    assert not is_always_true(clause(" AND ".join([*sides, "a = b"])), "postgres")


@pytest.mark.parametrize(
    "condition",
    [
        "id = 1",
        "id > 0 AND 1 = 1",
        "false",
        "active",
        "NOT active",
        "id IS NULL",
        "id IS NULL OR name IS NOT NULL",
        "a = b",
        "a = 1 OR b = 2",
        "a BETWEEN 1 AND 2",
        "1 = 2",
        "EXISTS (SELECT 1 FROM users)",
        "id IN (SELECT id FROM users WHERE gone)",
        "id IN (SELECT other FROM users)",
        "id IN (SELECT id FROM others)",
        "id IN (SELECT id FROM other.users)",
        'id IN (SELECT id FROM "Users")',
        "id IN (SELECT id FROM users OFFSET 3)",
        "id IN (SELECT id FROM users FETCH FIRST 3 ROWS ONLY)",
        "id IN (SELECT DISTINCT ON (name) id FROM users)",
        "id IN (WITH users AS (SELECT 1 AS id) SELECT id FROM users)",
        "id IN (SELECT id FROM users TABLESAMPLE system (5))",
        "id IN (SELECT max(id) FROM users)",
        "id = ANY(ARRAY[1, 2])",
        "not one ( expression",
    ],
)
def test_a_condition_that_keeps_rows_out_is_believed(condition: str) -> None:
    assert not is_always_true(clause(condition), "postgres", "users")


def test_a_number_is_a_condition_where_the_engine_takes_it_for_one() -> None:
    assert is_always_true(clause("1", "mysql"), "mysql")
    assert not is_always_true(clause("0", "sqlite"), "sqlite")


@pytest.mark.parametrize(
    ("check", "proves"),
    [
        ("age is not null", True),
        ('("age" > 10 AND "age" IS NOT NULL)', True),
        ("(size > 1) and ((age is not null) and size < 9)", True),
        ("not (age is null)", True),
        ("age is not null or size > 1", False),
        ("age > 10", False),
        ("size is not null", False),
        ("length(age) is not null", False),
    ],
)
def test_only_a_check_that_fails_for_null_proves_not_null(check: str, proves: bool) -> None:
    assert proves_not_null(check, "age", "postgres") is proves


@pytest.mark.parametrize(
    ("default", "function"),
    [
        ("gen_random_uuid()", "gen_random_uuid"),
        ("extensions.uuid_generate_v4()", "uuid_generate_v4"),
        ("substr(md5(random()::text), 1, 5)", "random"),
        ("(extract(epoch from clock_timestamp()) * 1000)::bigint", "clock_timestamp"),
        ("nextval('a_id_seq'::regclass)", "nextval"),
        ("my_own('x')", "my_own"),
        ("odd(1 +", "odd"),
        ("now()", ""),
        ("(now() at time zone 'utc')", ""),
        ("now() + interval '1 day'", ""),
        ("to_char(now(), 'YYYY')", ""),
        ("array_fill(0, array[3])", ""),
        ("'[0, 0]'::vector(2)", ""),
        ("'random()'", ""),
        ("'{}'::jsonb", ""),
        ("0", ""),
    ],
)
def test_a_default_is_volatile_by_the_function_in_it(default: str, function: str) -> None:
    assert volatile(default) == function


def test_plain_conditions_are_told_without_the_parser() -> None:
    script = (
        "import sys\n"
        "from forge_migrations.sql.conditions import *\n"
        "from forge_migrations.sql.tokens import tokenize\n"
        "plain = tokenize('u.id = 3 AND \"gone\" IS NULL', 'postgres')[0]\n"
        "assert not is_always_true(plain, 'postgres')\n"
        "assert volatile('now()') == volatile(\"'x'\") == ''\n"
        "assert not proves_not_null('age > 3', 'age', 'postgres')\n"
        "assert 'sqlglot' not in sys.modules\n"
        "assert volatile('f()') == 'f'\n"
        "assert 'sqlglot' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
