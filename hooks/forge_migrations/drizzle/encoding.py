"""Texts that aren't the UTF-8 that drizzle-kit and every migrator take them for.

Node's `toString()` makes U+FFFD of bytes that are no UTF-8 and leaves a byte order mark and NULs as they
are (https://nodejs.org/api/buffer.html#buftostringencoding-start-end).
"""

from __future__ import annotations

import codecs

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.remedy import Command


class Misread(NamedTuple):
    """How a text is written that isn't UTF-8, or begins with a byte order mark."""

    name: str
    """`UTF-16`, `not UTF-8`, `UTF-8 with a byte order mark`."""
    line: int
    """1-based, of the first byte that is read wrongly."""
    codec: str = ""
    """Python's name for what it was probably written in; empty where that can't be told."""

    @property
    def wide(self) -> bool:
        """Every character has more than one byte, so that nothing in it is read right."""
        return self.codec[:6] in ("utf-16", "utf-32") or self.name == NUL


NUL = "text with NULs in it"
MARKED = "UTF-8 with a byte order mark"
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)
_LOOK = 4096
"""Bytes by which a text without a mark is known."""


def misread(data: bytes) -> Misread | None:
    """What the bytes are instead of plain UTF-8; `None` for those that are read as written."""
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return Misread(name, 1, codec)
    if b"\0" in data:
        return _without_mark(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        several = any(byte >= 0x80 for byte in data[: error.start]) or _has_sequences(data)
        codec = "" if several else "cp1252"
        return Misread("not UTF-8", data.count(b"\n", 0, error.start) + 1, codec)
    if data.startswith(codecs.BOM_UTF8):
        return Misread(MARKED, 1, "utf-8-sig")
    return None


def _without_mark(data: bytes) -> Misread:
    """UTF-16 of a Western language has a NUL in every other place."""
    head = data[:_LOOK]
    even, odd = head[::2].count(0), head[1::2].count(0)
    few = len(head) // 8
    for most, least, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if most > few and most > 4 * least:
            return Misread("UTF-16 without a byte order mark", 1, codec)
    return Misread(NUL, data.count(b"\n", 0, data.index(b"\0")) + 1)


def _has_sequences(data: bytes) -> bool:
    """True when some characters are right UTF-8, so that no one codec reads it all."""
    return any(char >= "\x80" for char in data.decode("utf-8", "ignore"))


def saved_as_utf_8(path: str, found: Misread) -> Remedy:
    """The command that writes the file anew as UTF-8, and stages it; words where it can't be told in
    what it was written."""
    reading = _READING.get(found.codec)
    if reading is None:
        return Remedy(f"save {path} as UTF-8, then", git_add(path), decide=True)
    return Remedy("save it as UTF-8", _rewrite(path, reading), git_add(path))


_READING = {
    "utf-16-le": 'b.toString("utf16le")',
    "utf-16-be": 'b.swap16().toString("utf16le")',
    "cp1252": 'new TextDecoder("windows-1252").decode(b)',
    "utf-8-sig": "b.toString()",
}


def _rewrite(path: str, reading: str) -> Command:
    code = 'const f=require("fs"),p=process.argv[1],b=f.readFileSync(p);'
    code += f'f.writeFileSync(p,{reading}.replace(/^\\ufeff/,""))'
    return command("node", "-e", code, path)
