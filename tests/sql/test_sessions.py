from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.sessions import moves_rows
from forge_migrations.sql.sessions import own_end
from forge_migrations.sql.sessions import search_path_changes
from forge_migrations.sql.sessions import switches_foreign_keys_off

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("sql", "dialect", "line"),
    [
        ("SELECT 1;\ncommit;", "postgres", 2),
        ("-- COMMIT;\nSELECT '\nCOMMIT;';", "postgres", 0),
        ("ROLLBACK;", "sqlite", 1),
        ("ROLLBACK TO SAVEPOINT a;", "postgres", 0),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN\nDELETE FROM b;\nEND;", "sqlite", 0),
        ("SELECT CASE\nWHEN 1 THEN 2\nEND;", "postgres", 0),
    ],
)
def test_only_a_statement_ends_a_transaction(sql: str, dialect: Dialect, line: int) -> None:
    assert own_end(sql, dialect) == line


@pytest.mark.parametrize(
    ("sql", "off"),
    [
        ("PRAGMA foreign_keys=OFF;", True),
        ("SELECT 1; pragma main.foreign_keys = 0", True),
        ("PRAGMA foreign_keys(no)", True),
        ("PRAGMA foreign_keys = 'off'", True),
        ("PRAGMA foreign_keys=ON;", False),
        ("-- PRAGMA foreign_keys=OFF;", False),
        ("SELECT 'PRAGMA foreign_keys=OFF;'", False),
        ("PRAGMA foreign_keys", False),
    ],
)
def test_foreign_keys_are_switched_off_by_a_statement(sql: str, off: bool) -> None:
    assert switches_foreign_keys_off(sql) is off


@pytest.mark.parametrize(
    ("sql", "moves"),
    [
        ("-- why\ninsert into t values (1)", True),
        ("(SELECT 1)", True),
        ("/*!40101 SET a = 1 */", True),
        ("# SELECT\nALTER TABLE t ADD a int", False),
        ("/* INSERT */ DROP TABLE t", False),
    ],
)
def test_rows_are_moved_by_the_statement_and_not_by_its_comment(sql: str, moves: bool) -> None:
    assert moves_rows(sql, "mysql") is moves


def test_the_path_is_set_and_taken_back_by_statements() -> None:
    sql = (
        "SELECT pg_catalog.set_config('search_path', '', false);\n-- RESET search_path\n"
        "SELECT 'SET search_path';\nset local search_path to a, b;\nRESET ALL;\nDISCARD all;"
    )
    found = search_path_changes(sql)
    assert [(each.line, each.back) for each in found] == [
        (1, False),
        (4, False),
        (5, True),
        (6, True),
    ]
