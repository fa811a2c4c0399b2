"""What each snapshot brought beside its parent, held against what migrations say."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise

from forge_migrations.drizzle.history.journal import LARGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.journal import Entry
    from forge_migrations.drizzle.history.journal import SnapshotHead

CLOSE = 24
"""Entries, and snapshots, that are held against each other by content where nothing else parts them."""


class Contents:
    """What snapshots brought and what SQL says, read only where names and links don't tell."""

    def __init__(self, tree: Tree, out: str, chain: Sequence[SnapshotHead]) -> None:
        self._tree = tree
        self._out = out
        self._by_path = {head.path: head for head in chain}
        self._by_id = {head.id: head for head in chain}
        self._before = {after.path: before for before, after in pairwise(chain)}
        self._names: dict[str, frozenset[str]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def contradict(self, entry: Entry, path: str) -> bool:
        """True when the entry's SQL lacks a name that the snapshot has and its parent hasn't, or the
        other way round."""
        return not self._brought(path) <= self._said(entry)

    def matched(
        self, entries: Mapping[int, Entry], heads: Sequence[SnapshotHead]
    ) -> dict[int, str]:
        """The snapshots of which one migration alone can be the maker, by its place."""
        if len(entries) > CLOSE or len(heads) > CLOSE:
            return {}
        wanted: dict[str, list[int]] = {}
        for head in heads:
            names = self._brought(head.path)
            wanted[head.path] = [
                at for at, entry in entries.items() if names and names <= self._said(entry)
            ]
        claims = Counter(at for places in wanted.values() for at in places)
        return {
            places[0]: path
            for path, places in wanted.items()
            if len(places) == 1 and claims[places[0]] == 1
        }

    def _brought(self, path: str) -> frozenset[str]:
        head = self._by_path[path]
        parent = self._by_id.get(head.parents[0] if head.parents else "") or self._before.get(path)
        return self._named(head) ^ (self._named(parent) if parent else frozenset())

    def _said(self, entry: Entry) -> frozenset[str]:
        if entry.tag not in self._words:
            path = f"{self._out}/{entry.tag}.sql" if self._out else f"{entry.tag}.sql"
            data = self._tree.read(path) if self._tree.is_file(path) else b""
            text = data.decode("utf-8", "replace")
            self._words[entry.tag] = frozenset(re.findall(r"\w+", text))
        return self._words[entry.tag]

    def _named(self, head: SnapshotHead) -> frozenset[str]:
        if head.path not in self._names:
            self._names[head.path] = _names(self._tree.read(head.path))
        return self._names[head.path]


def _names(data: bytes) -> frozenset[str]:
    """The words of every name in a snapshot; none of one that is too large or can't be read."""
    if len(data) > LARGE:
        return frozenset()
    try:
        open_ones: list[Any] = [json.loads(data)]
    except (ValueError, RecursionError):
        return frozenset()
    found: set[str] = set()
    while open_ones:
        each = open_ones.pop()
        if isinstance(each, dict):
            name = each.get("name")
            found.update(re.findall(r"\w+", name) if isinstance(name, str) else ())
            open_ones += each.values()
        elif isinstance(each, list):
            open_ones += each
    return frozenset(found)
