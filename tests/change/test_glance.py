from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.change.glance import paths_of
from forge_migrations.change.glance import staged_listing
from forge_migrations.change.look import parse_raw
from forge_migrations.change.look import staged
from repositories import Repo


def test_the_listing_is_the_one_that_the_look_reads(repo: Repo) -> None:
    repo.commit({"a.ts": "1", "gone.ts": "1"})
    (repo.path / "gone.ts").unlink()
    repo.stage({"a.ts": "2", "with blank é\n.md": "new"})
    listing = staged_listing()

    assert listing is not None
    assert parse_raw(listing) == staged()
    assert sorted(paths_of(listing)) == ["a.ts", "gone.ts", "with blank é\n.md"]


def test_a_listing_larger_than_a_pipe_comes_whole(repo: Repo) -> None:
    repo.stage({f"folder/{'x' * 100}-{n}": "" for n in range(1000)})
    listing = staged_listing()

    assert listing is not None
    assert len(paths_of(listing)) == 1000


def test_what_fails_is_left_to_the_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert staged_listing() is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert staged_listing() is None
    assert capfd.readouterr() == ("", "")


def test_nothing_staged_is_no_path() -> None:
    assert paths_of(b"") == []
