from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.acts import Act
from forge_migrations.sql.read import DEPTH
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def acts(sql: str, dialect: Dialect = "postgres") -> list[Act]:
    return [act for each in split(sql, dialect).statements for act in read(each, dialect)]


def one(sql: str, dialect: Dialect = "postgres") -> Act:
    (act,) = acts(sql, dialect)
    return act


@pytest.mark.parametrize(
    ("sql", "dialect", "name"),
    [
        ("BEGIN", "postgres", "begin"),
        ("START TRANSACTION READ ONLY", "mysql", "begin"),
        ("COMMIT AND CHAIN", "postgres", "commit"),
        ("END TRANSACTION", "sqlite", "commit"),
        ("ROLLBACK", "postgres", "rollback"),
        ("ABORT", "postgres", "rollback"),
        ("ROLLBACK TO SAVEPOINT s", "postgres", "savepoint"),
        ("SAVEPOINT s", "sqlite", "savepoint"),
        ("RELEASE s", "sqlite", "savepoint"),
    ],
)
def test_transaction_control_is_told(sql: str, dialect: Dialect, name: str) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.name, act.text) == ("transaction", name, sql.upper())


@pytest.mark.parametrize(
    ("sql", "dialect", "verb", "table", "flags"),
    [
        ("TRUNCATE a", "postgres", "truncate", "a", ""),
        ("TRUNCATE TABLE ONLY a RESTART IDENTITY CASCADE", "postgres", "truncate", "a",
         "cascade restart"),
        ("VACUUM FULL t", "postgres", "vacuum", "full t", "full"),
        ("VACUUM", "sqlite", "vacuum", "", ""),
        ("REINDEX TABLE CONCURRENTLY t", "postgres", "reindex", "t", "concurrently"),
        ("REINDEX (CONCURRENTLY) INDEX i", "postgres", "reindex", "i", "concurrently"),
        ("REINDEX", "sqlite", "reindex", "", ""),
        ("CLUSTER t USING i", "postgres", "cluster", "t", ""),
        ("CLUSTER i ON t", "postgres", "cluster", "t", ""),
        ("CLUSTER", "postgres", "cluster", "*", ""),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", "postgres", "refresh-view", "v",
         "concurrently"),
        ("LOCK TABLE ONLY t IN SHARE MODE", "postgres", "lock-table", "t", ""),
        ("LOCK TABLES t WRITE", "mysql", "lock-table", "t", ""),
        ("COPY t (a, b) FROM STDIN", "postgres", "copy", "t", ""),
        ("COPY (SELECT 1) TO '/tmp/x'", "postgres", "copy", "", ""),
        ("OPTIMIZE TABLE t", "mysql", "rebuild-table", "t", ""),
        ("ANALYZE TABLE t", "mysql", "harmless", "t", ""),
        ("COMMENT ON TABLE t IS 'DROP TABLE x'", "postgres", "harmless", "", ""),
        ("USE shop", "mysql", "harmless", "", ""),
        ("SET lock_timeout = '2s'", "postgres", "set", "", ""),
        ("ATTACH 'x.db' AS x", "sqlite", "attach-database", "", ""),
        ("CALL f()", "postgres", "run-code", "", ""),
        ("EXECUTE p", "mysql", "run-code", "", ""),
        ("LOAD DATA INFILE 'x' INTO TABLE t", "mysql", "run-code", "", ""),
        ("EXPLAIN DROP TABLE t", "sqlite", "harmless", "", ""),
    ],
)  # fmt: skip
def test_every_other_statement_has_a_verb(
    sql: str, dialect: Dialect, verb: str, table: str, flags: str
) -> None:
    act = one(sql, dialect)
    assert (act.verb, act.table, act.flags) == (verb, table, frozenset(flags.split()))


def test_each_table_that_is_truncated_is_an_act() -> None:
    assert [act.table for act in acts("TRUNCATE a, ONLY app.b *, c")] == ["a", "app.b", "c"]


def test_explain_analyze_runs_what_it_explains() -> None:
    for sql in ("EXPLAIN ANALYZE DELETE FROM t", "EXPLAIN (ANALYZE, VERBOSE) DELETE FROM t"):
        assert [act.verb for act in acts(sql)] == ["delete", "harmless"]
    assert [act.verb for act in acts("EXPLAIN VERBOSE DELETE FROM t")] == ["harmless"]


@pytest.mark.parametrize(
    ("sql", "name", "value"),
    [
        ("PRAGMA foreign_keys=OFF", "foreign_keys", "off"),
        ("PRAGMA main.Foreign_Keys = 'ON'", "foreign_keys", "on"),
        ("PRAGMA foreign_keys(0)", "foreign_keys", "0"),
        ("PRAGMA integrity_check", "integrity_check", ""),
    ],
)
def test_a_pragma_has_a_name_and_a_value(sql: str, name: str, value: str) -> None:
    act = one(sql, "sqlite")
    assert (act.verb, act.name, act.text) == ("pragma", name, value)


@pytest.mark.parametrize(
    ("sql", "verb", "table", "roles", "privileges", "public"),
    [
        ("GRANT SELECT, INSERT ON TABLE app.t TO joe, jane", "grant", "app.t", "joe, jane",
         ("SELECT", "INSERT"), False),
        ("GRANT ALL ON t TO PUBLIC", "grant", "t", "PUBLIC", ("ALL",), True),
        ("REVOKE UPDATE (a) ON t FROM joe", "revoke", "t", "joe", ("UPDATE", "A"), False),
        ("GRANT admin TO joe", "grant", "", "joe", ("ADMIN",), False),
    ],
)  # fmt: skip
def test_a_grant_names_privileges_object_and_roles(
    sql: str, verb: str, table: str, roles: str, privileges: tuple[str, ...], public: bool
) -> None:
    act = one(sql)
    assert (act.verb, act.table, act.name, act.values) == (verb, table, roles, privileges)
    assert act.has("public") is public


def block(body: str) -> list[str]:
    """What a DO block does, as verb and object; the block itself left out."""
    first, *found = acts(f"DO $do$ {body} $do$")
    assert first.verb == "do"
    assert {act.inside for act in found} <= {"DO"}
    return [f"{act.verb} {act.table or act.name or act.text}".strip() for act in found]


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("BEGIN DELETE FROM t; DROP TABLE u; END", ["delete t", "drop-table u"]),
        ("BEGIN IF true THEN DROP TABLE u; ELSE DELETE FROM t; END IF; END",
         ["drop-table u", "delete t"]),
        ("DECLARE n int := 0; BEGIN LOOP DELETE FROM t; EXIT; END LOOP; END", ["delete t"]),
        ("DECLARE r record; BEGIN FOR r IN SELECT id FROM t LOOP DELETE FROM u; END LOOP; END",
         ["select", "delete u"]),
        ("BEGIN PERFORM setval('s', 1); END", ["select", "call setval"]),
        ("BEGIN CREATE TYPE m AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END",
         ["create-type m", "exception-handler duplicate_object"]),
        ("BEGIN EXECUTE 'DROP TABLE u'; END", ["drop-table u"]),
        ("BEGIN EXECUTE $x$DROP TABLE u$x$; END", ["drop-table u"]),
        ("BEGIN EXECUTE E'DROP TABLE \"it\\'s\"'; END", ["drop-table it's"]),
        ("BEGIN EXECUTE 'DROP TABLE ' || name; END", ["dynamic-sql DROP TABLE"]),
        ("BEGIN EXECUTE format('DROP TABLE %I', n) USING n; END", ["dynamic-sql DROP TABLE %I"]),
        ("BEGIN RAISE NOTICE 'DROP TABLE u'; END", []),
        ("BEGIN RETURN; END", []),
    ],
)  # fmt: skip
def test_the_statements_of_a_do_block_are_read(body: str, does: list[str]) -> None:
    assert block(body) == does


def test_a_block_in_another_language_is_opaque() -> None:
    (act,) = acts("DO LANGUAGE plpython3u $$ plpy.execute('DROP TABLE t') $$")
    assert (act.verb, act.inside) == ("opaque", "DO")
    assert acts("DO 'BEGIN DELETE FROM t; END' LANGUAGE plpgsql")[-1].verb == "delete"


def test_a_body_that_never_ends_is_opaque() -> None:
    assert block("BEGIN DELETE FROM t; RAISE 'oops; END") == [
        "delete t",
        "opaque a quote, dollar quote or comment that never ends",
    ]


def test_blocks_in_blocks_are_read_to_a_depth_and_then_opaque() -> None:
    def nested(levels: int) -> str:
        sql = "DROP TABLE t"
        for level in range(levels):
            sql = f"DO $x{level}$ BEGIN EXECUTE $e{level}${sql}$e{level}$; END $x{level}$"
        return sql

    assert acts(nested(1))[-1].verb == "drop-table"
    assert acts(nested(DEPTH))[-1].verb == "drop-table"
    assert acts(nested(DEPTH + 1))[-1].verb == "opaque"


@pytest.mark.parametrize("sql", ["FROB t", "START ENGINES", "DO 7", "REFRESH t", "'text'"])
def test_what_is_not_known_is_opaque(sql: str) -> None:
    assert one(sql).verb == "opaque"
