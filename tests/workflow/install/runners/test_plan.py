from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Source
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import write
from repositories import Repo


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "a\nb\n"),
        (None, "a\nb"),
        ("a\n", "a\nb\n"),
        ("a", "a\nb"),
        ("a\nb\n", "b\n"),
        ("a\r\nb\r\n", "a\r\nc\r\nb\r\n"),
        ("", "a\n"),
    ],
)
def test_git_applies_the_diff_of_an_edit(repo: Repo, before: str | None, after: str) -> None:
    edit = Edit("some dir/a.txt", before, after)
    if before is not None:
        write(str(repo.path), edit._replace(after=before))
    (repo.path.parent / "x.diff").write_bytes(edit.diff().encode())
    repo.git("apply", str(repo.path.parent / "x.diff"))
    assert read_text(str(repo.path), edit.path) == after


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("a")
    real.chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write(str(tmp_path), Edit("link", "a", "b"))
    assert (tmp_path / "link").is_symlink()
    assert real.read_text() == "b"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    write(str(tmp_path), Edit("link", "b", "c", executable=True))
    assert stat.S_IMODE(real.stat().st_mode) == 0o751


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(UnicodeEncodeError):
        write(str(tmp_path), Edit("a.txt", "a", "\ud800"))
    assert os.listdir(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "a"


def test_an_installer_takes_a_local_checkout_too() -> None:
    assert Source("/src/forge", "abc").package == "git+file:///src/forge@abc"
    assert Source("https://x/forge", "v1").package == "git+https://x/forge@v1"
