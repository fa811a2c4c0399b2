"""Running a command for a program: its answer is the one object on stdout, errors too.

What it prints for people goes into the answer's `text`; a process that it starts can't write between.
Nobody is asked anything.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from itertools import pairwise

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Command
from forge_migrations.remedy import Remedy
from forge_migrations.report.answer import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import NoReturn

LISTS = ("audit", "projects")
"""Commands whose JSON is their list itself: a matrix, or rows."""

PLAIN = (
    "apply", "baseline", "contract", "doctor", "generate", "init", "migrate", "rebase", "repair",
    "restore", "rollback", "setup", "soften",
)  # fmt: skip
"""Commands that know no other format than text and JSON."""


def format_argument(name: str, parser: argparse.ArgumentParser) -> None:
    """`--format`, for a command that doesn't say itself which formats it knows."""
    if name in PLAIN:
        parser.add_argument("--format", choices=("text", "json"), default="text")


def parser_class(words: Sequence[str]) -> type[argparse.ArgumentParser]:
    """A parser that ends where argparse does, but for a program, which is told in JSON."""
    return _Told if asks_for_json(words) else argparse.ArgumentParser


class _Told(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        read = Command((*self.prog.split(), "--help"))
        raise UsageError(message, Remedy("read what it takes", read, decide=True))


def answers(name: str, options: argparse.Namespace) -> bool:
    """True when a command's JSON is an answer."""
    return name not in LISTS and getattr(options, "format", "") == "json"


def asks_for_json(words: Sequence[str]) -> bool:
    """True when a command line, sound or not, asks for JSON."""
    return "--format=json" in words or ("--format", "json") in pairwise(words)


def answering(
    name: str, run: Callable[[argparse.Namespace], int], options: argparse.Namespace
) -> int:
    """Run a command and print its answer; its exit code, an error's too."""
    answer = options.answer = Answer(name)
    with _aside() as said:
        try:
            code = run(options)
        except (Exception, KeyboardInterrupt) as error:
            code = answer.failed(error)
            if options.debug:
                import traceback

                traceback.print_exception(error)
    sys.stdout.write(answer.render(code, said.getvalue()))
    sys.stdout.flush()
    return code


@contextlib.contextmanager
def _aside() -> Iterator[io.StringIO]:
    """Python's stdout kept, the processes' sent to stderr, and no terminal to ask at."""
    said, stdin, kept = io.StringIO(), sys.stdin, -1
    sys.stdout.flush()
    if sys.stdout is sys.__stdout__:
        kept = os.dup(1)
        os.dup2(2, 1)
    try:
        sys.stdin = io.StringIO()
        with contextlib.redirect_stdout(said):
            yield said
    finally:
        sys.stdin = stdin
        if kept >= 0:
            os.dup2(kept, 1)
            os.close(kept)
