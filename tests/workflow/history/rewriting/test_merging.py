from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies

from forge_migrations.workflow.history.rewriting.merging import Contradiction
from forge_migrations.workflow.history.rewriting.merging import merged
from forge_migrations.workflow.history.rewriting.merging import merged_snapshot

trees = strategies.recursive(
    strategies.integers(0, 2),
    lambda inner: strategies.dictionaries(strategies.sampled_from("abc"), inner),
    max_leaves=6,
)


def test_what_both_sides_added_stands_side_by_side() -> None:
    base = {"tables": {"users": {"columns": {"id": 1}}}}
    ours = {"tables": {"users": {"columns": {"id": 1, "age": 2}}}}
    theirs = {"tables": {"users": {"columns": {"id": 1, "name": 3}}, "teams": {}}}
    assert merged(base, ours, theirs) == {
        "tables": {"users": {"columns": {"id": 1, "name": 3, "age": 2}}, "teams": {}}
    }


def test_what_one_side_dropped_is_gone() -> None:
    assert merged({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 2, "c": 3}) == {"a": 1, "c": 3}


def test_one_thing_changed_twice_is_a_contradiction_with_its_place() -> None:
    with pytest.raises(Contradiction, match=r"^tables\.users$"):
        merged({"tables": {"users": 1}}, {"tables": {"users": 2}}, {"tables": {"users": 3}})


def test_a_thing_dropped_here_and_changed_there_is_a_contradiction() -> None:
    with pytest.raises(Contradiction, match="users"):
        merged({"users": {"a": 1}}, {}, {"users": {"a": 2}})


def test_links_are_no_content() -> None:
    made = merged_snapshot(
        {"id": "1", "a": 1}, {"id": "2", "prevId": "1", "a": 2}, {"id": "3", "a": 1}
    )
    assert made == {"a": 2}


@given(base=trees, side=trees)
def test_a_side_that_changed_nothing_takes_the_other(base: object, side: object) -> None:
    assert merged(base, side, base) == side
    assert merged(base, base, side) == side
    assert merged(base, side, side) == side
