"""What a later history has that an earlier one hadn't."""

from __future__ import annotations

import pytest

from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import Migration


def history(*migrations: tuple[str, str | None]) -> History:
    """(tag, blob) of each migration."""
    return History(
        "drizzle",
        migrations=tuple(
            Migration(tag, f"drizzle/{tag}.sql", blob, "", None, at, at)
            for at, (tag, blob) in enumerate(migrations)
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        pytest.param([], [("0000_a", "x")], [True], id="the first one"),
        pytest.param([("0000_a", "x")], [("0000_a", "x")], [False], id="nothing happened"),
        pytest.param([("0000_a", "x")], [("0000_a", "y")], [True], id="edited"),
        pytest.param([("0000_a", "x")], [("0000_b", "x")], [False], id="renamed"),
        pytest.param([("0000_a", "x")], [("0000_a", None)], [False], id="without SQL"),
        pytest.param(
            [("0001_a", "x")],
            [("20260101000000_a", "x")],
            [False],
            id="moved into a folder",
        ),
        pytest.param(
            [("0001_a", "x")],
            [("0001_a", "x"), ("0003_b", "x")],
            [False, True],
            id="the same bytes a second time",
        ),
        pytest.param(
            [("0001_a", "x")],
            [("0002_a", "x"), ("0003_b", "x")],
            [False, True],
            id="renumbered, and the same bytes a second time",
        ),
        pytest.param(
            [("0001_a", "x"), ("0002_b", "y")],
            [("0001_a", "y"), ("0002_b", "x")],
            [False, False],
            id="two that changed places",
        ),
        pytest.param(
            [("0001_b", "x")],
            [("0001_m", "y"), ("0002_b", "x")],
            [True, False],
            id="renumbered behind another",
        ),
    ],
)
def test_what_came_in(
    before: list[tuple[str, str | None]], after: list[tuple[str, str | None]], new: list[bool]
) -> None:
    assert brought_in(history(*before), history(*after)) == new
