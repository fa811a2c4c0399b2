from __future__ import annotations

import pytest

from forge_migrations.sql.definitions import checks_in
from forge_migrations.sql.definitions import column_change
from forge_migrations.sql.definitions import index_definition
from forge_migrations.sql.definitions import is_null
from forge_migrations.sql.definitions import names_in_backticks
from forge_migrations.sql.definitions import options_of
from forge_migrations.sql.definitions import with_definition
from forge_migrations.sql.definitions import without_brackets
from forge_migrations.sql.definitions import without_index_name

CREATE = "CREATE TABLE `users` (\n\t`id` integer PRIMARY KEY,\n\t`n` numeric(4, 2) DEFAULT ',' -- a, b\n)"


def test_one_columns_definition_is_put_in_and_nothing_else_changes() -> None:
    after = with_definition(CREATE, "ID", "`id` text")
    assert after == CREATE.replace("`id` integer PRIMARY KEY", "`id` text")
    assert with_definition(CREATE, "n", "n int").startswith(
        "CREATE TABLE `users` (\n\t`id` integer PRIMARY KEY,\n\tn int"
    )
    with pytest.raises(ValueError, match="no such column: x"):
        with_definition(CREATE, "x", "x int")


@pytest.mark.parametrize(
    ("sql", "change"),
    [
        ("ALTER TABLE a ALTER COLUMN b TO c text;", ("a", "b", "c text")),
        ("-- x\nalter table `a b` alter [c] to `c` text DEFAULT 'it''s; -- x' ; ",
         ("a b", "c", "`c` text DEFAULT 'it''s; -- x'")),
        ("ALTER TABLE a ALTER COLUMN b TO", None),
        ("ALTER TABLE a RENAME COLUMN b TO c", None),
        ("SELECT 'ALTER TABLE a ALTER COLUMN b TO c text'", None),
        ("", None),
    ],
)  # fmt: skip
def test_libsqls_change_of_a_column(sql: str, change: tuple[str, ...] | None) -> None:
    assert column_change(sql) == change


@pytest.mark.parametrize(
    ("sql", "checks"),
    [
        ("CREATE TABLE t (a int CHECK (a > (1 + 2)), CHECK(a < 9))", ["a > (1 + 2)", "a < 9"]),
        ("CREATE TABLE t (a text CHECK (a <> ')' AND a <> '(('))", ["a <> ')' AND a <> '(('"]),
        ("CREATE TABLE t (a text DEFAULT 'check (x)', \"check (y)\" int)", []),
        ("CREATE TABLE t (a int -- check (x)\n, check /* no */ int)", []),
        ("CREATE TABLE t (a int CHECK (a > 0 /* ) */))", ["a > 0 /* ) */"]),
        ("CREATE TABLE t (a int CHECK (a", []),
    ],
)
def test_checks_are_told_from_what_looks_like_them(sql: str, checks: list[str]) -> None:
    assert checks_in(sql) == checks


@pytest.mark.parametrize(
    ("sql", "options"),
    [
        ("CREATE TABLE t (a integer PRIMARY KEY AUTOINCREMENT)", ["autoincrement"]),
        ("CREATE TABLE t (a int) STRICT, WITHOUT ROWID", ["strict", "without rowid"]),
        ("CREATE TABLE strict (a int, rowid int, b text DEFAULT 'STRICT') -- strict", []),
        ("CREATE TABLE t (", []),
    ],
)
def test_options_stand_where_sqlite_looks_for_them(sql: str, options: list[str]) -> None:
    assert options_of(sql) == options


@pytest.mark.parametrize(
    ("sql", "definition"),
    [
        ("CREATE INDEX i ON t (a)", "on t(a)"),
        ("create unique index if not exists main.`i ON x` on [t] ( \"A\" desc ) where b = 'X';",
         "unique on t(a desc) where b = 'X'"),
    ],
)  # fmt: skip
def test_an_index_is_what_stands_behind_its_name(sql: str, definition: str) -> None:
    assert index_definition(sql) == definition


def test_postgresqls_own_text_loses_the_name_alone() -> None:
    sql = "CREATE UNIQUE INDEX \"a ON b\" ON public.t USING btree (x) WHERE (y = ' ON '::text)"
    without = "CREATE UNIQUE INDEX ON public.t USING btree (x) WHERE (y = ' ON '::text)"
    assert without_index_name(sql, "postgres") == without


@pytest.mark.parametrize(
    ("text", "null"),
    [
        ("NULL", True),
        ("NULL::character varying(3)", True),
        ('NULL::"My Type"[]', True),
        ("NULL::text || 'x'", False),
        ("NULLIF(1, 2)", False),
        ("'NULL'::text", False),
        ("", False),
    ],
)
def test_a_default_of_null_is_none(text: str, null: bool) -> None:
    assert is_null(text) is null


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("((1))", "1"),
        ("(1) + (2)", "(1) + (2)"),
        ("( '(' )", "'('"),
        ("(a))", "(a))"),
        ("()", ""),
    ],
)
def test_only_brackets_around_everything_go(text: str, bare: str) -> None:
    assert without_brackets(text) == bare


@pytest.mark.parametrize(
    ("sql", "quoted"),
    [
        ('SELECT "a", \'"b"\', [c "d"], `e "f"`', 'SELECT `a`, \'"b"\', [c "d"], `e "f"`'),
        ('SELECT "a""b`c" -- "d"', 'SELECT `a"b``c` -- "d"'),
        ('/* "a" */ SELECT 1', '/* "a" */ SELECT 1'),
        ("SELECT 'never \"ends", "SELECT 'never \"ends"),
    ],
)
def test_names_in_double_quotes_are_handed_over_in_backticks(sql: str, quoted: str) -> None:
    assert names_in_backticks(sql) == quoted
