from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import extend
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_ages import settle
from forge_migrations.sql.read import read_script

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def after(*files: str, dialect: Dialect = "postgres") -> Catalog:
    catalog = Catalog(dialect)
    for file in files:
        more(catalog, file)
    return catalog


def more(catalog: Catalog, sql: str, born: int = EARLIER) -> None:
    extend(catalog, read_script(sql, catalog.dialect), born)


def columns(catalog: Catalog, table: str) -> list[str]:
    found = catalog.table(table)
    assert found
    return list(found.columns)


def references(catalog: Catalog, table: str) -> list[str]:
    found = catalog.table(table)
    assert found
    return [c.reference.table for c in found.constraints if c.reference]


PARENT = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, boss int REFERENCES users);"
CHILD = "CREATE TABLE posts (id int PRIMARY KEY, uid int REFERENCES users (id));"


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite"])
def test_a_renamed_table_takes_its_references_and_indexes_along(dialect: Dialect) -> None:
    sql = "CREATE INDEX by_mail ON users (email); ALTER TABLE users RENAME TO people;"
    catalog = after(PARENT, CHILD, sql, dialect=dialect)
    assert catalog.table("users") is None
    assert columns(catalog, "people") == ["id", "email", "boss"]
    assert references(catalog, "people") == ["people"]
    assert references(catalog, "posts") == ["people"]
    assert [other.name for other, _ in catalog.inbound("people")] == ["posts"]
    index = catalog.index("by_mail")
    assert index
    assert index.columns == ("email",)


def test_a_renamed_table_stays_in_its_schema() -> None:
    catalog = after("CREATE TABLE app.t (a int); ALTER TABLE app.t RENAME TO u;")
    assert list(catalog.tables) == ["app.u"]


def test_set_schema_moves_a_table_into_and_out_of_the_default_one() -> None:
    catalog = after("CREATE TABLE t (a int); ALTER TABLE t SET SCHEMA app;")
    assert list(catalog.tables) == ["app.t"]
    more(catalog, "ALTER TABLE app.t SET SCHEMA public;")
    assert list(catalog.tables) == ["t"]


def test_a_view_of_a_renamed_table_still_is_one() -> None:
    catalog = after(
        "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t;ALTER TABLE t RENAME TO u;"
    )
    assert [view.name for view in catalog.views_of("u", "a")] == ["v"]
    assert not list(catalog.views_of("u", "b"))


def test_a_renamed_schema_takes_everything_along() -> None:
    catalog = after(
        "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a'); CREATE SEQUENCE app.s;"
        "CREATE TABLE app.t (id int PRIMARY KEY, m app.mood); CREATE INDEX i ON app.t (m);"
        "CREATE TABLE c (t int REFERENCES app.t); ALTER SCHEMA app RENAME TO shop;"
    )
    assert sorted(catalog.tables) == ["c", "shop.t"]
    assert references(catalog, "c") == ["shop.t"]
    column = catalog.column("shop.t", "m")
    assert column
    assert column.type == "shop.mood"
    assert catalog.index("shop.i", "shop.t")
    assert catalog.get("sequence", "shop.s")
    assert catalog.get("schema", "shop")
    assert not catalog.get("schema", "app")


def test_a_dropped_schema_takes_everything_along() -> None:
    catalog = after(
        "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a'); CREATE TABLE app.t (id int);"
        "CREATE INDEX i ON app.t (id); CREATE TABLE c (t int REFERENCES app.t);"
        "DROP SCHEMA app CASCADE;"
    )
    assert list(catalog.tables) == ["c"]
    assert not catalog.table("c").constraints
    assert not catalog.named
    assert catalog.index("i") is None


@pytest.mark.parametrize(
    ("rename", "name", "kind"),
    [
        ("ALTER TYPE mood RENAME TO feeling", "feeling", "feeling[]"),
        ("ALTER TYPE mood SET SCHEMA app", "app.mood", "app.mood[]"),
        ("ALTER TYPE public.mood RENAME TO feeling", "feeling", "feeling[]"),
    ],
)
def test_a_renamed_type_is_that_of_its_columns(rename: str, name: str, kind: str) -> None:
    catalog = after(f"CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood[]); {rename};")
    assert catalog.get("type", name)
    assert catalog.column("t", "m").type == kind
    assert catalog.enum(kind)


def test_a_type_in_a_schema_keeps_to_it_until_it_is_moved() -> None:
    catalog = after("CREATE TYPE app.mood AS ENUM ('a'); ALTER TYPE app.mood RENAME TO feeling;")
    assert list(catalog.named) == [("type", "app.feeling")]
    more(catalog, "ALTER TYPE app.feeling SET SCHEMA public;")
    assert list(catalog.named) == [("type", "feeling")]


def test_enum_values_come_and_are_renamed() -> None:
    catalog = after(
        "CREATE TYPE mood AS ENUM ('a', 'b'); ALTER TYPE mood ADD VALUE 'c';"
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c'; ALTER TYPE mood RENAME VALUE 'a' TO 'z';"
    )
    assert catalog.enum("mood[]").values == ("z", "b", "c")


def test_a_dropped_table_takes_its_indexes_and_the_references_to_it_along() -> None:
    catalog = after(PARENT, CHILD, "CREATE INDEX i ON users (email); DROP TABLE users CASCADE;")
    assert references(catalog, "posts") == []
    assert catalog.index("i") is None


def test_cascade_takes_the_views_along_and_the_views_of_those() -> None:
    views = "CREATE VIEW v AS SELECT id FROM users; CREATE VIEW w AS SELECT * FROM v;"
    other = "CREATE VIEW o AS SELECT id FROM posts;"
    catalog = after(PARENT, CHILD, views + other, "DROP TABLE users CASCADE;")
    assert sorted(catalog.tables) == ["o", "posts"]


def test_sqlite_keeps_the_references_to_a_dropped_table() -> None:
    catalog = after(PARENT, CHILD, "DROP TABLE users;", dialect="sqlite")
    assert references(catalog, "posts") == ["users"]


def test_a_dropped_column_takes_its_constraints_and_indexes_along() -> None:
    catalog = after(
        PARENT,
        "ALTER TABLE users ADD CONSTRAINT one UNIQUE (email, boss); CREATE INDEX i ON users (boss);"
        "ALTER TABLE users DROP COLUMN boss;",
    )
    table = catalog.table("users")
    assert [constraint.kind for constraint in table.constraints] == ["primary"]
    assert not table.indexes


def test_mysql_keeps_an_index_as_long_as_it_has_a_column() -> None:
    sql = "CREATE TABLE t (a int, b int, UNIQUE INDEX u (a, b), INDEX i (b));"
    catalog = after(sql, "ALTER TABLE t DROP COLUMN b;", dialect="mysql")
    assert list(catalog.table("t").unique_keys()) == [("a",)]


def test_an_index_is_renamed_and_dropped_by_its_new_name() -> None:
    base = "CREATE TABLE app.t (a int); CREATE INDEX i ON app.t (a);"
    catalog = after(base, "ALTER INDEX app.i RENAME TO j;")
    assert catalog.index("i") is None
    assert catalog.index("app.j").name == "j"
    more(catalog, 'DROP INDEX "app"."j";')
    assert not catalog.table("app.t").indexes


def test_mysql_renames_an_index_of_one_table() -> None:
    base = "CREATE TABLE t (a int, INDEX i (a)); CREATE TABLE u (a int, INDEX i (a));"
    catalog = after(base, "ALTER TABLE t RENAME INDEX i TO j;", dialect="mysql")
    assert list(catalog.table("t").indexes) == ["j"]
    assert list(catalog.table("u").indexes) == ["i"]


def test_a_renamed_constraint_is_known_by_its_new_name() -> None:
    base = "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NOT VALID);"
    rename = "ALTER TABLE t RENAME CONSTRAINT c TO d; ALTER TABLE t VALIDATE CONSTRAINT d;"
    catalog = after(base, "ALTER TABLE t ADD CONSTRAINT e CHECK (a < 9) NOT VALID;", rename)
    assert [(c.name, c.valid) for c in catalog.table("t").constraints] == [
        ("d", True),
        ("e", False),
    ]
    more(catalog, "ALTER TABLE t DROP CONSTRAINT d;")
    assert [c.name for c in catalog.table("t").constraints] == ["e"]


def test_policies_and_triggers_are_those_of_their_table() -> None:
    catalog = after(
        "CREATE TABLE a (x int); CREATE TABLE b (x int);"
        "CREATE POLICY p ON a; CREATE POLICY p ON b; ALTER POLICY p ON a RENAME TO q;"
        "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f();"
        "CREATE TRIGGER t AFTER INSERT ON b EXECUTE FUNCTION f(); DROP TRIGGER t ON a;"
        "ALTER TRIGGER t ON b RENAME TO u; DROP POLICY p ON b;"
    )
    assert (list(catalog.table("a").policies), list(catalog.table("b").policies)) == (["q"], [])
    assert (list(catalog.table("a").triggers), list(catalog.table("b").triggers)) == ([], ["u"])


def test_sqlite_drops_a_trigger_by_its_name() -> None:
    trigger = "CREATE TRIGGER T AFTER INSERT ON a BEGIN SELECT 1; END;"
    catalog = after("CREATE TABLE a (x int);", trigger, "DROP TRIGGER t;", dialect="sqlite")
    assert not catalog.table("a").triggers


@pytest.mark.parametrize(
    ("dialect", "found"), [("postgres", False), ("mysql", True), ("sqlite", True)]
)
def test_case_matters_on_postgresql_only(dialect: Dialect, found: bool) -> None:
    quote = "`" if dialect == "mysql" else '"'
    catalog = after(f"CREATE TABLE {quote}Users{quote} (id int, Email text);", dialect=dialect)
    assert bool(catalog.table("users")) is found
    assert bool(catalog.column("Users", "EMAIL")) is found
    assert catalog.column("Users", "email" if dialect == "postgres" else "eMail")


def test_a_name_of_more_than_63_bytes_is_the_one_that_postgresql_cuts_it_to() -> None:
    name = "t" + "é" * 31 + "xyz"
    catalog = after(f'CREATE TABLE "{name}" (a int); ALTER TABLE "{name}" ADD COLUMN b int;')
    assert columns(catalog, "t" + "é" * 31) == ["a", "b"]


def test_postgresqls_own_names_of_constraints_are_known() -> None:
    catalog = after(
        "CREATE TABLE app.t (a int PRIMARY KEY, b int UNIQUE REFERENCES x, c int CHECK (c > 0),"
        " d int, CHECK (d > 0), CHECK (c > d), UNIQUE (c, d));"
    )
    names = {constraint.name for constraint in catalog.table("app.t").constraints}
    assert names == {
        "t_pkey", "t_b_key", "t_b_fkey", "t_c_check", "t_d_check", "t_check", "t_c_d_key",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TABLE t ALTER COLUMN a TYPE bigint", {"type": "bigint"}),
        ("ALTER TABLE t ALTER a SET DEFAULT 7", {"default": "7"}),
        ("ALTER TABLE t ALTER a DROP DEFAULT", {"default": None}),
        ("ALTER TABLE t ALTER a SET NOT NULL", {"not_null": True}),
        ("ALTER TABLE t ADD PRIMARY KEY (a)", {"not_null": True}),
        ("ALTER TABLE t ADD CONSTRAINT n NOT NULL a", {"not_null": True}),
        ("ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", {"not_null": False}),
        (
            "ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t ALTER a DROP NOT NULL",
            {"not_null": False},
        ),
        ("ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY", {"generated": "identity"}),
        (
            "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY; ALTER TABLE t ALTER a DROP IDENTITY",
            {"generated": ""},
        ),
    ],
)
def test_a_column_is_what_its_changes_made_of_it(change: str, expected: dict[str, object]) -> None:
    column = after("CREATE TABLE t (a int DEFAULT 1);", change).column("t", "a")
    assert {name: getattr(column, name) for name in expected} == expected


def test_mysqls_modify_leaves_only_what_it_repeats_but_keeps_the_key() -> None:
    base = "CREATE TABLE t (id int PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' COMMENT 'c');"
    change = "ALTER TABLE t MODIFY a varchar(20), CHANGE id key_id bigint;"
    catalog = after(base, change, dialect="mysql")
    a, key = catalog.column("t", "a"), catalog.column("t", "key_id")
    assert (a.type, a.default, a.not_null, a.comment) == ("varchar(20)", None, False, "")
    assert (key.type, key.primary, key.not_null) == ("bigint", True, True)
    assert catalog.table("t").primary() == ("key_id",)
    assert columns(catalog, "t") == ["key_id", "a"]


def test_libsqls_alter_column_to_keeps_the_key() -> None:
    base = "CREATE TABLE t (id integer PRIMARY KEY, a text);"
    change = "ALTER TABLE t ALTER COLUMN a TO a text NOT NULL DEFAULT 'x';"
    catalog = after(base, change, dialect="libsql")
    assert catalog.column("t", "a").not_null
    assert catalog.table("t").primary() == ("id",)


def test_a_renamed_column_is_renamed_in_constraints_and_indexes() -> None:
    sql = "CREATE UNIQUE INDEX u ON users (email); ALTER TABLE users RENAME email TO mail;"
    catalog = after(PARENT, sql)
    assert columns(catalog, "users") == ["id", "mail", "boss"]
    assert ("mail",) in list(catalog.table("users").unique_keys())


def test_a_key_from_an_index_has_its_columns() -> None:
    sql = "CREATE UNIQUE INDEX u ON users (email, id);"
    key = "ALTER TABLE users ADD CONSTRAINT k UNIQUE USING INDEX u;"
    catalog = after(PARENT, sql, key)
    assert [c.columns for c in catalog.table("users").constraints if c.name == "k"] == [
        ("email", "id")
    ]
    assert not catalog.table("users").indexes


def test_what_the_history_does_not_know_changes_nothing() -> None:
    catalog = after(
        "ALTER TABLE ghost ADD COLUMN a int; DROP TABLE ghost; DROP INDEX ghost;"
        "ALTER TABLE ghost RENAME TO g; ALTER TYPE ghost ADD VALUE 'a'; DROP TYPE ghost;"
        "ALTER INDEX ghost RENAME TO g; ALTER TABLE ghost RENAME CONSTRAINT a TO b;"
        "ALTER SCHEMA ghost RENAME TO g; ALTER POLICY p ON ghost RENAME TO q;"
    )
    assert not catalog.tables
    assert not catalog.named


def test_if_not_exists_leaves_what_is_there() -> None:
    catalog = after(
        PARENT,
        "CREATE TABLE IF NOT EXISTS users (other int); CREATE INDEX i ON users (email);"
        "CREATE INDEX IF NOT EXISTS i ON users (id);"
        "ALTER TABLE users ADD COLUMN IF NOT EXISTS email int;",
    )
    assert columns(catalog, "users") == ["id", "email", "boss"]
    assert catalog.index("i").columns == ("email",)
    assert catalog.column("users", "email").type == "text"


def test_a_table_from_a_query_does_not_claim_to_know_its_columns() -> None:
    catalog = after("CREATE TABLE c AS SELECT 1 AS a;", "CREATE TABLE l (LIKE unknown);")
    assert not catalog.table("c").complete
    assert not catalog.table("l").complete
    known = after(PARENT, "CREATE TABLE l (LIKE users);")
    assert columns(known, "l") == ["id", "email", "boss"]
    assert known.table("l").complete


def test_what_a_file_made_is_older_once_it_is_settled() -> None:
    catalog = after("CREATE TABLE old (a int);")
    sql = (
        "CREATE TABLE t (a int PRIMARY KEY); CREATE INDEX i ON t (a); ALTER TABLE old ADD b int;"
        "ALTER TABLE t RENAME TO u; CREATE TYPE mood AS ENUM ('a');"
    )
    more(catalog, sql, FILE)
    assert catalog.table("u").born == FILE
    assert catalog.column("old", "b").born == FILE
    assert catalog.column("old", "a").born == EARLIER
    settle(catalog, EARLIER)
    table = catalog.table("u")
    born = [table.born, table.columns["a"].born, table.constraints[0].born]
    born += [table.indexes["i"].born, catalog.column("old", "b").born]
    assert {*born, catalog.get("type", "mood").born} == {EARLIER}
    assert not catalog.touched


def test_partitions_know_their_parent() -> None:
    catalog = after(
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT;"
        "CREATE TABLE r (a int); ALTER TABLE p ATTACH PARTITION r FOR VALUES IN (1);"
        "ALTER TABLE p DETACH PARTITION q;"
    )
    assert (catalog.table("q").parent, catalog.table("r").parent) == ("", "p")
    assert columns(catalog, "q") == ["a"]
