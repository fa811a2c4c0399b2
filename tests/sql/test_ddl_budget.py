from __future__ import annotations

import sqlite3

import pytest

from forge_migrations.sql import ddl_budget
from forge_migrations.sql.ddl_budget import RENAMING
from forge_migrations.sql.ddl_budget import Budget
from forge_migrations.sql.statements import split

TABLE = "CREATE TABLE t (a int, b text)"


@pytest.mark.parametrize(
    ("sql", "cost"),
    [
        ("ALTER TABLE t ADD c int", 1),
        ("DROP TABLE t", 1),
        ("ALTER TABLE t RENAME TO u", 1),
        ("ALTER TABLE t RENAME COLUMN a TO c", RENAMING),
        ("ALTER TABLE t RENAME a TO c", RENAMING),
        ("ALTER TABLE main.t RENAME a TO c", RENAMING),
        ("INSERT INTO t VALUES (1, 'RENAME')", 0),
        ("SELECT 1", 0),
    ],
)
def test_each_statement_costs_the_schema_as_often_as_sqlite_reads_it(
    sql: str, cost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLE)
    (statement,) = split(sql, "sqlite").statements
    monkeypatch.setattr(ddl_budget, "BYTES", len(TABLE) * cost + 1)
    assert Budget(connection).allows(statement)
    monkeypatch.setattr(ddl_budget, "BYTES", len(TABLE) * cost)
    assert Budget(connection).allows(statement) is False
