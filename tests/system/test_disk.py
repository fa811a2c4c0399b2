"""How fast a disk is, is tried, and nothing stays of it."""

from __future__ import annotations

from pathlib import Path

from forge_migrations.system.disk import seconds_a_byte


def test_a_byte_takes_some_time_and_no_file_stays(tmp_path: Path) -> None:
    assert seconds_a_byte(str(tmp_path)) > 0
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_nothing_is_told(tmp_path: Path) -> None:
    assert seconds_a_byte(str(tmp_path / "none")) == 0
