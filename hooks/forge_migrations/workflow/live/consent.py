"""Asking before something is written to a database."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

URL = "--database-url"


def agreed(question: str, options: argparse.Namespace) -> bool:
    """True for a yes. Raises `UsageError` with the command that needs no answer where nobody can be
    asked; no answer at all is a no."""
    if not sys.stdin.isatty():
        raise UsageError(f"there is no terminal to ask: {question}", without_asking(options.typed))
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


def without_asking(typed: Sequence[str]) -> Remedy:
    """What was typed, and --yes. A URL with a password in it is never printed."""
    words, secret = _shown(typed)
    first = "put the URL into DATABASE_URL, then run" if secret else "agree beforehand"
    return Remedy(first, ours(*words, "--yes"), decide=secret)


def again(typed: Sequence[str]) -> Remedy:
    """The command that was typed, as it can be typed again."""
    words, secret = _shown(typed)
    first = "go on, with DATABASE_URL set" if secret else "go on"
    return Remedy(first, ours(*words, "--yes"), decide=secret)


def _shown(typed: Sequence[str]) -> tuple[list[str], bool]:
    """The words without --yes and without a URL that nobody may be shown, and whether there is one."""
    words: list[str] = []
    secret = False
    for at, word in enumerate(typed):
        value = word.partition("=")[2] if word.startswith(f"{URL}=") else ""
        value = word if at and typed[at - 1] == URL else value
        if value and has_password(value):
            secret = True
            words = words[:-1] if words[-1:] == [URL] else words
        elif word != "--yes":
            words.append(word)
    return words, secret


def has_password(url: str) -> bool:
    """True for a URL that nobody may be shown."""
    try:
        return urlsplit(url).password is not None
    except ValueError:
        return True
