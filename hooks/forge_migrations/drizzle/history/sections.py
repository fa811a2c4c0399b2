"""Snapshots of one history parsed with what they share: a table that stands in two of them, byte by
byte, is parsed once and is one object in both.

drizzle-kit writes `JSON.stringify(snapshot, null, 2)`: what stands at the second level (a table, an
enum) ends with a line of four blanks and a bracket, and a string has no line feed. What is written in
another way is parsed as a whole.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

END = b"\n    }"
START = b'\n    "'
_MARK = "\0"


class Sections:
    """Keeps the parts of the snapshot that was parsed last."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[bytes, Any]] = {}

    def parse(self, data: bytes) -> Any:
        """What `json.loads` gives; parts of it may be parts of the one before, so change none."""
        try:
            found = self._by_parts(data)
        except (ValueError, RecursionError):
            found = None
        return json.loads(data) if found is None else found

    def _by_parts(self, data: bytes) -> Any:
        """`None` where the text isn't written as drizzle-kit does."""
        if b"\\u0000" in data:
            return None  # it may look like a mark
        *pieces, rest = data.split(END)
        known: dict[bytes, tuple[bytes, Any]] = {}
        heads: list[bytes] = []
        values: list[Any] = []
        for piece in pieces:
            part = self._known.get(piece) or _parted(piece)
            if part is None:
                return None
            known[piece] = part
            heads.append(b'%s{"\\u0000": %d}' % (part[0], len(values)))
            values.append(part[1])
        whole = json.loads(b"".join(heads) + rest)
        if not isinstance(whole, dict):
            return None
        filled = 0
        for kind in whole.values():
            for name, value in kind.items() if isinstance(kind, dict) else ():
                if isinstance(value, dict) and _MARK in value:
                    kind[name] = values[value[_MARK]]
                    filled += 1
        self._known = known
        return whole if filled == len(values) else None


def _parted(piece: bytes) -> tuple[bytes, Any] | None:
    """What stands before a part, its name among it, and the part."""
    line = piece.rfind(START)
    opened = piece.find(b"{\n", line)
    name = piece[line:opened]
    if line < 0 or opened < 0 or b"\n" in name[1:]:
        return None
    return piece[:opened], json.loads(piece[opened:] + END)
