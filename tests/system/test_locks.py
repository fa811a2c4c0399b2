from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from forge_migrations.system.locks import FileLock

HOLD = """
import sys
from forge_migrations.system.locks import FileLock
print(FileLock(sys.argv[1]).take(), flush=True)
sys.stdin.read()
"""


def held_elsewhere(path: Path) -> subprocess.Popen[bytes]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"True"
    return holder


def test_one_process_holds_a_file_and_another_has_to_do_without(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "lock"):
        lock = FileLock(str(tmp_path / "lock"))
        assert not lock.take()
        lock.close()


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "lock") as holder:
        holder.kill()
    lock = FileLock(str(tmp_path / "lock"))
    assert lock.take()
    lock.close()


def test_what_was_closed_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        lock = FileLock(str(tmp_path / "lock"))
        assert lock.take()
        lock.close()
