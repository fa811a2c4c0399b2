from __future__ import annotations

import pytest

from forge_migrations.workflow.live.consent import without_asking


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["apply"], "agree beforehand: forge-migrations apply --yes"),
        (
            ["rollback", "--apply", "--to", "0001_a"],
            "agree beforehand: forge-migrations rollback --apply --to 0001_a --yes",
        ),
        (
            ["apply", "--database-url", "postgres://u@db/app", "--mark"],
            "agree beforehand: forge-migrations apply --database-url postgres://u@db/app --mark --yes",
        ),
        (
            ["apply", "--database-url", "postgres://u:s3cret@db/app", "--mark"],
            "put the URL into DATABASE_URL, then run: forge-migrations apply --mark --yes",
        ),
        (
            ["apply", "--database-url=postgres://u:s3cret@db/app"],
            "put the URL into DATABASE_URL, then run: forge-migrations apply --yes",
        ),
    ],
)
def test_the_command_is_whole_and_tells_no_password(typed: list[str], told: str) -> None:
    assert without_asking(typed) == told
