"""One holder at a time, for each file, whichever way its path is written."""

from __future__ import annotations

import os
from pathlib import Path

from forge_migrations.database.sqlite.lock_file import locked


def test_a_second_one_gets_no_lock_until_the_first_is_done(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with locked(path, 0) as first, locked(path, 0) as second:
        assert (first, second) == (True, False)
    with locked(path, 0) as third:
        assert third


def test_a_link_is_the_file_that_it_leads_to_and_another_file_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    os.symlink(path, tmp_path / "b.db")
    with (
        locked(str(path), 0),
        locked(str(tmp_path / "b.db"), 0) as same,
        locked(str(tmp_path / "c.db"), 0) as other,
    ):
        assert (same, other) == (False, True)
    assert sorted(os.listdir(tmp_path)) == ["a.db", "b.db"]
