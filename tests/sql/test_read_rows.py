from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.acts import Act
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import render

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def acts(sql: str, dialect: Dialect = "postgres") -> list[Act]:
    return [act for each in split(sql, dialect).statements for act in read(each, dialect)]


def one(sql: str, dialect: Dialect = "postgres") -> Act:
    (act,) = acts(sql, dialect)
    return act


@pytest.mark.parametrize(
    ("sql", "dialect", "verb", "table", "flags", "where"),
    [
        ("DELETE FROM t", "postgres", "delete", "t", "", ""),
        ("DELETE FROM ONLY app.t * WHERE a = 1", "postgres", "delete", "app.t", "where", "a = 1"),
        ("DELETE FROM t USING u WHERE t.a = u.a RETURNING *", "postgres", "delete", "t",
         "join where", "t.a = u.a"),
        ("DELETE FROM t WHERE a = 1 ORDER BY b LIMIT 5", "mysql", "delete", "t",
         "limit ordered where",
         "a = 1"),
        ("DELETE LOW_PRIORITY IGNORE FROM t LIMIT 5", "mysql", "delete", "t", "limit", ""),
        ("DELETE t FROM t JOIN u ON t.a = u.a", "mysql", "delete", "t", "join spared", ""),
        ("UPDATE t SET a = 1", "postgres", "update", "t", "", ""),
        ("UPDATE t SET a = 1 WHERE b IS NULL", "postgres", "update", "t", "where", "b is null"),
        ("UPDATE t SET a = u.a FROM u WHERE t.b = u.b", "postgres", "update", "t", "join where",
         "t.b = u.b"),
        ("UPDATE t JOIN u ON t.b = u.b SET t.a = 1", "mysql", "update", "t", "join spared", ""),
        ("UPDATE OR IGNORE t SET a = 1", "sqlite", "update", "t", "or-ignore", ""),
        ("UPDATE t SET a = 1 LIMIT 5", "mysql", "update", "t", "limit", ""),
    ],
)  # fmt: skip
def test_what_happens_to_rows_and_to_which(
    sql: str, dialect: Dialect, verb: str, table: str, flags: str, where: str
) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.table, act.flags) == (verb, table, frozenset(flags.split()))
    assert render(act.tokens) == where


def test_assigned_columns_are_named() -> None:
    act = one("UPDATE t AS x SET a = f(1, 2), (b, c) = (SELECT 1, 2), t.d = d + 1 WHERE true")
    assert act.values == ("a", "b", "c", "t")  # a field of column t
    assert acts("UPDATE t SET t.d = 1", "mysql")[0].values == ("d",)


def test_mysql_deletes_from_several_tables() -> None:
    found = acts("DELETE a, b FROM a JOIN b ON a.x = b.x WHERE a.y = 1", "mysql")
    assert [(act.verb, act.table) for act in found] == [("delete", "a"), ("delete", "b")]
    assert all(act.flags >= {"join", "where", "spared"} for act in found)


def test_where_inside_a_subquery_is_none_of_the_statements() -> None:
    assert not one("UPDATE t SET a = (SELECT b FROM u WHERE u.c = 1)").has("where")
    assert not one("DELETE FROM t RETURNING (SELECT 1 WHERE true)").has("where")


@pytest.mark.parametrize(
    ("sql", "dialect", "columns", "flags"),
    [
        ("INSERT INTO t (a, b) VALUES (1, 2)", "postgres", ("a", "b"), ""),
        ("INSERT INTO t VALUES (1)", "postgres", (), ""),
        ("INSERT INTO t DEFAULT VALUES", "sqlite", (), ""),
        ("INSERT INTO t () VALUES ()", "mysql", (), ""),
        ("INSERT INTO t AS x (a) SELECT 1 ON CONFLICT DO NOTHING", "postgres", ("a",),
         "on-conflict"),
        ("INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)", "postgres", ("a",), ""),
        ("INSERT INTO t (SELECT * FROM u)", "mysql", (), ""),
        ("INSERT OR REPLACE INTO t (a) VALUES (1)", "sqlite", ("a",), "or-replace"),
        ("REPLACE INTO t (a) VALUES (1)", "mysql", ("a",), "or-replace"),
        ("INSERT IGNORE INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 1", "mysql", ("a",),
         "on-conflict or-ignore"),
    ],
)  # fmt: skip
def test_what_is_inserted(sql: str, dialect: Dialect, columns: tuple[str, ...], flags: str) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.table, act.values) == ("insert", "t", columns)
    assert act.flags == frozenset(flags.split())


def test_rows_that_are_changed_inside_with_are_told() -> None:
    sql = (
        "WITH RECURSIVE gone (id) AS NOT MATERIALIZED (DELETE FROM t RETURNING id),"
        " more AS (UPDATE u SET a = 1) INSERT INTO log SELECT * FROM gone"
    )
    found = [(act.verb, act.table, act.inside) for act in acts(sql)]
    assert found == [("delete", "t", "CTE"), ("update", "u", "CTE"), ("insert", "log", "")]
    late = acts("INSERT INTO log WITH gone AS (DELETE FROM t RETURNING id) SELECT * FROM gone")
    assert [act.verb for act in late] == ["insert", "delete", "select"]


@pytest.mark.parametrize(
    ("clauses", "flags"),
    [
        ("WHEN MATCHED THEN DELETE", "delete"),
        ("WHEN MATCHED AND t.a > 1 THEN UPDATE SET a = 1", "conditional update"),
        ("WHEN NOT MATCHED THEN INSERT VALUES (1)", "insert"),
        ("WHEN NOT MATCHED BY SOURCE THEN DELETE", "by-source delete"),
        ("WHEN MATCHED THEN DO NOTHING", "do"),
    ],
)
def test_what_a_merge_does_and_when(clauses: str, flags: str) -> None:
    act = one(f"MERGE INTO ONLY t USING u ON t.a = u.a {clauses}")
    assert (act.verb, act.table, act.flags) == ("merge", "t", frozenset(flags.split()))


@pytest.mark.parametrize(
    ("sql", "verbs"),
    [
        ("SELECT 1", ["select"]),
        ("(SELECT 1) UNION (SELECT 2)", ["select"]),
        ("VALUES (1)", ["select"]),
        ("SELECT setval('s', 1)", ["select", "call"]),
        ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity", ["select", "call"]),
        ("SELECT setval FROM t", ["select"]),
        ("SELECT * INTO u FROM t", ["select", "select-into"]),
        ("SELECT * FROM t FOR UPDATE", ["select", "select-for-update"]),
        ("SELECT 'INTO', \"for\" FROM t", ["select"]),
    ],
)
def test_a_query_that_does_more_than_read_is_told(sql: str, verbs: list[str]) -> None:
    assert [act.verb for act in acts(sql)] == verbs


@pytest.mark.parametrize(
    "sql", ["DELETE", "DELETE FROM", "UPDATE t", "UPDATE SET a = 1", "MERGE t", "WITH x AS (SELECT 1)", "WITH x SELECT 1", "INSERT INTO"]
)  # fmt: skip
def test_half_a_statement_is_opaque(sql: str) -> None:
    assert one(sql).verb == "opaque"
