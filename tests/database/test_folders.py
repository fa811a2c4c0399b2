from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations.database import folders
from forge_migrations.database.folders import ScratchFolder
from forge_migrations.database.folders import copy_folder
from forge_migrations.database.folders import keep_template
from forge_migrations.database.folders import scratch_root
from forge_migrations.database.folders import sweep
from forge_migrations.database.folders import template
from forge_migrations.database.folders import unpack_template
from forge_migrations.system.locks import FileLock


@pytest.fixture(params=["with", "without"])
def programs(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cp and tar are on the PATH, and then they aren't, as on Windows."""
    if request.param == "without":
        (tmp_path / "programs").mkdir()
        monkeypatch.setenv("PATH", str(tmp_path / "programs"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for the templates."""
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "scratch"


def test_a_sweep_removes_the_folders_of_the_dead_and_no_others(tmp_path: Path) -> None:
    for name in ("dead", "living", "unlocked"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "dead.lock").touch()
    lock = FileLock(str(tmp_path / "living.lock"))
    assert lock.take()
    sweep(str(tmp_path))
    lock.close()
    assert sorted(os.listdir(tmp_path)) == ["living", "living.lock", "unlocked"]


@pytest.mark.skipif(sys.platform == "win32", reason="the servers in it are shells")
def test_a_sweep_stops_the_dead_ones_server_but_nobody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")  # to which ps would cut the command
    dead, other = tmp_path / "dead", tmp_path / "other"
    for folder in (dead, other):
        folder.mkdir()
        (tmp_path / f"{folder.name}.lock").touch()
    waits = {"stdin": subprocess.PIPE}
    server = subprocess.Popen(["/bin/sh", "-c", f": {dead}; read line"], **waits)
    stranger = subprocess.Popen(["/bin/sh", "-c", "read line"], **waits)
    (dead / "server.pid").write_text(f"{server.pid}\n")
    (other / "server.pid").write_text(f"{stranger.pid}\n")  # the number was used again
    try:
        sweep(str(tmp_path))
        assert server.wait(30) != 0
        assert stranger.poll() is None
    finally:
        for each in (server, stranger):
            each.kill()
            each.communicate()
    assert os.listdir(tmp_path) == []


def test_a_folder_is_held_until_it_is_released() -> None:
    folder = ScratchFolder()
    sweep(os.path.dirname(folder.path))
    assert os.path.isdir(folder.path)
    folder.release()
    sweep(os.path.dirname(folder.path))
    assert not os.path.exists(folder.path)


def test_a_name_that_a_sweep_holds_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["taken", "free"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(names))
    held = FileLock(os.path.join(scratch_root(), "staken.lock"))
    assert held.take()
    folder = ScratchFolder()
    assert os.path.basename(folder.path) == "sfree"
    folder.release()
    held.close()
    sweep(scratch_root())
    assert not {"staken.lock", "sfree", "sfree.lock"} & {*os.listdir(scratch_root())}


@pytest.mark.skipif(sys.platform == "win32", reason="TEMP is a person's own there")
def test_others_cannot_write_where_servers_live() -> None:
    state = os.stat(scratch_root())
    assert state.st_uid == os.geteuid()
    assert not state.st_mode & 0o022


def test_a_template_is_kept_whole_and_used_again(
    tmp_path: Path, cache: Path, programs: None
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o700)
    (data / "a").write_text("a")
    (data / "b").mkdir(0o750)
    assert template("pg") is None
    keep_template(str(data), "pg")
    found = template("pg")
    assert found
    unpack_template(found, str(tmp_path / "copy"))
    assert (tmp_path / "copy/a").read_text() == "a"
    assert [(tmp_path / "copy" / name).stat().st_mode & 0o777 for name in (".", "b")] == [
        0o700,
        0o750,
    ]
    assert os.listdir(cache) == ["pg"]
    copy_folder(str(data), str(tmp_path / "other"))
    assert (tmp_path / "other/a").read_text() == "a"


def test_what_cannot_be_kept_is_not_kept_in_part(
    tmp_path: Path, cache: Path, programs: None
) -> None:
    keep_template(str(tmp_path / "ghost"), "pg")
    assert template("pg") is None
    assert os.listdir(cache) == []
    with pytest.raises(OSError, match="can't copy a data folder"):
        copy_folder(str(tmp_path / "ghost"), str(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()
    (tmp_path / "cut").write_bytes(b"no archive")
    with pytest.raises(OSError, match="can't copy a data folder"):
        unpack_template(str(tmp_path / "cut"), str(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()


def test_the_template_that_was_used_last_stays(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "TEMPLATE_LIMIT", 250_000)
    data = tmp_path / "data"
    data.mkdir()
    (data / "a").write_bytes(b"x" * 100_000)
    for age, name in enumerate(("first", "second")):
        keep_template(str(data), name)
        os.utime(cache / name, (1000 + age, 1000 + age))
    assert template("first")
    keep_template(str(data), "third")
    assert sorted(os.listdir(cache)) == ["first", "third"]
