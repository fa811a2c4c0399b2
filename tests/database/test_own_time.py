"""A statement's own time: without what server and asker waited for a processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.database import own_time
from forge_migrations.database.own_time import OwnTime
from forge_migrations.database.steps import step_of

STEP = step_of("0001", "drizzle/0001.sql", "", b"SELECT 1", 1, "postgres")


def test_what_was_waited_on_both_sides_is_taken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, own, log = tmp_path / "server", tmp_path / "own", [100]
    monkeypatch.setattr(own_time, "OWN", str(own))
    for place in (server, own):
        place.write_text("0 1000000000 1")
    watch = OwnTime(str(server), lambda: log[0])
    watch.before(STEP, STEP.segments[0])
    server.write_text("0 3000000000 1")
    own.write_text("0 1500000000 1")
    log[0] = 740
    watch.after(STEP, STEP.segments[0], 10.0, -1)
    assert watch.took == {("drizzle/0001.sql", 1): (7.5, 640)}
    assert [each.seconds for each in watch.statements] == [7.5]


def test_no_statement_takes_less_than_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setattr(own_time, "OWN", str(own))
    watch = OwnTime("", lambda: 0)
    watch.before(STEP, STEP.segments[0])
    own.write_text("0 9000000000 1")
    watch.after(STEP, STEP.segments[0], 1.0, -1)
    assert watch.took == {("drizzle/0001.sql", 1): (0.0, 0)}
