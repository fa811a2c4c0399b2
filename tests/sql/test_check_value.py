"""Whether the one value of a new column breaks its CHECK."""

from __future__ import annotations

import pytest

from forge_migrations.sql.check_value import breaks


@pytest.mark.parametrize(
    ("check", "value", "fails"),
    [
        ("z is not null", None, True),
        ("z > 0", None, False),
        ("z > 0", "0", True),
        ("z > -1", "0", False),
        ("coalesce(z, 0) > 0", None, True),
        ("\"z\" in ('a', 'b')", "'c'", True),
        ("z ~ 'a'", "'b'", False),
        ("z > other", "0", False),
        ("z > 0", "random()", False),
        ("z > 0", "-1", True),
    ],
)
def test_a_check_is_worked_out_where_every_engine_means_the_same(
    check: str, value: str | None, fails: bool
) -> None:
    assert breaks(check, "z", value, "postgres") is fails
