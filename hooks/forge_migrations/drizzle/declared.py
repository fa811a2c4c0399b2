"""Where a schema file declares its tables and columns: names and places, for an editor.

What a schema means is drizzle-kit's answer alone; this only finds the words. Sources:
https://orm.drizzle.team/docs/sql-schema-declaration, https://orm.drizzle.team/docs/schemas
"""

from __future__ import annotations

from bisect import bisect_right

from forge_migrations.drizzle.code.declared import declared_in
from forge_migrations.named_tuples import NamedTuple


class Column(NamedTuple):
    """A column as a table's declaration has it."""

    name: str
    """In the database; empty where the key and the casing decide."""
    key: str
    """In TypeScript."""
    start: int
    """Where its key begins, in letters from the start of the text."""
    end: int
    """Where its key ends."""
    last: int
    """Where its whole declaration ends."""


class Table(NamedTuple):
    """A declared table."""

    name: str
    schema: str
    """The namespace; empty for the default one."""
    start: int
    """Where the statement begins that declares it."""
    end: int
    """Where the table's name ends."""
    columns: tuple[Column, ...]

    @property
    def whole(self) -> str:
        """`auth.users`, or `users`."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


def declared(text: str) -> tuple[Table, ...]:
    """The tables of a TypeScript or JavaScript file, as they stand in it; what has a syntax error is
    read as far as it goes."""
    if "able" not in text:
        return ()
    letters = _Letters(text)
    return tuple(
        Table(
            each.name,
            each.schema,
            letters(each.statement),
            letters(each.named),
            tuple(
                Column(c.name, c.key, letters(c.start), letters(c.keyed), letters(c.end))
                for c in each.columns
                if not c.spread
            ),
        )
        for each in declared_in("schema.ts", text.encode("utf-8", "surrogatepass")).tables
        if each.name
    )


class _Letters:
    """Bytes to letters: a letter that takes several bytes puts those behind it forward."""

    def __init__(self, text: str) -> None:
        self._at: list[int] = []
        self._more = [0]
        at = 0
        for letter in text if not text.isascii() else "":
            width = len(letter.encode("utf-8", "surrogatepass"))
            at += width
            if width > 1:
                self._at.append(at)
                self._more.append(self._more[-1] + width - 1)

    def __call__(self, byte: int) -> int:
        return byte - self._more[bisect_right(self._at, byte)]
