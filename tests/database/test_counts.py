from __future__ import annotations

from forge_migrations.database.counts import losses


def test_fewer_rows_take_values_along_and_are_told_once() -> None:
    before = {"t": {"": 10, "id": 10, "note": 4}}
    after = {"t": {"": 7, "id": 7, "note": 1}}
    assert losses(before, after) == ["t has 3 rows less"]


def test_values_that_went_beyond_the_rows_are_told() -> None:
    assert losses({"t": {"": 3, "a": 3}}, {"t": {"": 3, "a": 1}}) == ["t.a has 2 values less"]


def test_an_empty_table_or_column_that_goes_is_no_loss() -> None:
    before = {"t": {"": 2, "id": 2, "never": 0}, "empty": {"": 0, "id": 0}}
    assert losses(before, {"t": {"": 2, "id": 2}}) == []


def test_what_came_since_is_none_either() -> None:
    assert losses({"t": {"": 1, "id": 1}}, {"t": {"": 5, "id": 5, "b": 0}, "u": {"": 1}}) == []
