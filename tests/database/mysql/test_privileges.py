"""What a role doesn't see is told by its own grants."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.database.mysql import privileges


@pytest.mark.parametrize(
    ("grants", "hidden"),
    [
        (["GRANT USAGE ON *.* TO r", "GRANT SELECT ON `a`.* TO r"], {"trigger", "view"}),
        (["GRANT ALL PRIVILEGES ON *.* TO r"], set()),
        (["GRANT SELECT, SHOW VIEW ON `a`.* TO r"], {"trigger"}),
        (["GRANT SELECT, SHOW VIEW, TRIGGER ON `a`.* TO r"], set()),
        (["GRANT USAGE ON *.* TO r", "GRANT `team`@`%` TO r"], set()),
    ],
)
def test_a_kind_is_hidden_without_its_right(
    grants: list[str], hidden: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Any = lambda connection, query: [(line,) for line in grants]  # noqa: E731
    monkeypatch.setattr(privileges, "ask", answers)
    connection: Any = None
    assert set(privileges.hidden(connection)) == hidden
