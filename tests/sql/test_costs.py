"""The costs that stand for a measurement: more rows cost more, on every engine and of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.costs import COSTS
from forge_migrations.sql.costs import seconds
from literal_types import members

if TYPE_CHECKING:
    from forge_migrations.sql.costs import Engine

ENGINES = members("sql.costs", "Engine")
KINDS = members("sql.costs", "Kind")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_has_a_cost_and_ten_times_the_rows_take_about_ten_times_as_long(
    engine: Engine,
) -> None:
    assert set(COSTS[engine]) == set(KINDS)
    for kind in KINDS:
        small, large = (seconds(engine, kind, rows, rows * 80) for rows in (10**5, 10**6))
        assert 9 < large / small < 15
        assert seconds(engine, kind, 0, 0) == 0


def test_what_is_written_anew_builds_its_indexes_again() -> None:
    bare, keyed = (seconds("postgres", "copy", 10**6, 10**8, indexes) for indexes in (0, 2))
    assert keyed == bare + 2 * seconds("postgres", "index", 10**6, 10**8)


def test_text_is_sorted_slower_than_numbers() -> None:
    for engine in ENGINES:
        assert seconds(engine, "text index", 10**6, 0) > seconds(engine, "index", 10**6, 0)
