"""The journal and the heads of snapshots: what links migrations, and nothing else of them."""

from __future__ import annotations

import json
import math
import re

from forge_migrations.drizzle.encoding import misread
from forge_migrations.drizzle.packages import learned
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any
    from typing import TypeGuard

    from forge_migrations.change.tree import Tree
    from forge_migrations.facts import Facts

JOURNAL_FACT = "journal-3"
HEAD_FACT = "snapshot-head-2"
SOUND_FACT = "json-2"
LARGE = 16_000_000
"""Bytes beyond which a snapshot is not parsed in full: its head alone is read."""

NOT_UTF_8 = "not UTF-8"
"""Why a file in another encoding, or with a byte order mark, can't be read: JSON.parse takes neither."""
NAMELESS = "has no tag or no when"
"""Why a journal whose entry nobody finished can't be read."""
ENTRY = 65_536
"""Characters within which an entry's tag is looked for, so that a tag that is written with escapes
doesn't cost a search of the whole file."""

MARKER = rb"(?m)^(?:<{7}|>{7}|\|{7})(?: |\r?$)|^={7}\r?$"
"""What a merge leaves behind: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented"""


class Entry(NamedTuple):
    """One entry of a journal."""

    idx: int
    tag: str
    when: int
    breakpoints: bool
    line: int


class Journal(NamedTuple):
    """A journal, or why it can't be read."""

    dialect: str = ""
    entries: tuple[Entry, ...] = ()
    broken: tuple[int, str] | None = None
    """(line, why)."""


class SnapshotHead(NamedTuple):
    """What links a snapshot to the others. Source: drizzle-facts of both layouts (id/prevId, prevIds)."""

    path: str
    blob: str
    id: str
    parents: tuple[str, ...]
    version: str


def read_journal(tree: Tree, path: str, facts: Facts) -> Journal:
    """The journal at `path`, which must be in the tree."""
    blob = tree.blob(path) or ""
    fact = facts.get(JOURNAL_FACT, blob)
    if fact is None:
        fact = _journal(tree.read(path) if tree.is_file(path) else b"")
        facts.put(JOURNAL_FACT, blob, fact)
    if "broken" in fact:
        return Journal(broken=(fact["broken"][0], fact["broken"][1]))
    return Journal(fact["dialect"], tuple(Entry(*entry) for entry in fact["entries"]))


def _journal(data: bytes) -> dict[str, Any]:
    why = unsound(data)
    if why is not None:
        return {"broken": list(why)}
    value = json.loads(data)
    entries = value.get("entries") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        return {"broken": [1, "not a journal: it has no list of entries"]}
    text = data.decode("utf-8")
    found = []
    position, line = 0, 1
    for number, entry in enumerate(entries):
        tag = entry.get("tag") if isinstance(entry, dict) else None
        when = entry.get("when") if isinstance(entry, dict) else None
        if not _is_name(tag) or not _is_moment(when):
            return {"broken": [line, f"not a journal: entry {number} {NAMELESS}"]}
        within = (position, position + ENTRY)
        spelled = (text.find(json.dumps(tag, ensure_ascii=each), *within) for each in (True, False))
        at = max(*spelled, position)
        line += text.count("\n", position, at)
        position = at
        idx = entry.get("idx")
        found.append(
            [
                idx if isinstance(idx, int) else -1,
                tag,
                int(when),
                entry.get("breakpoints") is not False,
                line,
            ]
        )
        position += 1
    dialect = value.get("dialect")
    return {"dialect": dialect if isinstance(dialect, str) else "", "entries": found}


def _is_name(tag: object) -> TypeGuard[str]:
    """True for text that a file can be named by: JSON may hold halves of characters."""
    return isinstance(tag, str) and not re.search("[\ud800-\udfff]", tag)


def _is_moment(when: object) -> TypeGuard[int | float]:
    """True for a number; Python reads `1e999` and `NaN` as numbers that are none."""
    return type(when) is int or (isinstance(when, float) and math.isfinite(when))


def read_heads(
    tree: Tree, paths: Iterable[str], facts: Facts
) -> tuple[list[tuple[SnapshotHead, str]], list[tuple[str, int, str]]]:
    """((head, dialect) of each snapshot, (path, line, why) of those that can't be read)."""
    paths = list(paths)
    known = learned(tree, facts, HEAD_FACT, paths, _head)
    heads, broken = [], []
    for path in paths:
        fact = known.get(path)
        if fact is None:
            broken.append((path, 1, "not a file"))
        elif fact[0] == "broken":
            broken.append((path, fact[1], fact[2]))
        else:
            name, parents, version, dialect = fact
            blob = tree.entries[path].blob
            heads.append((SnapshotHead(path, blob, name, tuple(parents), version), dialect))
    return heads, broken


_STRING = rb'"[^"\\\x00-\x1f]*"'
"""One without escapes."""
_PAIR = (
    rb'\s*"(id|prevId|prevIds|version|dialect)"\s*:\s*'
    rb"(" + _STRING + rb"|\[(?:\s*" + _STRING + rb"\s*,?)*\s*\])\s*,"
)


def _head(data: bytes) -> list[Any]:
    """`[id, parents, version, dialect]`, or `["broken", line, why]`.

    drizzle-kit writes these keys first, so that a look at the start tells them; a file that begins
    otherwise, or whose brackets don't add up, is parsed.
    """
    found: dict[str, Any] = {}
    start = re.match(rb"\s*\{", data)
    position = start.end() if start else len(data)
    pairs = re.compile(_PAIR)
    while pair := pairs.match(data, position):
        found[pair[1].decode()] = pair[2]
        position = pair.end()
    linked = "prevId" in found or "prevIds" in found
    if linked and "id" in found and "version" in found and _adds_up(data):
        try:
            return _linked({key: _plain_value(value) for key, value in found.items()})
        except ValueError:
            pass
    why = unsound(data)
    if why is not None:
        return ["broken", *why]
    value = json.loads(data)
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return ["broken", 1, "not a snapshot: it has no id"]
    return _linked(value)


def _plain_value(text: bytes) -> str | list[str]:
    """What `_PAIR` takes for a value, as `json.loads` would read it."""
    if text.startswith(b"["):
        return [each[1:-1].decode("utf-8", "surrogatepass") for each in re.findall(_STRING, text)]
    return text[1:-1].decode("utf-8", "surrogatepass")


def _linked(value: dict[str, Any]) -> list[Any]:
    parents = value.get("prevIds", [value.get("prevId")])
    return [
        str(value.get("id", "")),
        [one for one in parents if isinstance(one, str)] if isinstance(parents, list) else [],
        str(value.get("version", "")),
        str(value.get("dialect", "")),
    ]


_PLAIN = bytes(byte for byte in range(256) if byte not in b"{}[]<>")


def _adds_up(data: bytes) -> bool:
    """True where the brackets are as many as they have to be and no conflict is marked; a file of which it
    is False is parsed. One pass over the text: looking for each of these in it took six times as long."""
    marks = data.translate(None, _PLAIN)
    return (
        data.rstrip().endswith(b"}")
        and marks.count(b"{") == marks.count(b"}")
        and marks.count(b"[") == marks.count(b"]")
        and b"<<<<<<<" not in marks
        and b">>>>>>>" not in marks
    )


def unsound(data: bytes) -> tuple[int, str] | None:
    """(line, why) of a JSON file that can't be read; `None` when it can."""
    marker = re.search(MARKER, data) if b"<<<<<<<" in data or b">>>>>>>" in data else None
    if marker is not None:
        return data.count(b"\n", 0, marker.start()) + 1, "conflict markers"
    wrong = misread(data)
    if wrong is not None:
        return wrong.line, wrong.name if wrong.name == NOT_UTF_8 else f"{NOT_UTF_8}: {wrong.name}"
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return error.lineno, f"not JSON: {error.msg}"
    except (ValueError, RecursionError) as error:
        return 1, f"not JSON: {error}"
    return None


def unsound_files(tree: Tree, paths: Iterable[str], facts: Facts) -> list[tuple[str, int, str]]:
    """(path, line, why) of JSON files that can't be read, each parsed in full, once ever."""
    known = learned(tree, facts, SOUND_FACT, paths, _unsound_if_small)
    return [(path, fact[0], fact[1]) for path, fact in known.items() if fact]


def _unsound_if_small(data: bytes) -> list[Any]:
    return list((unsound(data) if len(data) <= LARGE else None) or ())
