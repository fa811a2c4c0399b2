from __future__ import annotations

import pytest

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.rules.judging.judge import extend
from forge_migrations.sql import catalog_renames
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import PENDING
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.catalog_ages import settle
from forge_migrations.sql.catalog_file import from_json
from forge_migrations.sql.catalog_file import to_json
from forge_migrations.sql.read import read_script

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


def test_references_are_found_under_every_name_in_the_order_of_the_tables() -> None:
    sql = """CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE b (t int REFERENCES t (id));
    CREATE TABLE a (t int REFERENCES t (id)); CREATE TABLE gone (t int REFERENCES t (id));
    ALTER TABLE t RENAME TO things; DROP TABLE gone; CREATE TABLE gone (id int);
    ALTER TABLE b RENAME TO c;"""
    catalog = catalog_of([sql], "postgres")

    assert [table.name for table, _ in catalog.inbound("things")] == ["a", "c"]
    assert not list(catalog.inbound("t"))


def test_references_are_found_after_the_catalog_was_kept() -> None:
    sql = "CREATE TABLE T (id int PRIMARY KEY); CREATE TABLE c (t int, FOREIGN KEY (t) REFERENCES t (id))"
    again = from_json(to_json(catalog_of([sql], "mysql")), "mysql")

    assert again is not None
    assert [table.name for table, _ in again.inbound("T")] == ["c"]


def test_tables_whose_types_pending_files_changed_are_known_until_they_are_released() -> None:
    catalog = catalog_of(["CREATE TABLE t (n int); CREATE TABLE u (n int)"], "postgres")
    pending = "ALTER TABLE t ALTER COLUMN n TYPE bigint; ALTER TABLE t RENAME TO w"
    extend(catalog, read_script(pending, "postgres"), PENDING)

    assert [(table.name, table.was) for table in catalog.retyped] == [("w", {"n": "integer"})]
    again = from_json(to_json(catalog), "postgres")
    assert again is not None
    assert [table.name for table in again.retyped] == ["w"]
    catalog.touched.add("w")
    settle(catalog, EARLIER)
    assert not catalog.retyped


def test_a_rename_looks_at_the_tables_that_have_referred_to_it_and_at_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    refer = catalog_renames._refer

    def seen(catalog: Catalog, table: Table, old: str, new: str) -> None:
        looked.append(table.name)
        refer(catalog, table, old, new)

    monkeypatch.setattr(catalog_renames, "_refer", seen)
    others = "".join(f"CREATE TABLE o{n} (id int PRIMARY KEY);" for n in range(9))
    made = "CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t); CREATE TABLE c (t int REFERENCES t);"
    renames = "ALTER TABLE c RENAME TO d; ALTER TABLE t RENAME TO v;"
    catalog = catalog_of([others + made + renames], "postgres")

    assert sorted(looked) == ["d", "d", "v"]
    for name in ("d", "v"):
        table = catalog.table(name)
        assert table is not None
        targets = [c.reference.table for c in table.constraints if c.reference]
        targets += [c.reference.table for c in table.columns.values() if c.reference]
        assert targets == ["v", "v"]


class Watched(dict[str, Table]):
    """Tables that count how often all of them were looked through."""

    walks = 0

    def values(self):
        self.walks += 1
        return super().values()


def test_tables_that_no_view_names_are_dropped_and_renamed_without_a_look_at_the_others() -> None:
    made = "".join(f"CREATE TABLE t{n} (a int);" for n in range(20))
    catalog = catalog_of([made, "CREATE VIEW v AS SELECT a FROM t7;"], "sqlite")
    for kept in (catalog, from_json(to_json(catalog), "sqlite")):
        assert kept
        kept.tables = watched = Watched(kept.tables)
        for n in range(7):
            assert list(kept.views_of(f"t{n}")) == []

        assert watched.walks == 0
        assert [view.name for view in kept.views_of("T7", "A")] == ["v"]
        assert watched.walks == 1


def test_a_view_is_found_by_the_new_names_of_what_it_reads() -> None:
    texts = [
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;",
        "ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME COLUMN a TO b;",
    ]
    catalog = catalog_of(texts, "postgres")
    for kept in (catalog, from_json(to_json(catalog), "postgres")):
        assert kept
        assert [view.name for view in kept.views_of("u", "b")] == ["v"]
