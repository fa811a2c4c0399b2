"""The glance that every commit pays for: what git lists, importing nothing.

`subprocess` and `typing` alone cost as much as git's own answer, so the process is started by the
system's call, and what fails or isn't plain is left to `look.py`, which asks again and explains.
"""

from __future__ import annotations

import os
import sys

CONFIG = ("-c", "core.quotepath=false", "-c", "core.fsmonitor=false", "--no-optional-locks")
"""What a person's configuration may not change. Attributes, filters and external diffs are not
asked for by any command used here: https://git-scm.com/docs/git-cat-file, git-diff `--raw`."""

DIFF = (
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--ignore-submodules=dirty",
)


FOLDERS = ("rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")
"""Where the repository is: its git folder, the one that work trees share, and the work tree."""
INDEX = ("ls-files", "--stage", "-z")
TIPS = (
    "for-each-ref",
    "--format=%(refname) %(objectname) %(HEAD) %(symref)",
    "refs/remotes/origin",
    "refs/heads",
)
"""The branches, of which one is the default one."""

_ahead: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
"""(folder, command) -> the process that was started before it was asked for, and its pipe."""


def staged_listing() -> bytes | None:
    """`git diff --cached --raw -z` of this folder's repository; `None` when that can't be had so."""
    return asked("diff", "--cached", *DIFF)


def asked(*command: str, folder: str | None = None) -> bytes | None:
    """What a git command that only reads prints; `None` when it fails or can't be had so."""
    started = _ahead.pop((folder or "", command), None) or _started(command, folder)
    if started is None:
        return None
    process, reading = started
    parts = []
    try:
        while part := os.read(reading, 65536):
            parts.append(part)
    finally:
        os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return b"".join(parts) if code == 0 else None


def ask_ahead() -> None:
    """Have git answer, while modules are imported, what a commit that concerns a migration asks first.

    Each answer is taken once, by `asked`; so it is what git would have said a moment later.
    """
    if not os.path.exists(".git"):
        return  # git is asked at the root, and where that is isn't known yet
    here = os.getcwd()
    for command in (FOLDERS, INDEX, TIPS):
        started = _started(command, here)
        if started is not None:
            _ahead[here, command] = started


def forget_ahead() -> None:
    """End what was started and not asked for."""
    while _ahead:
        _, (process, reading) = _ahead.popitem()
        os.close(reading)
        os.waitpid(process, 0)


def _started(command: tuple[str, ...], folder: str | None) -> tuple[int, int] | None:
    """The process of a git command and the pipe that it writes to."""
    reading, writing = os.pipe()
    try:
        process = spawned(command, folder, writing)
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
    return process, reading


def spawned(
    command: tuple[str, ...], folder: str | None, stdout: int, stdin: int | None = None
) -> int:
    """The number of a git process that writes to a file number, and reads from one or nothing.

    Raises `OSError`. https://docs.python.org/3/library/os.html#os.posix_spawn (not on Windows), which knows
    no working directory: https://git-scm.com/docs/git#Documentation/git.txt--Cltpathgt
    """
    if sys.platform == "win32":
        raise OSError("Windows has no posix_spawn")
    nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    return os.posix_spawnp(
        "git",
        ["git", *(("-C", folder) if folder else ()), *CONFIG, *command],
        os.environ,
        file_actions=[
            nothing if stdin is None else (os.POSIX_SPAWN_DUP2, stdin, 0),
            (os.POSIX_SPAWN_DUP2, stdout, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )


def paths_of(listing: bytes) -> list[str]:
    """The paths of a `--raw -z` listing: https://git-scm.com/docs/git-diff#_raw_output_format"""
    return [os.fsdecode(path) for path in listing.split(b"\0")[1::2]]


def merges() -> bool:
    """True while a merge is being committed, as far as a look can tell: what it takes from the other
    side is then not all that is staged against HEAD. See `Repository.merge_heads`.
    """
    if any(name.startswith("GITHEAD_") for name in os.environ):
        return True
    return os.path.exists(os.path.join(os.environ.get("GIT_DIR", ".git"), "MERGE_HEAD"))
