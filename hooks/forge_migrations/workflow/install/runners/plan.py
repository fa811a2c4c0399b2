"""What an installation would write: values, so that a diff can be shown before anything is."""

from __future__ import annotations

import difflib
import os
import stat
import tempfile

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Source(NamedTuple):
    """Where forge-migrations is installed from."""

    url: str
    """What `git clone` takes."""
    rev: str
    """A tag or a commit id."""
    script: str = ""
    """The script for git's hooks that npm installed, from the repository's root; empty otherwise.
    With yarn's Plug'n'Play a pattern that the shell completes: the folder's name has the version."""
    install: str = "npm install"
    """What a teammate types to have the project's packages."""

    @property
    def package(self) -> str:
        """What `uv tool install` and `pipx install` take."""
        address = f"file://{self.url}" if self.url.startswith("/") else self.url
        return f"git+{address}@{self.rev}"


class Edit(NamedTuple):
    """One file before and after."""

    path: str
    """From the repository's root."""
    before: str | None
    """`None` when the file is new."""
    after: str
    executable: bool = False

    def diff(self) -> str:
        """The edit as `git apply` takes it."""
        old = (self.before or "").splitlines(keepends=True)
        new = self.after.splitlines(keepends=True)
        name = "/dev/null" if self.before is None else f"a/{self.path}"
        lines = difflib.unified_diff(old, new, name, f"b/{self.path}")
        return "".join(_whole_lines(lines))


class Plan(NamedTuple):
    """What is to be written for one runner, and what the person types after it."""

    runner: str
    edits: tuple[Edit, ...]
    """Empty when forge-migrations is there already."""
    then: tuple[str, ...] = ()
    by_hand: str = ""
    """What to add where, when the file is of a form that can't be edited without breaking it."""


def _whole_lines(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def read_text(root: str, path: str) -> str | None:
    """A file's text with its own line ends, or `None` when there is no such file."""
    try:
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def with_line_ends_of(text: str, model: str) -> str:
    """`text`, which ends its lines with `\\n`, as `model` ends its own."""
    return text.replace("\n", "\r\n") if "\r\n" in model else text


def write(root: str, edit: Edit) -> None:
    """Write one edit whole or not at all; the file keeps its mode, a link stays a link."""
    path = os.path.realpath(os.path.join(root, edit.path))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o644
    handle, part = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".forge-")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(edit.after)
        os.chmod(part, mode | 0o111 if edit.executable else mode)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
