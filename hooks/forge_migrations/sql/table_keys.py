"""A table's constraints and indexes, found by name and by the columns that they begin with: it can have thousands.

What is added is looked at once; any other change has everything looked at again.
"""

from __future__ import annotations

from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Sequence
    from typing import Any

    Fold = Callable[[str], str]
    """A name as the engine compares it: one and the same for all that is asked of a table."""


class Constraints(list[Constraint]):
    """In their order."""

    __slots__ = ("_named", "_seen", "changes")

    def __init__(self, found: Iterable[Constraint] = ()) -> None:
        super().__init__(found)
        self.changes = 0
        """How often they changed otherwise than by one more."""
        self._named: dict[str, list[Constraint]] = {}
        self._seen = 0

    def named(self, key: str, fold: Fold) -> Sequence[Constraint]:
        """Those of a folded name, in their order."""
        for one in self[self._seen :] if self._seen < len(self) else ():
            self._named.setdefault(fold(one.name), []).append(one)
        self._seen = len(self)
        return self._named.get(key, ())

    def __setitem__(self, at: Any, new: Any) -> None:
        super().__setitem__(at, new)
        self._changed()

    def remove(self, one: Constraint) -> None:
        """The first that is equal goes."""
        super().remove(one)
        self._changed()

    def drop(self, one: Constraint, fold: Fold) -> None:
        """One that `named` gave goes; the others needn't be looked at again."""
        super().remove(one)
        self._named[fold(one.name)].remove(one)
        self._seen -= 1
        self.changes += 1

    def _changed(self) -> None:
        self.changes += 1
        self._named, self._seen = {}, 0


class Indexes(dict[str, Index]):
    """By their names, folded."""

    __slots__ = ("added", "changes")

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0
        self.added: list[Index] = []
        """Those that came since the last other change."""

    def __setitem__(self, key: str, index: Index) -> None:
        if key in self:
            self._changed()
        else:
            self.added.append(index)
        super().__setitem__(key, index)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed()

    def pop(self, key: str, default: Index | None = None) -> Index | None:  # type: ignore[override]
        """The index, which goes; `default` where there is none."""
        if key in self:
            self._changed()
        return super().pop(key, default)

    def _changed(self) -> None:
        self.changes += 1
        self.added = []


class Keys:
    """What a table's keys and whole indexes are by their columns, folded."""

    __slots__ = (
        "_constraints",
        "_fold",
        "_indexes",
        "_known",
        "_seen",
        "by_first",
        "checks",
        "served",
        "unique",
    )

    def __init__(self, constraints: Constraints, indexes: Indexes, fold: Fold) -> None:
        self._fold = fold
        self._constraints = constraints
        self._indexes = indexes
        self._known = (constraints.changes, indexes.changes)
        self._seen = (0, len(indexes.added))
        self.unique: set[frozenset[str]] = set()
        """The columns that are unique together."""
        self.by_first: dict[str, set[frozenset[str]]] = {}
        """The same, by the first of them."""
        self.checks: set[str] = set()
        """What holds of every row."""
        self.served: set[tuple[str, ...]] = set()
        """What any of them begins with: `(a)` and `(a, b)` for `(a, b)`."""
        for index in indexes.values():
            self._index(index)

    def holds_for(self, constraints: Constraints, indexes: Indexes) -> bool:
        """True while nothing but more has come to what these were when it was made."""
        same = self._constraints is constraints and self._indexes is indexes
        return same and self._known == (constraints.changes, indexes.changes)

    def brought_up(self) -> Keys:
        """Itself, with what came since."""
        constraints, indexes = self._seen
        for one in self._constraints[constraints:]:
            if one.kind in ("primary", "unique"):
                self._key(one.columns, True)
            elif one.kind == "check" and one.valid:
                self.checks.add(one.expression)
        for index in self._indexes.added[indexes:]:
            self._index(index)
        self._seen = (len(self._constraints), len(self._indexes.added))
        return self

    def _index(self, index: Index) -> None:
        if not index.where:
            self._key(index.columns, index.unique)

    def _key(self, names: tuple[str, ...], unique: bool) -> None:
        columns = tuple(map(self._fold, names))
        self.served.update(columns[:count] for count in range(1, len(columns) + 1))
        if unique:
            self.unique.add(frozenset(columns))
            if columns:
                self.by_first.setdefault(columns[0], set()).add(frozenset(columns))
