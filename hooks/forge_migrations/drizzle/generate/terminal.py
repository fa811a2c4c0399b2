"""Answering drizzle-kit's questions about renames through a pseudo-terminal (0.31).

drizzle-kit 0.31 asks on a terminal and nowhere else. Its questions are read as a person would
read them, and a key is pressed only after the line that it acts on has been read: source of the
texts are `ResolveColumnSelect` and its like in drizzle-kit/src/cli/views.ts.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import struct
import subprocess
import sys
import time

from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system.processes import APART
from forge_migrations.system.processes import end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[78])")
DOWN, ENTER = b"\x1b[B", b"\r"
QUIET = 0.15
"""Seconds without output after which a frame counts as drawn."""

_QUESTION = re.compile(
    r"Is (?P<name>.+?) (?P<kind>\w+)(?: in (?P<table>.+?) table)? created or renamed"
    r" from another (?P<again>[\w ]+)\?"
)
_CHOICE = re.compile(r"^(?P<mark>❯| ) (?P<sign>[+~]) (?P<title>.+?) +(?:create|rename) [\w ]+$")


class Question(NamedTuple):
    """One thing that was added, and what it may have been called before."""

    kind: str
    """`column`, `table`, `enum`, …"""
    name: str
    table: str
    """The table of a column; empty for anything else."""
    olds: tuple[str, ...]
    """The names that went, in the order of the choices after the first, which is `create`."""
    selected: int = 0


class Conversation(NamedTuple):
    """What the process said, and the question that had no answer (the process was ended at it)."""

    output: str
    status: int
    unanswered: Question | None = None


def converse(
    command: Sequence[str],
    cwd: str,
    env: Mapping[str, str],
    answer: Callable[[Question], int | None],
    timeout: float = 300.0,
) -> Conversation:
    """Run a command on a pseudo-terminal; `answer` gives the choice (0: create) or `None`.

    Raises `Undecided` on a system without pseudo-terminals and when nothing ends in time.
    """
    if sys.platform == "win32":
        raise Undecided(
            "this system has no pseudo-terminal to answer drizzle-kit through",
            "run it in a terminal: forge-migrations generate",
        )
    import pty

    ours, theirs = pty.openpty()
    _widen(theirs)
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        **APART,
    )
    os.close(theirs)
    screen = _Screen(ours)
    try:
        unanswered = _talk(screen, process, answer, time.monotonic() + timeout)
    finally:
        if process.poll() is None:
            end(process)
        status = process.wait()
        os.close(ours)
    return Conversation(plain(screen.text), status, unanswered)


def _talk(
    screen: _Screen,
    process: subprocess.Popen[bytes],
    answer: Callable[[Question], int | None],
    deadline: float,
) -> Question | None:
    while screen.read(deadline):
        question = read_question(screen.text[screen.seen :])
        if question is None:
            continue
        choice = answer(question)
        if choice is None:
            return question
        screen.press(ENTER if choice == question.selected else DOWN)
    process.wait(timeout=10)
    return None


class _Screen:
    def __init__(self, terminal: int) -> None:
        self.text = ""
        self.seen = 0
        """Everything before this was there when the last key was pressed."""
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, deadline: float) -> bool:
        """Read until nothing comes for a moment; false at the end of the output."""
        while True:
            if time.monotonic() > deadline:
                raise Undecided("drizzle-kit did not end in time", "run it in a terminal")
            ready, _, _ = select.select([self._terminal], [], [], QUIET)
            if not ready:
                return True
            try:
                data = os.read(self._terminal, 65536)
            except OSError:  # Linux answers EIO when the other side is closed
                return False
            if not data:
                return False
            self.text += self._decoder.decode(data)

    def press(self, key: bytes) -> None:
        self.seen = len(self.text)
        os.write(self._terminal, key)


def plain(text: str) -> str:
    """A terminal's text without its escape sequences."""
    return ESCAPES.sub("", text).replace("\r", "")


def read_question(text: str) -> Question | None:
    """The last question of a terminal's text, with its choices; `None` when it asks nothing."""
    lines = plain(text).splitlines()
    for at in range(len(lines) - 1, -1, -1):
        found = _QUESTION.search(lines[at])
        if found:
            break
    else:
        return None
    choices = [match for line in lines[at + 1 :] if (match := _CHOICE.match(line.rstrip()))]
    selected = [number for number, match in enumerate(choices) if match["mark"] == "❯"]
    if len(selected) != 1 or choices[0]["sign"] != "+":
        return None
    olds = tuple(match["title"].split(" › ")[0].strip() for match in choices[1:])
    return Question(found["kind"], found["name"], found["table"] or "", olds, selected[0])


def _widen(terminal: int) -> None:
    """So wide that no line of a question is broken."""
    if sys.platform == "win32":
        return
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 500, 1000, 0, 0))
