from __future__ import annotations

import pytest

from forge_migrations.findings import Finding

FINDING = Finding("destructive-sql", "drop-table", "a.sql", 1, "drops it", "stop")


@pytest.mark.parametrize(
    ("finding", "refuses"),
    [
        (FINDING, True),
        (FINDING._replace(severity="report"), False),
        (FINDING._replace(severity="off"), False),
        (FINDING._replace(inherited=True), False),
        (FINDING._replace(acknowledged="unused since 2.3"), False),
    ],
)
def test_only_what_is_new_and_nobody_answered_for_refuses(finding: Finding, refuses: bool) -> None:
    assert finding.refuses is refuses
