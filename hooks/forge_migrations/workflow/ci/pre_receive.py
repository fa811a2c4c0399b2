"""Judge a push on the server: git's pre-receive hook, which refuses all of it or nothing.

Reads `old new ref` lines, looks only at git objects, runs nothing of what is pushed and writes
nothing. In a bare repository, make hooks/pre-receive an executable file of two lines:

    #!/bin/sh
    exec forge-migrations pre-receive

The server's own policy is forge-migrations.toml in the repository's git folder; no configuration
in the repository switches off a rule that it sets.
"""

from __future__ import annotations

import io
import sys

from forge_migrations.change.pushed import LINES
from forge_migrations.change.pushed import parsed
from forge_migrations.workflow.ci.supervised import supervised

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.change.pushed import Update
    from forge_migrations.checks.judge import Verdict
    from forge_migrations.workflow.ci.push import Judgement

SECONDS, MEGABYTES = 30.0, 1024


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
    from forge_migrations.workflow.ci.push import judge_push

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
