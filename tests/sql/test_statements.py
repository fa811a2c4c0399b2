from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies

from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "sqlite", "libsql")


def texts(sql: str, dialect: Dialect = "postgres") -> list[str]:
    return [statement.text for statement in split(sql, dialect).statements]


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        ("SELECT 'a;b'; SELECT 2", 2),
        ("SELECT E'a\\';b'; SELECT 2", 2),
        ("SELECT $$a;b$$; SELECT 2", 2),
        ("SELECT $x$ a;$$ b $x$; SELECT 2", 2),
        ("/* a; /* b; */ c; */ SELECT 1; -- d;\nSELECT 2", 2),
        ('SELECT "a;b"; SELECT U&"c;d"', 2),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3", 2),
        (";;; ;", 0),
        ("", 0),
    ],
)
def test_a_semicolon_inside_something_ends_nothing(sql: str, count: int) -> None:
    assert len(texts(sql)) == count


def test_a_breakpoint_ends_a_statement_without_a_semicolon() -> None:
    assert texts("SELECT 1\n--> statement-breakpoint\nSELECT 2") == ["SELECT 1", "SELECT 2"]


def test_a_breakpoint_cuts_a_string_as_drizzle_does() -> None:
    first, second = split("SELECT 'a --> statement-breakpoint b'", "postgres").statements
    assert first.broken
    assert second.broken


@pytest.mark.parametrize("dialect", ["mysql", "sqlite"])
def test_a_triggers_body_is_one_statement(dialect: Dialect) -> None:
    body = "BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 ELSE 3 END; DELETE FROM c; END"
    trigger = f"CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW {body}"
    assert texts(f"{trigger}; SELECT 1;", dialect) == [trigger, "SELECT 1"]


def test_mysql_runs_what_stands_in_an_executable_comment() -> None:
    (statement,) = split("/*!40000 DROP TABLE x */;", "mysql").statements
    assert [token.text for token in statement.tokens] == ["DROP", "TABLE", "x"]
    assert not texts("# DROP TABLE x;\n-- DROP TABLE y;\n/* DROP TABLE z; */", "mysql")


def test_line_and_column_are_those_of_the_first_word() -> None:
    _first, second = split("SELECT 1;\n-- why\n  SELECT 2;", "postgres").statements
    assert (second.line, second.column) == (3, 3)


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [("\\c other", "postgres"), ("DELIMITER //", "mysql"), (".import a b", "sqlite")],
)
def test_a_clients_command_is_refused(sql: str, dialect: Dialect) -> None:
    assert [finding.refuses for finding in judge_sql(sql, dialect=dialect)] == [True]


PIECES = strategies.sampled_from(
    [
        "SELECT",
        "DROP",
        "TABLE",
        "ALTER",
        "ADD",
        "COLUMN",
        "CREATE",
        "INDEX",
        "ON",
        "users",
        '"a"',
        "`b`",
        "'c'",
        "E'\\''",
        "$$",
        "$x$",
        "(",
        ")",
        "[",
        "]",
        ";",
        ",",
        ".",
        "::",
        "/*",
        "*/",
        "--",
        "\n",
        "BEGIN",
        "END",
        "CASE",
        "DO",
        "WITH",
        "AS",
        "DELETE",
        "FROM",
        "WHERE",
        "UPDATE",
        "SET",
        "MODIFY",
        "CHANGE",
        "CONSTRAINT",
        "PRIMARY",
        "KEY",
        "REFERENCES",
        "DEFAULT",
        "NOT",
        "NULL",
        "USING",
        "TYPE",
        "-->",
        "statement-breakpoint",
        "#",
        "/*!",
        "é",
        "\x00",
        "1",
        "1.5e3",
        "TRIGGER",
        "ENUM",
        "VALUES",
        "RENAME",
        "TO",
        "CASCADE",
        "PARTITION",
        "CHECK",
        "UNIQUE",
    ]
)


@settings(max_examples=100)
@given(strategies.lists(PIECES, max_size=40).map(" ".join), strategies.sampled_from(DIALECTS))
def test_nothing_crashes_and_every_word_stands_in_one_statement(sql: str, dialect: Dialect) -> None:
    script = split(sql, dialect)
    ends = [s.tokens[-1].start + len(s.tokens[-1].text) for s in script.statements]
    starts = [s.tokens[0].start for s in script.statements]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    for statement in script.statements:
        assert read(statement, dialect)
    judge_sql(sql, dialect=dialect, earlier=["CREATE TABLE users (a int, b int);"])


@settings(max_examples=100)
@given(
    strategies.lists(PIECES, max_size=20).map(" ".join),
    strategies.lists(PIECES, max_size=20).map(" ".join),
    strategies.sampled_from(DIALECTS),
)
def test_a_statement_in_a_piece_of_its_own_is_seen_whatever_stands_around_it(
    before: str, after: str, dialect: Dialect
) -> None:
    mark = "\n--> statement-breakpoint\n"
    sql = f"{before}{mark}DROP TABLE treasure;{mark}{after}"
    found = judge_sql(sql, dialect=dialect, earlier=["CREATE TABLE treasure (a int);"])
    assert any(f.rule == "drop-table" and "treasure" in f.message and f.refuses for f in found)


@settings(max_examples=40)
@given(strategies.text(max_size=200), strategies.sampled_from(DIALECTS))
def test_no_text_is_too_odd(sql: str, dialect: Dialect) -> None:
    judge_sql(sql, dialect=dialect)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 50_000,
        "SELECT " + "(" * 20_000 + ")" * 20_000,
        "SELECT '" + "x" * 1_000_000 + "'",
        "SELECT '" + "''" * 500_000,
        "/*" * 100_000,
        "$$" + "a" * 1_000_000,
        "SELECT 1;" * 20_000,
        "CREATE TABLE t (" + ", ".join(f"c{n} int" for n in range(5_000)) + ");",
        "DO $a$ BEGIN " * 100,
        "ALTER TABLE t " + ", ".join(f"ADD COLUMN c{n} int" for n in range(2_000)) + ";",
        "UPDATE t SET a = 1 WHERE " + " OR ".join(f"a = {n}" for n in range(2_000)),
        "DELETE FROM t WHERE a = b AND " + " AND ".join(f"a <> {n}" for n in range(2_000)),
        "DELETE FROM t WHERE " + "(" * 8_000 + "a = 1" + ")" * 8_000,
    ],
    ids=range(13),
)
def test_size_and_depth_take_linear_time(sql: str) -> None:
    judge_sql(sql, dialect="postgres")
