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


def staged_listing() -> bytes | None:
    """`git diff --cached --raw -z` of this folder's repository; `None` when that can't be had so."""
    return asked("diff", "--cached", *DIFF)


def asked(*command: str, folder: str | None = None) -> bytes | None:
    """What a git command that only reads prints; `None` when it fails or can't be had so.

    https://docs.python.org/3/library/os.html#os.posix_spawn (not on Windows), which knows no working
    directory: https://git-scm.com/docs/git#Documentation/git.txt--Cltpathgt
    """
    if sys.platform == "win32":
        return None
    reading, writing = os.pipe()
    try:
        try:
            process = os.posix_spawnp(
                "git",
                ["git", *(("-C", folder) if folder else ()), *CONFIG, *command],
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, writing, 1),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
            )
        except OSError:
            return None
        finally:
            os.close(writing)
        parts = []
        while part := os.read(reading, 65536):
            parts.append(part)
    finally:
        os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return b"".join(parts) if code == 0 else None


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
