"""The lists of a statement that can't name one thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.listed_twice import lists
from forge_migrations.sql.read import read_script

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def _lists(sql: str, dialect: Dialect = "postgres") -> list[tuple[str, list[str]]]:
    catalog = Catalog(dialect)
    acts = [act for each in read_script(sql, dialect).acts for act in each]
    return [(where, list(names)) for act in acts for where, names in lists(act, catalog)]


def test_set_behind_on_conflict_and_in_merge() -> None:
    sql = "INSERT INTO t (a) SELECT 1 ON CONFLICT (a, a) DO UPDATE SET b = (SELECT 1), c = 2 WHERE t.b = 1"
    assert _lists(sql) == [("ON CONFLICT DO UPDATE", ["b", "c"])]
    merge = "MERGE INTO t USING u ON t.a = u.a WHEN NOT MATCHED THEN INSERT (a, b) VALUES (1, 2)"
    assert _lists(merge) == [("MERGE", ["a", "b"])]


def test_sqlite_lets_a_key_name_a_column_twice() -> None:
    assert _lists("CREATE TABLE t (a int, PRIMARY KEY (a, a))", "sqlite") == []
    assert ("the primary key", ["a", "a"]) in _lists("CREATE TABLE t (a int, PRIMARY KEY (a, a))")
