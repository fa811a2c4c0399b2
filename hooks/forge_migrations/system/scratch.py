"""Where scratch servers' folders may be: memory where the system has a folder for it, else its TEMP."""

from __future__ import annotations

import os
import sys
import tempfile

SHARED_MEMORY = "/dev/shm"
"""Linux alone has it: https://www.man7.org/linux/man-pages/man7/shm_overview.7.html"""


def parents() -> tuple[str, ...]:
    """The folders in which to make ours, the fastest first."""
    return (SHARED_MEMORY, tempfile.gettempdir())


def name() -> str:
    """Our folder's name in one of them; on Windows TEMP is a person's own."""
    if sys.platform == "win32":
        return "forge"
    return f"forge-{os.geteuid()}"


def only_ours(folder: str) -> bool:
    """True when nobody else can write to it."""
    if os.path.islink(folder):
        return False
    if sys.platform == "win32":
        return True
    state = os.lstat(folder)
    return state.st_uid == os.geteuid() and not state.st_mode & 0o022
