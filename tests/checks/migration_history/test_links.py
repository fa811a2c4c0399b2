from __future__ import annotations

import pytest

from forge_migrations.checks.migration_history.links import DAY
from forge_migrations.checks.migration_history.links import chain
from forge_migrations.checks.migration_history.links import clock
from forge_migrations.checks.migration_history.links import order
from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.drizzle.history.journal import SnapshotHead

START = 1_700_000_000_123


def migration(number: int, when: int = 0, line: int = 1) -> Migration:
    tag = f"{number:04}_m"
    return Migration(tag, f"{tag}.sql", "b", f"meta/{number:04}_snapshot.json", "s", number,
                     when or START + number, True, line)  # fmt: skip


def head(number: int, name: str, *parents: str) -> SnapshotHead:
    return SnapshotHead(f"meta/{number:04}_snapshot.json", "b", name, parents, "7")


def linked(*heads: SnapshotHead, count: int = 3, **more: tuple[str, ...]) -> list[tuple[str, str]]:
    migrations = tuple(map(migration, range(count)))
    history = History("", "journal", "", migrations, snapshots=heads, **more)
    return [(one.rule, one.message) for one in chain(history)]


A, B, C = head(0, "a", ORIGIN), head(1, "b", "a"), head(2, "c", "b")


def test_each_snapshot_follows_on_the_one_before_it() -> None:
    assert linked(A, B, C) == []


@pytest.mark.parametrize(
    ("heads", "rule", "message"),
    [
        ((A, B, head(2, "c", "x")), "broken-chain",
         "the parent (prevId) of 0002_snapshot.json is not 0001_snapshot.json"),
        ((A, B, head(2, "c", ORIGIN)), "broken-chain",
         "the parent (prevId) of 0002_snapshot.json is not 0001_snapshot.json"),
        ((A, B, head(2, "c")), "broken-chain",
         "the parent (prevId) of 0002_snapshot.json is not 0001_snapshot.json"),
        ((A, B, head(2, "c", "c")), "broken-chain",
         "0002_snapshot.json names itself as its parent (prevId)"),
        ((A, B, head(2, "c", "a")), "forked-chain",
         "0001_snapshot.json and 0002_snapshot.json have the same parent (prevId)"),
        ((A, B, head(2, "a", "b")), "duplicate-snapshot-id",
         "0002_snapshot.json and 0000_snapshot.json have the same id"),
        ((A, B, C, head(3, "d", "c")), "snapshot-order",
         "the next generate starts from 0003_snapshot.json, which sorts last"),
    ],
)  # fmt: skip
def test_what_breaks_the_chain(heads: tuple[SnapshotHead, ...], rule: str, message: str) -> None:
    [(found, said)] = linked(*heads)
    assert (found, said[: len(message)]) == (rule, message)


def test_after_a_missing_snapshot_no_parent_is_judged_until_the_next_but_one() -> None:
    assert linked(A, C) == []
    assert linked(A, C, head(3, "d", "x"), count=4) == [
        ("broken-chain", "the parent (prevId) of 0003_snapshot.json is not 0002_snapshot.json")
    ]


def test_a_stray_snapshot_that_sorts_last_is_said_as_what_it_is() -> None:
    stray = head(9, "z", "c")
    assert linked(A, B, C, stray, stray_snapshots=(stray.path,)) == []


def ordered(*whens: int, released: int | tuple[int, ...] = 0) -> list[str]:
    """The tags of those that are out of order; the first ones are released."""
    migrations = [migration(number, when, number + 1) for number, when in enumerate(whens)]
    known = released if isinstance(released, tuple) else tuple(range(released))
    base = History("", "journal", "", tuple(migrations[number] for number in known))
    after = History("", "journal", "", tuple(migrations), journal="meta/_journal.json")
    return [one.key for one in order(after, base)]


def test_dates_that_rise_are_in_order() -> None:
    assert ordered(START, START + 1, START + 2) == []


@pytest.mark.parametrize("when", [START, START - 5])
def test_a_date_that_is_not_later_is_skipped_where_the_earlier_one_has_run(when: int) -> None:
    assert ordered(START, when) == ["0001_m"]


def test_the_highest_date_so_far_counts_and_not_the_last() -> None:
    found = ordered(START, START + 50, START + 10, START + 20)
    assert found == ["0002_m", "0003_m"]


def test_a_new_entry_before_a_released_one_must_be_later_than_it_too() -> None:
    assert ordered(START, START + 1, START + 9, released=(0, 2)) == ["0001_m"]


def test_a_history_that_begins_anew_is_not_measured_by_the_old_one() -> None:
    old = tuple(migration(number, START + 900 + number) for number in range(10, 14))
    after = History("", "journal", "", (migration(0, START),))
    assert list(order(after, History("", "journal", "", old))) == []
    base = History("", "folders", "", (migration(0, START + 900),))
    assert list(order(after, base)) == []


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        (START + DAY, ""),
        (START + DAY + 1, "future-when"),
        (1_700_000_000_000, "round-when"),
        (1_700_000_050_000, ""),
    ],
)
def test_a_date_beyond_tomorrow_or_typed_by_hand(when: int, rule: str) -> None:
    history = History("", "journal", "", (migration(0, when),))
    found = list(clock(history, History(""), START))
    assert [one.rule for one in found] == ([rule] if rule else [])
    assert all(one.severity == ("report" if rule == "round-when" else "refuse") for one in found)
