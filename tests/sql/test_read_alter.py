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
    ("action", "verb", "name", "new"),
    [
        ("ADD COLUMN a int", "add-column", "a", ""),
        ("ADD a int", "add-column", "a", ""),
        ("ADD CONSTRAINT k CHECK (a > 0)", "add-constraint", "k", ""),
        ("ADD PRIMARY KEY (a)", "add-constraint", "", ""),
        ("DROP COLUMN a", "drop-column", "a", ""),
        ("DROP a", "drop-column", "a", ""),
        ("DROP column", "drop-column", "column", ""),
        ('DROP "column"', "drop-column", "column", ""),
        ("DROP CONSTRAINT k", "drop-constraint", "k", ""),
        ("RENAME TO u", "rename-table", "", "u"),
        ("RENAME a TO b", "rename-column", "a", "b"),
        ("RENAME COLUMN a TO b", "rename-column", "a", "b"),
        ("RENAME column TO b", "rename-column", "column", "b"),
        ("RENAME CONSTRAINT k TO l", "rename-constraint", "k", "l"),
        ("ALTER COLUMN a TYPE bigint", "alter-type", "a", "bigint"),
        ("ALTER a SET DATA TYPE varchar(3)", "alter-type", "a", "varchar(3)"),
        ("ALTER a SET NOT NULL", "set-not-null", "a", ""),
        ("ALTER a DROP NOT NULL", "drop-not-null", "a", ""),
        ("ALTER a SET DEFAULT 1", "set-default", "a", ""),
        ("ALTER a DROP DEFAULT", "drop-default", "a", ""),
        ("ALTER a DROP EXPRESSION IF EXISTS", "drop-expression", "a", ""),
        ("ALTER a ADD GENERATED ALWAYS AS IDENTITY", "add-identity", "a", ""),
        ("ALTER a DROP IDENTITY", "drop-identity", "a", ""),
        ("ALTER a SET GENERATED ALWAYS", "set-identity", "a", ""),
        ("ALTER a SET GENERATED ALWAYS RESTART WITH 1", "restart-identity", "a", ""),
        ("ALTER a RESTART", "restart-identity", "a", ""),
        ("ALTER a SET STATISTICS 100", "table-option", "a", ""),
        ("ALTER a SET (n_distinct = 5)", "table-option", "a", ""),
        ("ALTER CONSTRAINT k DEFERRABLE", "alter-constraint", "k", ""),
        ("VALIDATE CONSTRAINT k", "validate-constraint", "k", "k"),
        ("ATTACH PARTITION p FOR VALUES IN (1, 2)", "attach-partition", "p", "p"),
        ("DETACH PARTITION p CONCURRENTLY", "detach-partition", "p", "p"),
        ("ENABLE ROW LEVEL SECURITY", "enable-row-security", "", ""),
        ("DISABLE ROW LEVEL SECURITY", "disable-row-security", "", ""),
        ("NO FORCE ROW LEVEL SECURITY", "no-force-row-security", "", ""),
        ("FORCE ROW LEVEL SECURITY", "force-row-security", "", ""),
        ("DISABLE TRIGGER ALL", "disable-trigger", "all", "all"),
        ("ENABLE ALWAYS TRIGGER g", "enable-trigger", "g", "g"),
        ("SET UNLOGGED", "set-unlogged", "", ""),
        ("SET TABLESPACE s", "set-tablespace", "s", "s"),
        ("SET SCHEMA app", "set-schema", "app", "app"),
        ("SET (fillfactor = 70)", "table-option", "", ""),
        ("RESET (fillfactor)", "table-option", "", ""),
        ("OWNER TO joe", "owner", "joe", "joe"),
        ("REPLICA IDENTITY USING INDEX i", "replica-identity", "", ""),
        ("NO INHERIT p", "inherit", "p", "p"),
    ],
)
def test_every_action_of_postgresqls_alter_table(
    action: str, verb: str, name: str, new: str
) -> None:
    act = one(f"ALTER TABLE app.t {action}")
    assert (act.verb, act.table, act.name, act.new) == (verb, "app.t", name, new)


def test_each_action_is_an_act() -> None:
    sql = (
        "ALTER TABLE IF EXISTS ONLY t ADD a numeric(3,1) DEFAULT 1.5, DROP b CASCADE, "
        "ALTER c TYPE text USING f(c, 1), ALTER d SET DEFAULT ARRAY[1, 2], DROP IF EXISTS e RESTRICT"
    )
    found = acts(sql)
    assert [act.verb for act in found] == [
        "add-column",
        "drop-column",
        "alter-type",
        "set-default",
        "drop-column",
    ]
    assert all(act.has("if-exists") for act in found)
    assert found[1].has("cascade")
    assert found[2].text == "f(c, 1)"
    assert found[3].text == "array [1, 2]"
    assert found[4].has("restrict")


def test_a_columns_collation_is_told_with_its_type() -> None:
    act = one('ALTER TABLE t ALTER a TYPE text COLLATE "C"')
    assert (act.new, act.values) == ("text", ("C",))


def test_a_constraint_of_an_added_column_comes_with_it() -> None:
    act = one("ALTER TABLE t ADD COLUMN IF NOT EXISTS u int NOT NULL REFERENCES users (id)")
    assert act.has("if-not-exists")
    assert [constraint.kind for constraint in act.constraints] == ["foreign"]


def test_flags_of_a_detachment_are_told() -> None:
    assert one("ALTER TABLE t DETACH PARTITION p CONCURRENTLY").has("concurrently")
    assert one("ALTER TABLE t DETACH PARTITION p FINALIZE").has("finalize")


@pytest.mark.parametrize(
    ("sql", "verb", "name", "new"),
    [
        ("ALTER TABLE t ADD c", "add-column", "c", ""),
        ("ALTER TABLE t DROP `c`", "drop-column", "c", ""),
        ("ALTER TABLE t RENAME COLUMN a TO b", "rename-column", "a", "b"),
        ("ALTER TABLE t ALTER COLUMN a TO a text NOT NULL", "alter-column-to", "a", "a"),
        ("ALTER TABLE t ALTER a TO b text", "alter-column-to", "a", "b"),
    ],
)
def test_the_words_of_sqlite_and_libsql(sql: str, verb: str, name: str, new: str) -> None:
    act = one(sql, "libsql")
    assert (act.verb, act.table, act.name, act.new) == (verb, "t", name, new)


def test_a_view_is_renamed_by_either_statement() -> None:
    for sql in ("ALTER VIEW v RENAME TO w", "ALTER MATERIALIZED VIEW v RENAME TO w"):
        act = one(sql)
        assert (act.verb, act.table, act.name, act.new) == ("rename-view", "v", "v", "w")
    assert one("ALTER VIEW v AS SELECT 1", "mysql").verb == "create-view"


@pytest.mark.parametrize("action", ["", "FROB", "ADD", "DROP", "ALTER a FROB", "RENAME a b", "SET"])
def test_an_action_that_is_not_known_makes_the_statement_opaque(action: str) -> None:
    assert one(f"ALTER TABLE t {action}").verb == "opaque"
