"""Judge a push on the server: git's pre-receive hook, which refuses all of it or nothing.

Reads `old new ref` lines, looks only at git objects, runs nothing of what is pushed and writes
nothing. In a bare repository, make hooks/pre-receive an executable file of two lines:

    #!/bin/sh
    exec forge-migrations pre-receive

The server's own policy is forge-migrations.toml in the repository's git folder; no configuration
in the repository switches off a rule that it sets.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.findings import UsageError
from forge_migrations.workflow.supervised import supervised

if TYPE_CHECKING:
    from forge_migrations.checks.judge import Verdict
    from forge_migrations.workflow.push import Judgement

SECONDS, MEGABYTES = 30.0, 1024
LINES = 16 * 1024 * 1024
"""Bytes of ref lines: more than 100,000 refs in one push are refused."""


class Update(NamedTuple):
    """One ref of a push, as git tells its hooks: https://git-scm.com/docs/githooks#pre-receive"""

    old: str
    new: str
    ref: str

    @property
    def deletes(self) -> bool:
        return not self.new.strip("0")

    @property
    def creates(self) -> bool:
        return not self.old.strip("0")

    @property
    def branch(self) -> str:
        """The branch's name; empty for a tag, a note or anything else."""
        return self.ref.removeprefix("refs/heads/") if self.ref.startswith("refs/heads/") else ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What pre-receive and update share."""
    parser.add_argument("--policy", metavar="FILE", default="", help="the server's own policy file")
    parser.add_argument(
        "--time-limit", type=float, default=SECONDS, metavar="SECONDS", help="default: %(default)g"
    )
    parser.add_argument(
        "--memory-limit", type=int, default=MEGABYTES, metavar="MB", help="default: %(default)d"
    )


def run(options: argparse.Namespace) -> int:
    """The exit code for git: 0 lets the push in, everything else refuses it."""
    return judged(options, parsed(sys.stdin.buffer.read(LINES + 1)))


def parsed(lines: bytes) -> list[Update]:
    """The ref lines as data. Raises `UsageError` for anything else."""
    if len(lines) > LINES:
        raise UsageError("the push names more refs than can be judged", "push fewer refs at once")
    updates = []
    for line in os.fsdecode(lines).split("\n"):
        words = line.split(" ", 2)
        if len(words) == 3:
            updates.append(Update(*words))
        elif line:
            raise UsageError(
                f"{line!r} is no line 'old new ref'", "let git run this: it is a pre-receive hook"
            )
    return updates


def judged(options: argparse.Namespace, updates: list[Update]) -> int:
    """Judge the updates in a process of its own; the words go to the person who pushes."""
    _speak_utf8()
    return supervised(lambda: _judge(options, updates), options.time_limit, options.memory_limit)


def _speak_utf8() -> None:
    """A server's locale is often C, and a pushed path can be any bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _judge(options: argparse.Namespace, updates: list[Update]) -> int:
    from forge_migrations.workflow.push import judge_push

    judgements = judge_push(updates, options.policy)
    for judgement in judgements:
        _print(judgement)
    codes = {judgement.verdict.exit_code for judgement in judgements}
    return 1 if 1 in codes else max(codes, default=0)


def _print(judgement: Judgement) -> None:
    from forge_migrations.report import legible
    from forge_migrations.report.text import render

    verdict: Verdict = judgement.verdict
    # A healthy push says nothing: notes and the count of older findings explain a refusal.
    shown = [
        f for f in verdict.findings if verdict.exit_code or not (f.inherited or f.acknowledged)
    ]
    notes = verdict.notes if verdict.exit_code else ()
    text = render(map(legible.finding, shown), map(legible.note, notes))
    if not text:
        return
    if verdict.exit_code:
        names = ", ".join(legible.legible(update.ref) for update in judgement.updates[:5])
        more = len(judgement.updates) - 5
        print(f"forge-migrations refuses {names}" + (f" and {more} more" if more > 0 else ""))
    sys.stdout.write(text)
