"""Where the acts of a file stand, by what they do to which table: a file can hold 100,000."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from functools import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act

    _Key = tuple[str, str, str]


class Places:
    """An index of acts. `fold` compares names as the engine does."""

    def __init__(self, acts: Sequence[Act], fold: Callable[[str], str]) -> None:
        self.acts = acts
        self.fold = fold
        self._tables: dict[str, frozenset[str]] = {}

    @cached_property
    def by_verb(self) -> dict[str, list[int]]:
        """The places of each verb."""
        found: dict[str, list[int]] = {}
        for at, act in enumerate(self.acts):
            found.setdefault(act.verb, []).append(at)
        return found

    @cached_property
    def _by_name(self) -> dict[_Key, list[int]]:
        """The places of a verb on a table, and on one name in it."""
        found: dict[_Key, list[int]] = {}
        fold = self.fold
        for at, act in enumerate(self.acts):
            table = fold(act.table)
            found.setdefault((act.verb, table, ""), []).append(at)
            if act.name:
                found.setdefault((act.verb, table, fold(act.name)), []).append(at)
        return found

    @cached_property
    def _new_names(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at in self.by_verb.get("rename-table", ()):
            found.setdefault(self.fold(self.acts[at].new), []).append(at)
        return found

    def naming(self, table: str) -> Sequence[int]:
        """Where a table is renamed to this."""
        return self._new_names.get(self.fold(table), ())

    @cached_property
    def about(self) -> dict[tuple[str, str], set[str]]:
        """Table and name -> the verbs of what is about them, or about a key on them."""
        found: dict[tuple[str, str], set[str]] = {}
        for act in self.acts:
            for name in (act.name, *(act.constraint.columns if act.constraint else ())):
                found.setdefault((self.fold(act.table), self.fold(name)), set()).add(act.verb)
        return found

    def tables_of(self, verb: str) -> frozenset[str]:
        """The tables, folded, that acts of a verb are about."""
        if verb not in self._tables:
            places = self.by_verb.get(verb, ())
            self._tables[verb] = frozenset(self.fold(self.acts[at].table) for at in places)
        return self._tables[verb]

    def first(self, verb: str, table: str) -> int:
        """Where this is done to the table first; -1 for nowhere."""
        return next(iter(self._by_name.get((verb, self.fold(table), ""), ())), -1)

    def between(
        self, verbs: Sequence[str], start: int, stop: int, table: str | None = None, name: str = ""
    ) -> Iterator[Act]:
        """The acts of these verbs between two places, in their order; on this table, of this name."""
        if table is None:
            found = [self.by_verb[verb] for verb in verbs if verb in self.by_verb]
        else:
            keys = [(verb, self.fold(table), self.fold(name)) for verb in verbs]
            found = [self._by_name[key] for key in keys if key in self._by_name]
        spans = [
            _span(places, start, stop)
            for places in found
            if places[0] < stop and places[-1] >= start
        ]
        for at in heapq.merge(*spans) if len(spans) > 1 else spans[0] if spans else ():
            yield self.acts[at]


def _span(places: Sequence[int], start: int, stop: int) -> Iterator[int]:
    for number in range(bisect_left(places, start), bisect_left(places, stop)):
        yield places[number]
