"""A journal's text and its entries; a rewritten one keeps the file's own indentation and end.

Source of the format: `Journal` in drizzle-kit 0.31 `src/utils.ts`.
"""

from __future__ import annotations

import json
import re

from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_restore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]


ORIGIN = "00000000-0000-0000-0000-000000000000"
"""The `prevId` of a first snapshot."""

_START, _BASE, _MIDDLE, _END = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"


def parse(data: bytes, path: str) -> dict[str, Any]:
    """The journal as it is written. Raises `Undecided` when it is none."""
    try:
        found = json.loads(data)
        if isinstance(found["entries"], list) and all(each["tag"] for each in found["entries"]):
            return dict(found)
    except (ValueError, KeyError, TypeError):
        pass
    raise Undecided(f"{path} is no journal", Remedy("take back an older one", git_restore(path)))


def sides(data: bytes) -> tuple[bytes, bytes]:
    """Both sides of a text with conflict markers; twice the same where there are none.

    https://git-scm.com/docs/git-merge#_how_conflicts_are_presented (`merge` and `diff3` alike)
    """
    ours: list[bytes] = []
    theirs: list[bytes] = []
    into: tuple[list[bytes], ...] = (ours, theirs)
    for line in data.splitlines(keepends=True):
        if line.startswith(_START):
            into = (ours,)
        elif line.startswith(_BASE) and into == (ours,):
            into = ()
        elif line.rstrip() == _MIDDLE and into != (ours, theirs):
            into = (theirs,)
        elif line.startswith(_END) and into == (theirs,):
            into = (ours, theirs)
        else:
            for side in into:
                side.append(line)
    return b"".join(ours), b"".join(theirs)


def joined(ours: list[Entry], theirs: list[Entry]) -> list[Entry]:
    """The entries of both, each once: what both have first, then by date."""
    known = {each["tag"] for each in ours}
    both = {each["tag"] for each in theirs} & known
    rest = [each for each in [*ours, *theirs] if each["tag"] not in both]
    rest.sort(key=lambda each: int(each.get("when", 0)))
    return [each for each in ours if each["tag"] in both] + rest


def dumped(journal: dict[str, Any], like: bytes) -> bytes:
    """The journal's text in the format of `like`: drizzle-kit's own is two spaces, no last break."""
    return dumped_json(journal, like)


def dumped_json(value: Any, like: bytes = b"") -> bytes:
    """JSON as drizzle-kit writes it, or with the indentation and the end that `like` has."""
    found = re.search(rb"\n([ \t]+)", like)
    indent = found.group(1).decode() if found else "  "
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if like.endswith(b"\n"):
        text += "\n"
    return (text.replace("\n", "\r\n") if b"\r\n" in like else text).encode()
