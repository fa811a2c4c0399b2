from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.acts import Act
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
    ("sql", "dialect", "verb", "names"),
    [
        ("DROP TABLE a, app.b CASCADE", "postgres", "drop-table", ["a", "app.b"]),
        ("DROP TABLE IF EXISTS public.a", "postgres", "drop-table", ["a"]),
        ("DROP FOREIGN TABLE a", "postgres", "drop-table", ["a"]),
        ("DROP TEMPORARY TABLE a", "mysql", "drop-table", ["a"]),
        ("DROP MATERIALIZED VIEW v", "postgres", "drop-materialized-view", ["v"]),
        ("DROP VIEW v, w", "sqlite", "drop-view", ["v", "w"]),
        ("DROP INDEX CONCURRENTLY IF EXISTS app.i, j", "postgres", "drop-index", ["app.i", "j"]),
        ("DROP INDEX `i` ON `t`", "mysql", "drop-index", ["i"]),
        ("DROP TYPE mood CASCADE", "postgres", "drop-type", ["mood"]),
        ("DROP DOMAIN d", "postgres", "drop-domain", ["d"]),
        ("DROP SCHEMA app CASCADE", "postgres", "drop-schema", ["app"]),
        ("DROP DATABASE d WITH (FORCE)", "postgres", "drop-database", ["d"]),
        ("DROP FUNCTION f(int, text), app.g()", "postgres", "drop-function", ["f", "app.g"]),
        ("DROP ROUTINE f", "postgres", "drop-function", ["f"]),
        ("DROP TRIGGER g ON t", "postgres", "drop-trigger", ["g"]),
        ("DROP TRIGGER g", "sqlite", "drop-trigger", ["g"]),
        ("DROP POLICY p ON app.t", "postgres", "drop-policy", ["p"]),
        ("DROP USER 'joe'@'%'", "mysql", "drop-role", ["joe"]),
        ("DROP GROUP g", "postgres", "drop-role", ["g"]),
        ("DROP OWNED BY joe, jane CASCADE", "postgres", "drop-owned", ["joe", "jane"]),
        ("DROP EVENT TRIGGER e", "postgres", "drop-event-trigger", ["e"]),
        ("DROP EXTENSION vector", "postgres", "drop-extension", ["vector"]),
    ],
)
def test_each_object_that_is_dropped_is_an_act(
    sql: str, dialect: Dialect, verb: str, names: list[str]
) -> None:
    found = acts(sql, dialect)
    assert {act.verb for act in found} == {verb}
    assert [act.name for act in found] == names


def test_what_is_dropped_from_a_table_names_it() -> None:
    assert one("DROP INDEX i ON t", "mysql").table == "t"
    assert one("DROP TRIGGER g ON app.t").table == "app.t"
    assert one("DROP POLICY p ON public.t").table == "t"
    assert one("DROP TABLE t").table == "t"
    assert one("DROP FUNCTION f").table == ""


@pytest.mark.parametrize(
    ("sql", "flags"),
    [
        ("DROP TABLE IF EXISTS t CASCADE", {"if-exists", "cascade"}),
        ("DROP TABLE t RESTRICT", set()),
        ("DROP INDEX CONCURRENTLY i", {"concurrently"}),
        ("DROP DATABASE d WITH (FORCE)", {"force"}),
        ("DROP CAST (int AS text)", set()),
    ],
)
def test_how_it_is_dropped_is_told(sql: str, flags: set[str]) -> None:
    assert one(sql).flags == frozenset(flags)


@pytest.mark.parametrize(
    ("sql", "verb", "name", "new"),
    [
        ("ALTER TYPE app.mood ADD VALUE 'it''s'", "add-enum-value", "app.mood", "it's"),
        ("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a' BEFORE 'b'", "add-enum-value", "mood", "a"),
        ("ALTER TYPE mood RENAME VALUE 'a' TO 'b'", "rename-enum-value", "mood", "b"),
        ("ALTER TYPE app.mood RENAME TO feeling", "rename-type", "app.mood", "app.feeling"),
        ("ALTER TYPE app.mood SET SCHEMA public", "rename-type", "app.mood", "mood"),
        ("ALTER TYPE mood SET SCHEMA app", "rename-type", "mood", "app.mood"),
        ("ALTER TYPE pair RENAME ATTRIBUTE a TO b", "rename-attribute", "pair", "b"),
        ("ALTER TYPE pair ADD ATTRIBUTE a int", "add-attribute", "pair", "a"),
        ("ALTER TYPE pair DROP ATTRIBUTE IF EXISTS a CASCADE", "drop-attribute", "pair", "a"),
        ("ALTER TYPE pair ALTER ATTRIBUTE a TYPE text", "alter-attribute", "pair", "a"),
        ("ALTER TYPE mood OWNER TO joe", "alter-other", "mood", ""),
        ("ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0)", "alter-domain-constraint", "d", ""),
        ("ALTER DOMAIN d SET NOT NULL", "alter-domain-constraint", "d", ""),
        ("ALTER DOMAIN d DROP CONSTRAINT k", "drop-domain-constraint", "d", ""),
        ("ALTER DOMAIN d VALIDATE CONSTRAINT k", "validate-domain-constraint", "d", ""),
        ("ALTER DOMAIN d DROP NOT NULL", "alter-other", "d", ""),
        ("ALTER SEQUENCE app.s RENAME TO r", "rename-sequence", "app.s", "app.r"),
        ("ALTER SEQUENCE app.s SET SCHEMA public", "rename-sequence", "app.s", "s"),
        ("ALTER SEQUENCE s RESTART WITH 1", "restart-sequence", "s", ""),
        ("ALTER SEQUENCE s AS smallint", "alter-sequence", "s", ""),
        ("ALTER SEQUENCE s OWNED BY t.a", "alter-other", "s", ""),
        ("ALTER SEQUENCE s SET UNLOGGED", "set-unlogged", "s", ""),
        ("ALTER INDEX app.i RENAME TO j", "rename-index", "app.i", "app.j"),
        ("ALTER INDEX i SET TABLESPACE s", "move-index", "i", "s"),
        ("ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b", "move-index", "*", "b"),
        ("ALTER FUNCTION app.f(int) RENAME TO g", "rename-function", "app.f", "app.g"),
        ("ALTER FUNCTION f(int) SET SCHEMA app", "rename-function", "f", "app.f"),
        ("ALTER SCHEMA a RENAME TO b", "rename-schema", "a", "b"),
        ("ALTER ROLE a RENAME TO b", "rename-role", "a", "b"),
        ("ALTER ROLE a WITH SUPERUSER", "alter-role", "a", ""),
        ("ALTER POLICY p ON t RENAME TO q", "rename-policy", "p", "q"),
        ("ALTER POLICY p ON t USING (true)", "alter-policy", "p", ""),
        ("ALTER TRIGGER g ON t RENAME TO h", "rename-trigger", "g", "h"),
        ("ALTER SYSTEM SET wal_level = minimal", "alter-system", "", ""),
        ("ALTER DATABASE d SET timezone = 'UTC'", "alter-database", "d", ""),
        ("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM joe", "default-privileges", "", ""),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", "grant", "", ""),
        ("ALTER EXTENSION vector UPDATE", "alter-extension", "vector", ""),
    ],
)
def test_every_way_to_alter_what_is_no_table(sql: str, verb: str, name: str, new: str) -> None:
    act = one(sql)
    assert (act.verb, act.name, act.new) == (verb, name, new)


def test_an_added_enum_value_knows_its_neighbour() -> None:
    act = one("ALTER TYPE mood ADD VALUE 'a' AFTER 'b'")
    assert (act.values, act.has("after")) == (("b",), True)


def test_each_attribute_is_an_act() -> None:
    found = acts("ALTER TYPE pair ADD ATTRIBUTE a numeric(3, 1), DROP ATTRIBUTE b")
    assert [(act.verb, act.new) for act in found] == [
        ("add-attribute", "a"),
        ("drop-attribute", "b"),
    ]


def test_a_constraint_that_is_not_validated_is_told() -> None:
    assert one("ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID").has("not-valid")


@pytest.mark.parametrize("sql", ["DROP", "DROP GHOST g", "DROP TABLE", "ALTER", "ALTER GHOST g"])
def test_what_is_not_known_is_opaque(sql: str) -> None:
    assert one(sql).verb == "opaque"
