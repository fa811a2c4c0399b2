"""Which queries use what the pending migrations speak of."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.drizzle.kit.queries import Query
    from forge_migrations.drizzle.kit.queries import Thing

_WHOLE = frozenset({"schema", "owned", "extension"})
"""What takes more with it than it names."""
_LISTS = frozenset({"information_schema", "pg_tables", "pg_class", "pg_attribute"})
"""Where a DO block has names from."""
_WORD = re.compile(r"[\w$]+")


class Touched:
    """What the pending migrations speak of, by name or by what they are made of."""

    def __init__(self, pending: Sequence[Step], structure: Structure) -> None:
        self._text = "\n".join(step.text for step in pending).casefold()
        self._words = set(_WORD.findall(self._text))
        for word in [each for each in self._words if each.endswith("_seq")]:
            # PostgreSQL names what numbers a column `table_column_seq`.
            parts = word.split("_")
            self._words.update("_".join(parts[:end]) for end in range(1, len(parts)))
        self._any = "cascade" in self._words and bool(self._words & _WHOLE)
        self._any = self._any or ("execute" in self._words and bool(self._words & _LISTS))
        self._tables: set[str] = set()
        named = set()
        for thing in structure:
            short = thing.name.rpartition(".")[2]
            if thing.kind == "column" or not short or not self._said(short):
                continue
            if thing.table:
                self._tables.add(thing.table)
            else:
                named.add(short.casefold())
        self._types = named
        # A table whose trigger or default calls a function, a view that reads what is named.
        for thing, aspects in structure.items():
            if thing.kind in ("trigger", "view", "policy", "check", "column") and named:
                words = set(_WORD.findall(" ".join(map(str, aspects.values())).casefold()))
                if words & named:
                    self._tables.add(thing.table or thing.name)

    def _said(self, name: str) -> bool:
        name = name.casefold()
        return name in self._words or (not _WORD.fullmatch(name) and name in self._text)

    def touch(self, query: Query) -> bool:
        """True when the migrations speak of something that the query uses, or of what that is made of."""
        return self._any or any(self._touches(each) for each in query.uses)

    def _touches(self, thing: Thing) -> bool:
        if thing.kind != "table" or self._said(thing.name) or thing.label in self._tables:
            return True
        if thing.schema and thing.schema != "public" and self._said(thing.schema):
            return True
        return any(each.rpartition(".")[2].casefold() in self._types for each in thing.types)
