from __future__ import annotations

import pytest

from forge_migrations.checks.migration_history.violation import moment


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (1_700_000_000_123, "2023-11-14 22:13 UTC"),
        (0, "1970-01-01 00:00 UTC"),
        (-1, "1969-12-31 23:59 UTC"),
        (10**300, str(10**300)),
        (-(10**20), str(-(10**20))),
    ],
)
def test_a_moment_is_a_date_where_a_calendar_has_it(when: int, said: str) -> None:
    assert moment(when) == said
