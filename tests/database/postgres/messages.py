"""What is said to a scratch server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.database.postgres.wire import Session

if TYPE_CHECKING:
    import pytest

    from forge_migrations.database.postgres.wire import Given


def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are sent from now on, a message each."""
    sent: list[str] = []
    run = Session.run

    def noted(self: Session, text: str) -> list[Given]:
        sent.append(text)
        return run(self, text)

    monkeypatch.setattr(Session, "run", noted)
    return sent
