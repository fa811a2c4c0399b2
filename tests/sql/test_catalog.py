from __future__ import annotations

from forge_migrations.rules.judging.judge import catalog_of

TABLE = """
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, UNIQUE (a, b));
CREATE UNIQUE INDEX part ON t (c) WHERE c > 0;
CREATE UNIQUE INDEX whole ON t (c, a);
CREATE INDEX plain ON t (b);
CREATE INDEX cut ON t (a) WHERE a > 0;
"""


def test_a_partial_index_makes_nothing_unique_and_serves_no_key() -> None:
    table = catalog_of([TABLE], "postgres").table("t")
    assert table
    assert table.primary() == ("id",)
    assert list(table.unique_keys()) == [("id",), ("a", "b"), ("c", "a")]
    assert list(table.key_columns())[3:] == [("b",)]


def test_references_are_found_from_their_target() -> None:
    child = "CREATE TABLE c (t int REFERENCES T, CONSTRAINT k FOREIGN KEY (t) REFERENCES t (a));"
    catalog = catalog_of([TABLE, child], "sqlite")
    assert [(table.name, key.name) for table, key in catalog.inbound("t")] == [
        ("c", ""),
        ("c", "k"),
    ]
    assert not list(catalog.inbound("c"))


def test_a_reference_to_itself_does_not_come_from_outside() -> None:
    catalog = catalog_of(["CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t);"], "postgres")
    assert not list(catalog.inbound("t"))


def test_views_are_found_by_the_names_in_their_query() -> None:
    views = (
        'CREATE VIEW one AS SELECT "a" FROM t; CREATE VIEW every AS SELECT * FROM public.t;'
        "CREATE VIEW none AS SELECT a FROM other;"
    )
    catalog = catalog_of([TABLE, views], "postgres")
    assert [view.name for view in catalog.views_of("t", "a")] == ["one", "every"]
    assert [view.name for view in catalog.views_of("t", "b")] == ["every"]


def test_columns_of_a_type_are_found_with_or_without_its_schema_and_as_arrays() -> None:
    sql = (
        "CREATE TYPE app.mood AS ENUM ('a');"
        "CREATE TABLE t (a app.mood, b app.mood[], c mood, d moody);"
    )
    catalog = catalog_of([sql], "postgres")
    assert [column.name for _, column in catalog.users_of_type("app.mood")] == ["a", "b", "c"]
    for name in ("app.mood", "app.mood[]"):
        found = catalog.enum(name)
        assert found
        assert found.values == ("a",)
    assert catalog.enum("text") is None
