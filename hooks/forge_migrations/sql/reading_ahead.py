"""A long history's SQL, read on two cores: this process reads a part, a second one the others.

The second is a fork that touches nothing but its memory and one pipe. Without one (Windows, a single
core, other threads, or when it dies) everything is read here: the readings are the same.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from collections.abc import Sequence
from typing import IO

from forge_migrations.sql.read import Reading
from forge_migrations.sql.read import read_script
from forge_migrations.sql.tokens import Dialect

LONG = 120
"""Migrations from which a second process is worth its start and what its answers cost to send."""
CHUNK = 20
"""Migrations that are sent at once."""
OWN = 4
"""Every fourth chunk, from the first, is read here: the rules take this process's other time."""


def readings(texts: Sequence[str], dialect: Dialect) -> Iterator[Reading]:
    """The reading of each migration, in order."""
    if sys.platform == "win32" or len(texts) < LONG or not _can_fork():
        yield from (read_script(text, dialect) for text in texts)
        return
    chunks = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _read_others(chunks, dialect, sending)
    os.close(sending)
    try:
        with open(receiving, "rb") as answers:
            for number, chunk in enumerate(chunks):
                found = _received(answers) if number % OWN else None
                yield from found or (read_script(text, dialect) for text in chunk)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _can_fork() -> bool:
    """A fork holds only the thread that made it: with others, their locks would stay locked."""
    if (os.cpu_count() or 1) < 2:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _read_others(chunks: Sequence[Sequence[str]], dialect: Dialect, sending: int) -> None:
    """The second process: it sends what it read and ends, whatever happens, without cleaning up
    what belongs to the first."""
    try:
        import pickle

        with open(sending, "wb") as answers:
            for number, chunk in enumerate(chunks):
                if number % OWN:
                    pickle.dump([read_script(text, dialect) for text in chunk], answers, 5)
                    answers.flush()
    finally:
        os._exit(0)


def _received(answers: IO[bytes]) -> list[Reading] | None:
    """The next chunk's readings; `None` when the second process has died."""
    import pickle

    try:
        found: list[Reading] = pickle.load(answers)
    except (EOFError, pickle.UnpicklingError):
        return None
    return found
