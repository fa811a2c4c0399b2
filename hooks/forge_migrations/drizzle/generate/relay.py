"""A person at drizzle-kit's own questions: what is typed goes through, what is shown is seen too.

drizzle-kit 0.31 ends in 0 on many failures and in 1 where Ctrl-C leaves a question, and while it asks
it reads keys raw, so that no signal tells of them. Between it and the terminal both are known.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import contextmanager

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

CTRL_C = b"\x03"


class Relayed(NamedTuple):
    """How a program ended that a person talked to."""

    output: str
    """All that it showed, escape sequences included."""
    interrupted: bool
    """True when Ctrl-C was pressed, whatever the program made of it."""


def relayed(command: Sequence[str], cwd: str, env: Mapping[str, str]) -> Relayed:
    """Run a program on a terminal of its own that is joined with this one."""
    if sys.platform == "win32":
        raise NotImplementedError
    import pty

    child, terminal = pty.fork()
    if child == 0:
        try:
            os.chdir(cwd)
            os.execvpe(command[0], [*command], dict(env))
        finally:
            os._exit(127)
    try:
        with _raw(), _as_wide(terminal):
            output, interrupted = _copied(terminal)
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGINT
    return Relayed(output.decode("utf-8", "replace"), interrupted or stopped)


def _copied(terminal: int) -> tuple[bytes, bool]:
    """Both ways until the program closes its side."""
    seen, interrupted, here = bytearray(), False, [sys.stdin.fileno()]
    while True:
        ready, _, _ = select.select([terminal, *here], [], [])
        if terminal in ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # Linux answers EIO when the other side is closed
                data = b""
            if not data:
                return bytes(seen), interrupted
            seen += data
            os.write(sys.stdout.fileno(), data)
        if here and here[0] in ready:
            keys = os.read(here[0], 1024)
            if not keys:
                here = []
            interrupted = interrupted or CTRL_C in keys
            os.write(terminal, keys)


@contextmanager
def _raw() -> Iterator[None]:
    """Keys come one by one and mean nothing to this terminal; as it was afterwards."""
    if sys.platform == "win32":
        raise NotImplementedError
    import termios
    import tty

    sys.stdout.flush()
    place = sys.stdin.fileno()
    before = termios.tcgetattr(place)
    tty.setraw(place)
    try:
        yield
    finally:
        termios.tcsetattr(place, termios.TCSADRAIN, before)


@contextmanager
def _as_wide(terminal: int) -> Iterator[None]:
    """The program's terminal is as large as this one, also after it was resized."""
    if sys.platform == "win32":
        raise NotImplementedError
    import fcntl
    import termios

    def copy(*_given: object) -> None:
        size = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)

    copy()
    before = signal.signal(signal.SIGWINCH, copy)
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)
