"""An exclusive lock on a file, which ends with the process that holds it.

flock on Linux and macOS, a locked byte on Windows. (filelock does the same; its import takes longer
than an idle commit.)
"""

from __future__ import annotations

import os
import sys


class FileLock:
    """A file that one process at a time may hold; made when it is missing, never removed here."""

    def __init__(self, path: str) -> None:
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    def take(self) -> bool:
        """Take it without waiting; false when another process has it."""
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        os.close(self._handle)
