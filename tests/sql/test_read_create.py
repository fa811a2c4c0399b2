from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.acts import Act
from forge_migrations.sql.read import read
from forge_migrations.sql.read_create import LIKE_PARTS
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def acts(sql: str, dialect: Dialect = "postgres") -> list[Act]:
    return [act for each in split(sql, dialect).statements for act in read(each, dialect)]


def one(sql: str, dialect: Dialect = "postgres") -> Act:
    (act,) = acts(sql, dialect)
    return act


@pytest.mark.parametrize(
    ("sql", "dialect", "table", "flags"),
    [
        ("CREATE TABLE t (a int)", "postgres", "t", set()),
        ("CREATE TABLE IF NOT EXISTS app.t (a int)", "postgres", "app.t", {"if-not-exists"}),
        ("CREATE TEMP TABLE t (a int) ON COMMIT DROP", "postgres", "t", {"temporary"}),
        ("CREATE LOCAL TEMPORARY TABLE t (a int)", "postgres", "t", {"local", "temporary"}),
        ("CREATE TABLE temp.t (a)", "sqlite", "temp.t", {"temporary"}),
        ("CREATE UNLOGGED TABLE t (a int)", "postgres", "t", {"unlogged"}),
        ("CREATE FOREIGN TABLE t (a int) SERVER s", "postgres", "t", {"foreign"}),
        ("CREATE TABLE t AS SELECT 1 AS a", "postgres", "t", {"as-select"}),
        ("CREATE TABLE t (a, b) AS VALUES (1, 2)", "postgres", "t", {"as-select"}),
        ("CREATE TABLE t AS (SELECT 1)", "postgres", "t", {"as-select"}),
        ("CREATE TABLE t LIKE u", "mysql", "t", {"like", *LIKE_PARTS}),
        ("CREATE TABLE t (LIKE u)", "mysql", "t", {"like", *LIKE_PARTS}),
        ("CREATE TABLE t (LIKE u INCLUDING ALL, b int)", "postgres", "t", {"like", *LIKE_PARTS}),
        ("CREATE TABLE t (LIKE u)", "postgres", "t", {"like"}),
        (
            "CREATE TABLE t (b int, LIKE u INCLUDING ALL EXCLUDING INDEXES EXCLUDING DEFAULTS)",
            "postgres",
            "t",
            {"like", "like-constraints", "like-identity", "like-generated"},
        ),
        ("CREATE TABLE t PARTITION OF u DEFAULT", "postgres", "t", {"partition-of"}),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "sqlite", "t", {"virtual"}),
        ("CREATE OR REPLACE TABLE t (a int)", "mysql", "t", {"or-replace"}),
        ("CREATE TABLE t (a) STRICT, WITHOUT ROWID", "sqlite", "t", set()),
    ],
)
def test_every_way_to_create_a_table(
    sql: str, dialect: Dialect, table: str, flags: set[str]
) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.table, act.flags) == ("create-table", table, frozenset(flags))
    assert act.new == ("u" if " u" in sql else "")


def test_mysqls_indexes_of_a_table_are_acts_of_their_own() -> None:
    sql = "CREATE TABLE t (a int, KEY by_a (a), FULLTEXT INDEX f (a), UNIQUE KEY u (a), KEY (a))"
    table, *indexes = acts(sql, "mysql")
    assert [(c.kind, c.name) for c in table.constraints] == [("unique", "u")]
    assert [(act.verb, act.name, act.indexed.method) for act in indexes] == [
        ("create-index", "by_a", ""),
        ("create-index", "f", "fulltext"),
        ("create-index", "", ""),
    ]
    assert {act.inside for act in indexes} == {"CREATE TABLE"}


@pytest.mark.parametrize(
    ("sql", "dialect", "name", "columns", "flags", "method", "where"),
    [
        ("CREATE INDEX i ON t (a)", "postgres", "i", ("a",), "", "", ""),
        ("CREATE INDEX ON t (a)", "postgres", "", ("a",), "", "", ""),
        ("CREATE UNIQUE INDEX IF NOT EXISTS i ON app.t USING gin (a DESC NULLS LAST, lower(b))",
         "postgres", "i", ("a", "(lower(b))"), "if-not-exists unique", "gin", ""),
        ("CREATE INDEX CONCURRENTLY i ON ONLY t (a) INCLUDE (b) WHERE a > 0",
         "postgres", "i", ("a",), "concurrently only", "", "a > 0"),
        ("CREATE INDEX i ON t USING hnsw (v vector_cosine_ops)", "postgres", "i", ("v",), "",
         "hnsw", ""),
        ("CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT", "postgres", "i", ("a",), "unique", "",
         ""),
        ("CREATE INDEX i USING BTREE ON t (a(10)) ALGORITHM=INPLACE LOCK = NONE", "mysql", "i",
         ("a",), "algorithm-inplace lock-none", "btree", ""),
        ("CREATE FULLTEXT INDEX i ON t (a)", "mysql", "i", ("a",), "fulltext", "fulltext", ""),
        ("CREATE INDEX i ON t ((lower(a)))", "mysql", "i", ("((lower(a)))",), "", "", ""),
        ("CREATE INDEX i ON t (\"a\" COLLATE NOCASE)", "sqlite", "i", ("a",), "", "", ""),
    ],
)  # fmt: skip
def test_every_way_to_create_an_index(
    sql: str,
    dialect: Dialect,
    name: str,
    columns: tuple[str, ...],
    flags: str,
    method: str,
    where: str,
) -> None:
    act = one(sql, dialect)
    assert act.verb == "create-index"
    assert act.table.endswith("t")
    assert act.indexed
    found = act.indexed
    assert (found.name, found.columns, found.method, found.where) == (name, columns, method, where)
    assert act.flags == frozenset(flags.split())
    assert found.unique == ("unique" in flags)


@pytest.mark.parametrize(
    ("sql", "dialect", "verb", "name", "table"),
    [
        ("CREATE VIEW v AS SELECT 1", "postgres", "create-view", "v", "v"),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", "postgres", "create-view", "v", "v"),
        ("CREATE MATERIALIZED VIEW IF NOT EXISTS app.v AS SELECT 1", "postgres", "create-view",
         "app.v", "app.v"),
        ("CREATE ALGORITHM = MERGE DEFINER = 'a'@'b' SQL SECURITY INVOKER VIEW v AS SELECT 1",
         "mysql", "create-view", "v", "v"),
        ("CREATE TYPE app.pair AS (a int, b int)", "postgres", "create-type", "app.pair", ""),
        ("CREATE DOMAIN d AS int CHECK (VALUE > 0)", "postgres", "create-type", "d", ""),
        ("CREATE SEQUENCE IF NOT EXISTS s AS int", "postgres", "create-sequence", "s", ""),
        ("CREATE SCHEMA IF NOT EXISTS app", "postgres", "create-schema", "app", ""),
        ("CREATE SCHEMA AUTHORIZATION joe", "postgres", "create-schema", "joe", ""),
        ("CREATE DATABASE shop", "mysql", "create-database", "shop", ""),
        ("CREATE ROLE admin WITH SUPERUSER", "postgres", "create-role", "admin", ""),
        ("CREATE USER 'joe'@'%' IDENTIFIED BY 'x'", "mysql", "create-role", "joe", ""),
        ("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", "postgres", "create-extension",
         "uuid-ossp", ""),
        ("CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS $$ DROP TABLE t $$", "postgres",
         "create-function", "app.f", ""),
        ("CREATE AGGREGATE a(int) (SFUNC = f)", "postgres", "create-aggregate", "a", ""),
        ("CREATE AGGREGATE FUNCTION f RETURNS INT SONAME 'x'", "mysql", "create-function", "f", ""),
        ("CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)", "postgres", "create-text-search",
         "configuration", ""),
        ("CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()", "postgres",
         "create-event-trigger", "e", ""),
        ("CREATE POLICY p ON app.t FOR SELECT USING (true)", "postgres", "create-policy", "p",
         "app.t"),
        ("CREATE CONSTRAINT TRIGGER g AFTER UPDATE OF a ON t EXECUTE FUNCTION f()", "postgres",
         "create-trigger", "g", "t"),
        ("CREATE DEFINER=`a`@`b` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "mysql",
         "create-trigger", "g", "t"),
        ("CREATE TRIGGER IF NOT EXISTS g INSTEAD OF DELETE ON t BEGIN SELECT 1; END", "sqlite",
         "create-trigger", "g", "t"),
    ],
)  # fmt: skip
def test_whatever_is_created_is_named(
    sql: str, dialect: Dialect, verb: str, name: str, table: str
) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.name, act.table) == (verb, name, table)


def test_an_enums_values_are_those_that_are_written() -> None:
    act = one("CREATE TYPE mood AS ENUM ('sad', 'it''s', E'o\\'k')")
    assert act.values == ("sad", "it's", "o'k")
    assert act.has("enum")


def test_a_functions_body_is_not_run() -> None:
    body = "CREATE FUNCTION f() RETURNS void AS $$ BEGIN DELETE FROM t; END $$ LANGUAGE plpgsql"
    assert [act.verb for act in acts(body)] == ["create-function"]


@pytest.mark.parametrize(
    "sql", ["CREATE", "CREATE TABLE", "CREATE INDEX i", "CREATE INDEX i ON t", "CREATE 7", "CREATE POLICY p"]
)  # fmt: skip
def test_half_a_statement_is_opaque(sql: str) -> None:
    assert one(sql).verb == "opaque"
