"""The forms in which a situation is kept, and how its output is taken."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from forge_migrations.cli import main
from repositories import Repo

HERE = Path(__file__).parent


class Situation(NamedTuple):
    """How a repository came to be as it is, and what is typed in it."""

    name: str
    title: str
    """A sentence: what the person did."""
    made: Callable[[Repo], None]
    words: tuple[str, ...] = ()
    """What `forge-migrations` is called with; nothing where a commit calls it."""
    folder: str = ""
    """Where in the repository it is typed."""


class Form(NamedTuple):
    """One face: the words that ask for it, the width it is shown at, and the ending of its files."""

    words: tuple[str, ...] = ()
    columns: int = 80
    ending: str = "txt"
    takes: Callable[[Situation], bool] = lambda situation: True
    """Which situations it is kept of."""


TO_SEND = frozenset(
    ("acknowledged", "dropped-column", "fails-on-rows", "first-schema", "forgotten-column", "locks-only",
     "no-kit", "other-type", "review", "review-of-a-storm", "storm", "two-projects")
)  # fmt: skip
"""Situations that are kept as the pull request's comment or summary too."""
TO_SCAN = frozenset(("acknowledged", "dropped-column", "no-kit", "other-type"))
FORMS = {
    "terminal-80": Form(),
    "terminal-120": Form(columns=120),
    "markdown": Form(("--format", "markdown"), ending="md", takes=lambda one: one.name in TO_SEND),
    "sarif": Form(("--format", "sarif"), ending="sarif", takes=lambda one: one.name in TO_SCAN),
}
"""Folder below this one -> the form that it holds."""


def shown(situation: Situation, form: Form, root: Path) -> str:
    """What a person sees: the command, its output and how it ended, without what changes by itself."""
    hook = not situation.words
    index = str(root / ".git" / "index") if hook else ""
    words, alone = [*situation.words, *form.words], form.ending != "txt"
    text, code = typed(words, form.columns, root / situation.folder, index, alone)
    text = settled(text, root)
    if form.ending != "txt":
        return text
    command = "$ git commit" if hook else " ".join(["$ forge-migrations", *situation.words])
    return f"# {situation.title}\n{command}\n{text}# exit {code}\n"


def typed(
    words: list[str], columns: int, folder: Path, index: str = "", alone: bool = False
) -> tuple[str, int]:
    """What the program prints in a folder, on both streams unless stdout `alone` is asked for, and its
    exit code. `index`: git's, which a commit tells its hooks."""
    out = io.StringIO()
    errors = io.StringIO() if alone else out
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors)
    with _standing_in(folder, columns, index), streams[0], streams[1]:
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
    return out.getvalue(), code


@contextlib.contextmanager
def _standing_in(folder: Path, columns: int, index: str) -> Iterator[None]:
    here, before = os.getcwd(), dict(os.environ)
    os.chdir(folder)
    os.environ["COLUMNS"] = str(columns)
    if index:
        os.environ["GIT_INDEX_FILE"] = index
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


VOLATILE = (
    (re.compile(r"/blob/v\d+\.\d+\.\d+/"), "/blob/VERSION/"),
    (re.compile(r'(?<=ersion": ")\d+\.\d+\.\d+(?=",\n *"(?:semantic|information))'), "VERSION"),
    (re.compile(r"\b20\d{12}_"), "20260101000000_"),
    (re.compile(r"\b1[78]\d{11}\b"), "1760000000000"),
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d\b"), "2026-01-01 00:00"),
    (re.compile(r"\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12}\b"), "0123456789ab"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "AN-ID"),
    (re.compile(r"\b(?:SQLite|PostgreSQL|MariaDB|MySQL) \d+\.\d+(?:\.\d+)?"), "ENGINE"),
    (re.compile(r"\b\d+(?:\.\d+)? m?s\b"), "TIME"),
    (re.compile(r"(?<=  )\d+\.\d$", re.MULTILINE), "0.0"),
    (re.compile(r"(?<=\| )\d+\.\d(?= \|$)", re.MULTILINE), "0.0"),
)
"""What changes from day to day or from machine to machine."""


def settled(text: str, root: Path) -> str:
    """The text with a fixed word for what changes by itself."""
    text = text.replace(str(root.resolve()), "/app").replace(str(root), "/app")
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text


def path_of(situation: Situation, form: str) -> Path:
    """The file that a situation is kept in."""
    return HERE / form / f"{situation.name}.{FORMS[form].ending}"
