"""Locks that last from one file into the next, added up."""

from __future__ import annotations

from forge_migrations.sql.held import Across
from forge_migrations.sql.held import Held
from forge_migrations.sql.held import Lock
from forge_migrations.sql.held import across
from forge_migrations.sql.held import lasting
from forge_migrations.sql.held import sentence


def lock(table: str, *seconds: float) -> Lock:
    return Lock(table, 3, True, seconds)


EVENTS = lock("events", 1.0)


def test_a_lock_waits_for_all_that_runs_behind_it() -> None:
    files = [Held((EVENTS,), (1.5,)), Held((), (4.0,)), Held((lock("users", 30.0),), (35.0,))]
    assert list(across(files)) == [Across(EVENTS, 0, 2, (40.0,))]


def test_a_table_is_told_by_its_first_lock() -> None:
    files = [Held((), (2.0,)), Held((EVENTS,), (1.0,)), Held((lock("events", 9.0),), (9.0,))]
    assert list(across(files)) == [Across(EVENTS, 1, 2, (10.0,))]


def test_what_hardly_makes_it_longer_is_left_to_its_own_file() -> None:
    assert list(across([Held((lock("events", 10.0),), (10.0,)), Held((), (5.0,))])) == []
    assert list(across([Held((EVENTS,), (1.0,)), Held((EVENTS,), (0.0,))])) == []
    assert list(across([Held((EVENTS,), (1.0,))])) == []


def test_a_file_that_ends_its_transaction_lets_go() -> None:
    files = [Held((EVENTS,), (1.0,)), Held((), (5.0,), ends=True), Held((), (30.0,))]
    assert list(across(files)) == []


def test_each_environment_is_added_up_by_itself() -> None:
    files = [Held((lock("events", 1.0, 0.0),), (1.0, 0.0)), Held((), (30.0, 0.1))]
    assert [each.seconds for each in across(files)] == [(31.0, 0.1)]


def test_what_is_kept_comes_back() -> None:
    held = Held((lock("events", 1.0, 2.5),), (3.0, 4.0), True)
    assert Held.from_kept(held.kept()) == held


def test_who_asks_for_all_is_told_of_one_file_too() -> None:
    files = [Held((lock("events", 10.0),), (10.0,)), Held((), (0.0,))]
    assert list(lasting(files)) == [Across(lock("events", 10.0), 0, 0, (10.0,))]


def test_the_words_name_table_files_and_who_waits() -> None:
    found = Across(Lock("events", 1, False, (1.0,)), 0, 1, (2.0,))
    assert sentence(found, ["0007_a", "0008_b"]) == (
        '"events" is locked against writes from 0007_a until the end of 0008_b'
    )
