"""What files that are pending before the judged one do, found by verb and table: there can be thousands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

PENDING_VERBS = frozenset(
    [
        "add-enum-value",
        "add-constraint",
        "add-column",
        "alter-type",
        "set-not-null",
        "drop-column",
        "drop-default",
        "set-default",
        "drop-not-null",
        "rename-column",
        "rename-table",
    ]
)
"""Acts of a pending file that change what a later one may do in the same transaction."""


class PendingActs:
    """The acts of the pending files so far. `fold` compares names as the engine does."""

    def __init__(self, fold: Callable[[str], str], acts: Iterable[Act] = ()) -> None:
        self._fold = fold
        self._by_verb: dict[str, list[Act]] = {}
        self._by_table: dict[tuple[str, str], list[Act]] = {}
        self._firsts: dict[str, list[Act]] = {}
        self.foreign_keys: dict[tuple[str, str], list[Act]] = {}
        """Those that are added, by (child, parent)."""
        self.add(acts)

    def add(self, acts: Iterable[Act]) -> None:
        """One more file is pending: each act is looked at once, however many files come behind it."""
        for act in acts:
            self._by_verb.setdefault(act.verb, []).append(act)
            on_table = self._by_table.setdefault((act.verb, self._fold(act.table)), [])
            on_table.append(act)
            if len(on_table) == 1:
                self._firsts.setdefault(act.verb, []).append(act)
            if act.verb == "add-constraint" and act.constraint and act.constraint.reference:
                pair = (act.table, act.constraint.reference.table)
                self.foreign_keys.setdefault(pair, []).append(act)

    def __contains__(self, verb: str) -> bool:
        return verb in self._by_verb

    def of(self, verbs: Sequence[Verb], table: str | None = None, name: str = "") -> Iterator[Act]:
        """The acts of these verbs, verb by verb; on this table, of this name."""
        for verb in verbs:
            if table is None:
                found = self._by_verb.get(verb, ())
            else:
                found = self._by_table.get((verb, self._fold(table)), ())
            for act in found:
                if not name or self._fold(act.name) == self._fold(name):
                    yield act

    def first_on_each_table(self, verbs: Sequence[Verb]) -> Iterator[Act]:
        """For each verb and table its first act."""
        for verb in verbs:
            yield from self._firsts.get(verb, ())
