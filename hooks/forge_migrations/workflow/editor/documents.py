"""What an editor has open: its texts, positions in its units, and the paths that its URIs mean.

Source: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
(`Position`, `PositionEncodingKind`, `DocumentUri`).
"""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_right
from functools import cached_property
from urllib.parse import quote
from urllib.parse import unquote
from urllib.parse import urlsplit

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Encoding = Literal["utf-8", "utf-16", "utf-32"]
    """The unit that a client counts the letters of a line in; UTF-16 unless both agree on another."""


END = re.compile(r"\r\n|\n|\r")
"""What ends a line for an editor, and nothing else does: no form feed and no U+2028."""
DRIVE = re.compile(r"/[A-Za-z]:(?=/|$)")


class Position(NamedTuple):
    """A place between two letters, both from 0, the second in the client's units."""

    line: int
    character: int


class Change(NamedTuple):
    """What an editor changed: the text between two positions, or all of it."""

    text: str
    start: Position | None = None
    end: Position | None = None


class Text:
    """A text with its lines."""

    def __init__(self, content: str) -> None:
        self.content = content

    @cached_property
    def starts(self) -> list[int]:
        """Where each of the editor's lines begins."""
        return [0, *(each.end() for each in END.finditer(self.content))]

    @cached_property
    def rows(self) -> list[int]:
        """Where each line of a finding begins, which only a line feed ends."""
        return [0, *(at + 1 for at, letter in enumerate(self.content) if letter == "\n")]

    def offset(self, position: Position, encoding: Encoding) -> int:
        """The index in the text; what lies behind a line's end is its end."""
        if position.line >= len(self.starts):
            return len(self.content)
        start = self.starts[position.line]
        found = END.search(self.content, start)
        row = self.content[start : found.start() if found else len(self.content)]
        return start + letters(row, position.character, encoding)

    def position(self, offset: int, encoding: Encoding) -> Position:
        """Where an index is, in the client's units."""
        line = bisect_right(self.starts, offset) - 1
        return Position(line, units(self.content[self.starts[line] : offset], encoding))

    def row(self, line: int) -> tuple[int, int]:
        """(start, end) of a finding's line, from 1, without what ends it; the last one's for a line
        behind the text."""
        at = min(max(line, 1), len(self.rows)) - 1
        start = self.rows[at]
        end = self.rows[at + 1] - 1 if at + 1 < len(self.rows) else len(self.content)
        return start, end - (end > start and self.content[end - 1] == "\r")

    def place(self, line: int, column: int) -> int:
        """The index of a finding's line and column, both from 1."""
        start, end = self.row(line)
        return min(start + max(column, 1) - 1, end)

    def span(self, line: int, column: int) -> tuple[int, int]:
        """(start, end) of what is marked for a finding: from its column, or from the first letter of
        its line, to the line's last letter."""
        start, end = self.row(line)
        row = self.content[start:end]
        last = start + len(row.rstrip())
        first = start + len(row) - len(row.lstrip()) if column <= 1 else self.place(line, column)
        return (first, last) if first < last else (start, end)

    @property
    def ending(self) -> str:
        """What ends its lines."""
        return "\r\n" if "\r\n" in self.content else "\n"

    def changed(self, changes: Iterable[Change], encoding: Encoding) -> Text:
        """The text after an editor's changes, each made to what the one before it left."""
        now = self
        for each in changes:
            if each.start is None or each.end is None:
                now = Text(each.text)
                continue
            start, end = now.offset(each.start, encoding), now.offset(each.end, encoding)
            now = Text(now.content[:start] + each.text + now.content[max(start, end) :])
        return now


def units(text: str, encoding: Encoding) -> int:
    """How long a text is for the client."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(letter > "\uffff" for letter in text)


def letters(row: str, wanted: int, encoding: Encoding) -> int:
    """How many letters of a line are `wanted` units; a position inside of one is before it."""
    if encoding == "utf-32" or row.isascii():
        return min(wanted, len(row))
    passed = 0
    for number, letter in enumerate(row):
        passed += units(letter, encoding)
        if passed > wanted:
            return number
    return len(row)


def path_of(uri: str) -> str | None:
    """The absolute path that a URI means; `None` for what is no file (`untitled:`, `git:`).

    Editors write `file:///c%3A/x` and `file:///C:/x` for the same.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if DRIVE.match(path):
        path = path[1:]
    elif parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    return os.path.normpath(path) if sys.platform == "win32" else path


def uri_of(path: str) -> str:
    """The URI of an absolute path."""
    posix = path.replace(os.sep, "/")
    if posix.startswith("//"):
        return "file:" + quote(posix, errors="surrogateescape")
    if not posix.startswith("/"):
        posix = "/" + posix
    return "file://" + quote(posix, errors="surrogateescape")
