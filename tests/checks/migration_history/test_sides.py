from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.sides import Sides
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.drizzle.history.journal import SnapshotHead

if TYPE_CHECKING:
    from forge_migrations.drizzle.history.history import Layout

WHEN = 1_700_000_000_123


def one(tag: str, blob: str | None = None, when: int = WHEN, snapshot: str = "") -> Migration:
    return Migration(tag, f"out/{tag}.sql", blob or tag, snapshot or f"meta/{tag}", "s", 0, when)


def history(*migrations: Migration, layout: Layout = "journal", **ids: str) -> History:
    heads = tuple(SnapshotHead(f"meta/{tag}", "b", name, (), "7") for tag, name in ids.items())
    return History("out", layout, "", migrations, snapshots=heads)


def sides(base: History, after: History, name: str = "memory") -> Sides:
    return Sides(base, after, MemoryTree(name=name), MemoryTree())


def test_a_migration_is_the_same_under_its_tag() -> None:
    found = sides(history(one("0000_a", "x")), history(one("0000_a", "y"), one("0001_b")))
    now = found.now(one("0000_a"))
    assert now is not None
    assert now.blob == "y"
    assert [each.tag for each in found.new] == ["0001_b"]
    assert found.now(one("0002_c")) is None


def test_a_renamed_migration_is_known_by_its_sql_then_its_snapshot_then_its_number_or_date() -> (
    None
):
    old = one("0001_old", "sql", snapshot="meta/old")
    by_sql, by_snapshot = one("0009_x", "sql", 1), one("0008_y", "other", 2)
    by_number, by_date = one("0001_z", "other", 3), one("0007_w", "other", WHEN)
    base = history(old, old="id-old")
    snapshots = {"0008_y": "id-old"}
    every = [by_date, by_number, by_snapshot, by_sql]
    for expected in (by_sql, by_snapshot):
        assert sides(base, history(*every, **snapshots)).renamed(old) == expected
        every.remove(expected)
    assert sides(base, history(by_number)).renamed(old) == by_number
    assert sides(base, history(by_date)).renamed(old) == by_date
    assert sides(base, history(one("0007_w", "other", 1))).renamed(old) is None


def test_a_migration_that_was_released_already_is_nothing_new_to_become() -> None:
    first, second = one("0000_a", "same"), one("0001_b", "same")
    assert sides(history(first, second), history(second)).renamed(first) is None


def test_a_folder_made_by_drizzle_kit_up_is_the_same_migration() -> None:
    base = history(one("0000_a", "sql"))
    upgraded = one("20231114221320_a", "changed", WHEN // 1000 * 1000)
    assert sides(base, history(upgraded, layout="folders")).upgraded(base.migrations[0])
    same_sql = one("20991231000000_a", "sql", 1)
    assert sides(base, history(same_sql, layout="mixed")).upgraded(base.migrations[0])
    other = one("20991231000000_a", "changed", 1)
    assert not sides(base, history(other, layout="folders")).upgraded(base.migrations[0])
    assert not sides(base, history(upgraded)).upgraded(base.migrations[0])


def test_what_is_taken_back_comes_from_the_released_commit() -> None:
    assert sides(history(), history()).source == "HEAD"
    assert sides(history(), history(), "a" * 40).source == "a" * 12
