"""What git said when it failed, as an error that carries git's own words and the command they name."""

from __future__ import annotations

import re

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Command
from forge_migrations.remedy import Remedy

OLDEST = "2.28"
"""The first git that knows every option used here (`git diff --no-relative`):
https://github.com/git/git/blob/master/Documentation/RelNotes/2.28.0.txt"""
_OWNERSHIP = r"(?m)^\s*(git config --global --add safe\.directory \S.*)$"
"""How git ends its refusal of a folder that belongs to somebody else, the path quoted for a shell:
https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory"""
_UNKNOWN = r"(?m)(?:invalid|unknown) (?:option|switch)[: ]+[`'\"]?(-*[\w-]+)|^usage: "


def words(stderr: bytes | str) -> str:
    """The line in which git says what is wrong, without its `fatal: `."""
    text = stderr.decode("utf-8", "replace") if isinstance(stderr, bytes) else stderr
    lines = text.strip().splitlines() or ["failed and said nothing"]
    for start in ("fatal: ", "error: "):
        told = next((line for line in lines if line.startswith(start)), None)
        if told:
            return told.removeprefix(start)
    return lines[0]


def failure(command: str, stderr: bytes) -> UsageError | Undecided:
    """The error of a git command that failed."""
    text = stderr.decode("utf-8", "replace")
    if owner := re.search(_OWNERSHIP, text):
        import shlex

        remedy = Remedy("run", Command(tuple(shlex.split(owner[1]))))
        return Undecided(f"git {command}: {words(text)}", remedy)
    if "not a git repository" in text.lower():
        remedy = Remedy("run this inside one, or first", Command(("git", "init")), decide=True)
        return UsageError("not a git repository", remedy)
    if unknown := re.search(_UNKNOWN, text):
        what = f"does not know {unknown[1]}" if unknown[1] else "does not know its options"
        version = Command(("git", "--version"))
        remedy = Remedy(f"install git {OLDEST} or newer, then see which one runs", version)
        return Undecided(f"git {command}: this git {what}", remedy)
    return Undecided(f"git {command}: {words(text)}", _remedy(text))


def _remedy(text: str) -> Remedy:
    """The command that mends or shows the damage, or that takes a lock away."""
    lock = re.search(r"Unable to create '(.+\.lock)': File exists", text)
    if lock:
        return Remedy("let the other git end; if none runs", Command(("rm", lock[1])), decide=True)
    if re.search(r"\bindex file|bad index|bad signature", text):
        return Remedy('stage anew: rm -f "$(git rev-parse --git-path index)" && git reset')
    if re.search(r"\b(corrupt|bad object|loose object|unable to read|bad tree|inflate)", text):
        return Remedy("see what is broken", Command(("git", "fsck")), decide=True)
    return Remedy("mend that line of that file" if "bad config" in text else "")
