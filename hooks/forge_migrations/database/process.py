"""A server process that can't outlive us: its guard sees our end through a pipe, however we end."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import subprocess
import sys

from forge_migrations.findings import Undecided
from forge_migrations.system import guard
from forge_migrations.system.processes import APART

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.folders import ScratchFolder


class Process:
    """A running server in a folder of its own. `stop` is idempotent and also runs at exit."""

    def __init__(self, folder: ScratchFolder, end: signal.Signals) -> None:
        self.folder = folder
        self._end = end
        self._server: subprocess.Popen[bytes] | None = None
        # A session of its own: Ctrl-C on the terminal must reach us, and us only.
        self._guard = subprocess.Popen(
            guard.command(folder.path, end),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **APART,
        )
        atexit.register(self.stop)

    def start(
        self,
        command: Sequence[str],
        user: int | None,
        environment: Mapping[str, str],
        listens: bool = False,
    ) -> None:
        """Start the server, as `user` when we are root; its output goes to `server.log`.

        One that `listens` reads from its standard input what `tell` says, sooner or later.
        """
        with open(os.path.join(self.folder.path, "server.log"), "ab") as log:
            self._server = subprocess.Popen(
                command,
                cwd=self.folder.path,
                env=dict(environment),
                stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                group=user,
                extra_groups=[] if user is not None else None,
                **APART,
            )
        self._tell_guard(str(self._server.pid))

    def tell(self, text: str) -> None:
        """Say all that a server is told on its standard input."""
        assert self._server is not None
        assert self._server.stdin is not None
        with contextlib.suppress(OSError), self._server.stdin as file:
            file.write(text.encode())

    def note_pid(self) -> None:
        """Write `server.pid` for a later sweep, where the server writes none itself."""
        assert self._server is not None
        with open(os.path.join(self.folder.path, "server.pid"), "w", encoding="ascii") as file:
            file.write(f"{self._server.pid}\n")

    @property
    def running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for `ready`; `Undecided` with the end of the server's log when it dies or dawdles."""
        import time

        deadline = time.monotonic() + seconds
        pause = 0.002
        while not ready():
            if not self.running or time.monotonic() > deadline:
                raise Undecided(f"the scratch {what} didn't start: {self.last_words()}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)

    def last_words(self) -> str:
        """The line of the server's log that says why, else its last one."""
        try:
            with open(os.path.join(self.folder.path, "server.log"), "rb") as file:
                lines = file.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        except OSError:
            return "it left no log"
        reasons = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|Error", line)]
        return (reasons or lines or ["it said nothing"])[-1].strip()

    def end_with(self, number: signal.Signals, seconds: float = 10) -> None:
        """Ask the server to end and wait for it; killed when it doesn't."""
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._server.send_signal(number)
        try:
            self._server.wait(seconds)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        if self._server.stdin is not None:
            self._server.stdin.close()
        self._server = None
        self._tell_guard("")

    def stop(self) -> None:
        """End the server and remove its folder."""
        atexit.unregister(self.stop)
        assert self._guard.stdin is not None
        if self._guard.stdin.closed:
            return
        self.end_with(self._end)
        with contextlib.suppress(OSError):
            self._guard.stdin.close()
        self._guard.wait()
        self.folder.release()
        with contextlib.suppress(
            OSError
        ):  # Windows keeps a file that is open, and the guard left it
            os.unlink(self.folder.path + ".lock")

    def _tell_guard(self, pid: str) -> None:
        assert self._guard.stdin is not None
        with contextlib.suppress(OSError):
            self._guard.stdin.write(pid.encode() + b"\n")
            self._guard.stdin.flush()


def unprivileged_user() -> int | None:
    """The id to run a server under when we are root (`nobody`), else None.

    PostgreSQL and MariaDB refuse to run as root.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return 65534


_WINDOWS = ("SYSTEMROOT", "TEMP", "TMP", "USERPROFILE")
"""Without the first no program there has random numbers or the network."""


def plain_environment() -> dict[str, str]:
    """What a scratch server needs to see of our environment: no secrets, no PG* settings."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", *_WINDOWS)
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"LC_ALL": "C", "TZ": "UTC"}
