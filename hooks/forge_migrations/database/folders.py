"""Where scratch servers live: a folder of our own on tmpfs when there is one, swept of the dead.

Each server has a folder with a lock file that its process holds. A folder whose lock is free
belonged to a run that was killed: its server is stopped and the folder removed by the next run.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile

from forge_migrations.facts import cache_folder
from forge_migrations.system import scratch
from forge_migrations.system.locks import FileLock
from forge_migrations.system.processes import KILL
from forge_migrations.system.processes import QUIT
from forge_migrations.system.processes import command_of
from forge_migrations.system.processes import stop

ROOM = 512 * 1024 * 1024
"""Bytes that must be free on the tmpfs for it to be used."""
TEMPLATE_LIMIT = 1024 * 1024 * 1024
"""Bytes of kept data folders that are kept; the least recently used go first."""


def scratch_root() -> str:
    """A folder for the servers' folders, made when it is missing; others can't write to it."""
    for parent in scratch.parents():
        if not os.access(parent, os.W_OK) or shutil.disk_usage(parent).free < ROOM:
            continue
        root = os.path.join(parent, scratch.name())
        with contextlib.suppress(FileExistsError):
            os.mkdir(root, 0o711)
        if scratch.only_ours(root):
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
        root = scratch_root()
        sweep(root)
        while True:
            self.path = os.path.join(root, "s" + secrets.token_hex(4))
            # A sweep that sees it before we hold it takes it away: then it is another name's turn.
            self._lock = FileLock(self.path + ".lock")
            if self._lock.take() and os.path.exists(self.path + ".lock"):
                break
            self._lock.close()
        os.mkdir(self.path, 0o700)

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
        if free:
            remove(path.removesuffix(".lock"))
        lock.close()
        if free:
            with contextlib.suppress(OSError):  # Windows keeps a file that is open
                os.unlink(path)


def remove(folder: str) -> None:
    """Stop the server of a folder that is nobody's any more, and remove both. Never raises."""
    for name in ("data/postmaster.pid", "server.pid"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(os.path.join(folder, name)) as file:
                pid = int(file.readline())
            if folder in command_of(pid):
                stop(pid, QUIT if "postmaster" in name else KILL, 2)
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.unlink(folder + ".lock")


def copy_folder(source: str, target: str) -> None:
    """Copy a data folder with its owners and times, by a reflink where the file system can.

    Raises `OSError` when it can't be copied (a full disk).
    """
    if not _has("cp"):
        _copy_without_cp(source, target)
        return
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
        _pack(source, part)
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
        _unpack(path, target)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _has(program: str) -> bool:
    """True where the POSIX program is. On Windows git brings some, which take `C:` for a host."""
    return sys.platform != "win32" and shutil.which(program) is not None


def _copy_without_cp(source: str, target: str) -> None:
    try:
        shutil.copytree(source, target, symlinks=True)
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise OSError(f"can't copy a data folder: {error}") from error


def _pack(folder: str, archive: str) -> None:
    if _has("tar"):
        _tar("-cf", archive, "-C", folder, ".")
        return
    import tarfile

    with tarfile.open(archive, "w") as file:
        file.add(folder, ".")


def _unpack(archive: str, folder: str) -> None:
    if _has("tar"):
        _tar("-xpf", archive, "-C", folder)
        return
    import tarfile

    try:
        with tarfile.open(archive) as file:
            # It is our own, of the cache; Python before 3.11.4 knows no filters.
            trusted = getattr(tarfile, "fully_trusted_filter", None)
            file.extractall(folder, **({"filter": trusted} if trusted else {}))
    except tarfile.TarError as error:
        raise OSError(f"can't copy a data folder: {error}") from error


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
