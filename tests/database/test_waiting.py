"""Trying again: at least once, and no longer than asked for."""

from __future__ import annotations

from forge_migrations.database.waiting import tried_until


def test_it_tries_once_without_waiting() -> None:
    answers = [True, False]
    assert not tried_until(lambda: answers.pop(), 0)
    assert answers == [True]


def test_it_ends_with_the_first_success() -> None:
    answers = [True, False, False]
    assert tried_until(lambda: answers.pop(), 5)
    assert answers == []
