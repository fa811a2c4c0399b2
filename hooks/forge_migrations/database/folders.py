"""Where scratch servers live: a folder of our own on tmpfs when there is one, swept of the dead.

Each server has a folder with a lock file that its process holds. A folder whose lock is free
belonged to a run that was killed: its server is stopped and the folder removed by the next run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from forge_migrations.facts import cache_folder
from forge_migrations.findings import Undecided
from forge_migrations.system.locks import FileLock
from forge_migrations.system.processes import command_of

ROOM = 512 * 1024 * 1024
"""Bytes that must be free on the tmpfs for it to be used."""
TEMPLATE_LIMIT = 1024 * 1024 * 1024
"""Bytes of kept data folders that are kept; the least recently used go first."""


def scratch_root() -> str:
    """A folder for the servers' folders, made when it is missing; others can't write to it."""
    if sys.platform == "win32":
        return tempfile.mkdtemp(prefix="forge-")
    for parent in ("/dev/shm", tempfile.gettempdir()):
        if not os.access(parent, os.W_OK) or shutil.disk_usage(parent).free < ROOM:
            continue
        root = os.path.join(parent, f"forge-{os.geteuid()}")
        with contextlib.suppress(FileExistsError):
            os.mkdir(root, 0o711)
        state = os.lstat(root)
        if not os.path.islink(root) and state.st_uid == os.geteuid() and not state.st_mode & 0o022:
            return root
    return tempfile.mkdtemp(prefix="forge-")


def template_root() -> str:
    """The cache's folder for data folders that are copied, made when it is missing."""
    root = os.path.join(cache_folder(), "scratch")
    os.makedirs(root, mode=0o700, exist_ok=True)
    return root


class ScratchFolder:
    """A new folder that this process holds until `release`; `sweep` removes those of the dead."""

    path: str
    _lock: FileLock

    def __init__(self) -> None:
        if sys.platform == "win32":
            raise Undecided(
                "a scratch server of its own is started on Linux and macOS only",
                "name a server in .forge-migrations.toml: scratch_url",
            )
        root = scratch_root()
        sweep(root)
        self.path = tempfile.mkdtemp(prefix="s", dir=root)
        # Locked before it has the name that a sweep looks for.
        self._lock = FileLock(self.path + ".new")
        self._lock.take()
        os.rename(self.path + ".new", self.path + ".lock")

    def release(self) -> None:
        """Let go of the folder; the guard or the next sweep removes what is left of it."""
        self._lock.close()


def sweep(root: str) -> None:
    """Stop the servers and remove the folders that no living process holds. Never raises."""
    for name in os.listdir(root):
        if not name.endswith(".lock"):
            continue
        path = os.path.join(root, name)
        try:
            lock = FileLock(path)
        except OSError:
            continue
        free = lock.take()
        lock.close()
        if free:
            remove(path.removesuffix(".lock"))


def remove(folder: str) -> None:
    """Stop the server of a folder that is nobody's any more, and remove both. Never raises."""
    if sys.platform == "win32":
        return
    for name in ("data/postmaster.pid", "server.pid"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(os.path.join(folder, name)) as file:
                pid = int(file.readline())
            if folder in command_of(pid):
                os.kill(pid, signal.SIGQUIT if "postmaster" in name else signal.SIGKILL)
                _wait_for_end(pid)
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.unlink(folder + ".lock")


def copy_folder(source: str, target: str) -> None:
    """Copy a data folder with its owners and times, by a reflink where the file system can.

    Raises `OSError` when it can't be copied (a full disk).
    """
    commands = (["cp", "-a", "--reflink=auto", source, target], ["cp", "-Rp", source, target])
    error = ""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        error = done.stderr.strip()
        shutil.rmtree(target, ignore_errors=True)
    raise OSError(f"can't copy a data folder: {error}")


def keep_template(source: str, name: str) -> None:
    """Keep a stopped server's data folder under `name`, as one file: a disk takes a second for the
    thousand that are in it. A full disk keeps nothing, and says nothing."""
    root = template_root()
    handle, part = tempfile.mkstemp(prefix=name + ".", suffix=".part", dir=root)
    os.close(handle)
    try:
        _tar("-cf", part, "-C", source, ".")
        os.replace(part, os.path.join(root, name))
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        return
    _drop_oldest(root, keep=name)


def unpack_template(path: str, target: str) -> None:
    """Make the folder that was kept in `path` again, with its owners and modes.

    Raises `OSError` when it can't be made (a full disk).
    """
    os.mkdir(target)
    try:
        _tar("-xpf", path, "-C", target)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _tar(*words: str) -> None:
    # Without it macOS packs a second file beside each that has attributes.
    environment = {**os.environ, "COPYFILE_DISABLE": "1"}
    done = subprocess.run(
        ["tar", *words], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode != 0:
        raise OSError(f"can't copy a data folder: {done.stderr.strip()}")


def template(name: str) -> str | None:
    """The file in which a data folder is kept under `name`, or None; marked as used now."""
    path = os.path.join(template_root(), name)
    if not os.path.isfile(path):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return path


def _drop_oldest(root: str, keep: str) -> None:
    found = []
    for entry in os.scandir(root):
        with contextlib.suppress(OSError):
            found.append((entry.stat().st_mtime, entry.path, entry.stat().st_size))
    total = sum(size for _, _, size in found)
    for _, path, size in sorted(found):
        if total <= TEMPLATE_LIMIT:
            return
        if os.path.basename(path) != keep:
            with contextlib.suppress(OSError):
                os.unlink(path)
                total -= size


def _wait_for_end(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except OSError:
            return
        time.sleep(0.02)
