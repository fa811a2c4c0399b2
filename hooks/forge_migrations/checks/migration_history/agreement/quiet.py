"""The columns of a table that a migration has nothing to do with: alike in both snapshots, and not a
word of them in the SQL. Of a table that grows for years they are nearly all, and nothing comes of
comparing them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.drizzle.history.snapshot import Kinds
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.read import Reading

_BY_NAME = frozenset(
    {
        "add-column",
        "add-constraint",
        "add-enum-value",
        "alter-type",
        "create-index",
        "create-schema",
        "create-type",
        "delete",
        "drop-column",
        "drop-constraint",
        "drop-default",
        "drop-foreign-key",
        "drop-index",
        "drop-not-null",
        "insert",
        "modify-column",
        "set-default",
        "set-not-null",
        "update",
    }
)
"""Acts that reach no column but those that the SQL names."""
_WORD = re.compile(r"\w+")
_FEW = 24
"""Below, reading them costs less than looking for them."""


class Quiet:
    """Which columns need no look, of every table that both snapshots have."""

    def __init__(self, was: Kinds, now: Kinds, reading: Reading, acts: Sequence[Act]) -> None:
        self._was, self._now = was.get("tables", {}), now.get("tables", {})
        self._reading = reading
        self._acts = acts
        self._words: frozenset[str] | None = None
        self._known: dict[str, frozenset[str]] = {}

    def of(self, key: str) -> frozenset[str]:
        """Of the table by its key in a snapshot; nothing where the SQL can reach them all."""
        if key not in self._known:
            self._known[key] = self._of(_columns(self._was.get(key)), _columns(self._now.get(key)))
        return self._known[key]

    def _of(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
        words = self._named() if len(old) >= _FEW and len(new) >= _FEW else frozenset()
        if not words:
            return words
        return frozenset(
            name
            for name, column in old.items()
            if column == new.get(name)
            and name.lower() not in words
            and name.isidentifier()
            and column.get("name", name) == name
            and not _makes_more(column)
        )

    def _named(self) -> frozenset[str]:
        """Every word of the SQL, folded; none where an act may reach what it doesn't name."""
        if self._words is None:
            texts = [statement.text for statement in self._reading.script.statements]
            plain = all(act.verb in _BY_NAME for act in self._acts)
            plain = plain and not any("\\" in text or '&"' in text for text in texts)
            found = (word.lower() for text in texts for word in _WORD.findall(text))
            self._words = frozenset(found if plain else ())
        return self._words


def _columns(table: Any) -> Mapping[str, Any]:
    found = table.get("columns") if isinstance(table, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _makes_more(column: Mapping[str, Any]) -> bool:
    """True for a column whose definition makes something besides, under a name of its own."""
    said = column.get
    return bool(said("primaryKey") or said("isUnique") or said("generated") or said("identity"))
