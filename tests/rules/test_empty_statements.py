"""What each driver does with a piece that holds no statement, as the drivers answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

TABLE = "CREATE TABLE a (id integer PRIMARY KEY);"
TRAILING = f"{TABLE}\n--> statement-breakpoint\n"
DOUBLED = f"{TABLE}\n--> statement-breakpoint\n\n--> statement-breakpoint\nDROP TABLE a;"
LEADING = f"--> statement-breakpoint\n{TABLE}"
CUSTOM = "-- Custom SQL migration file, put your code below! --"
COMMENT = f"{TABLE}\n--> statement-breakpoint\n-- nothing here\n"
SEMICOLON = f"{TABLE}\n--> statement-breakpoint\n;"
NOTHING = (TRAILING, DOUBLED, LEADING, SEMICOLON, "")


def told(sql: str, dialect: Dialect, driver: str = "", *packages: str) -> list[tuple[int, str]]:
    """(line, severity) of each empty piece that is told."""
    found = judge_sql(sql, dialect=dialect, driver=driver, packages=packages)
    return [(f.line, f.severity) for f in found if f.rule == "empty-statement"]


@pytest.mark.parametrize("driver", ["", "better-sqlite3", "libsql", "sql.js", "bun-sqlite", "expo"])
@pytest.mark.parametrize("sql", [*NOTHING, CUSTOM, COMMENT])
def test_every_driver_of_sqlite_refuses_an_empty_piece(driver: str, sql: str) -> None:
    dialect: Dialect = "libsql" if driver == "libsql" else "sqlite"
    assert [severity for _line, severity in told(sql, dialect, driver)] == ["refuse"]


@pytest.mark.parametrize("driver", ["", "mysql2", "planetscale"])
def test_mysql_refuses_nothing_and_takes_a_comment(driver: str) -> None:
    assert all(told(sql, "mysql", driver) for sql in NOTHING)
    assert not any(told(sql, "mysql", driver) for sql in (CUSTOM, COMMENT))


@pytest.mark.parametrize("driver", ["", "node-postgres", "postgres-js", "pglite"])
def test_postgresql_takes_both(driver: str) -> None:
    assert not any(told(sql, "postgres", driver) for sql in (*NOTHING, CUSTOM, COMMENT))


def test_wrangler_sends_whole_files_and_d1s_other_ways_do_not() -> None:
    assert told(TRAILING, "sqlite", "d1-http") == [(2, "report")]
    assert told(TRAILING, "sqlite", "", "wrangler") == [(2, "report")]
    assert told(TRAILING, "sqlite", "durable-sqlite", "wrangler") == [(2, "refuse")]


def test_the_line_is_the_breakpoints() -> None:
    assert [line for line, _severity in told(DOUBLED, "sqlite")] == [2]
    assert [line for line, _severity in told(LEADING, "sqlite")] == [1]
    assert [line for line, _severity in told(CUSTOM, "sqlite")] == [1]


def test_a_comment_beside_a_statement_is_no_empty_piece() -> None:
    assert told(f"-- why\n{TABLE} -- done\n/* more */", "sqlite") == []
