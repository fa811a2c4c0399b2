"""The names of what a database is made of, as two structures are compared by."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

WHOLE = ""
"""The aspect of a disagreement about whether the object is there at all."""
NAME = "name"
"""The aspect of an object that both have under different names."""


class Part(NamedTuple):
    """One object's identity, folded as the engine compares names."""

    kind: str
    """`table`, `column`, `primary key`, `foreign key`, `unique constraint`, `unique index`,
    `index`, `check`, `policy`, `row level security`, `enum`, `sequence`, `schema`, `view`; of a database
    besides `trigger`, `function`, `extension`."""
    table: str
    """The table it belongs to (`users`, `auth.users`); empty for what stands by itself."""
    name: str
    """Its own name; empty for a table, for what a table has one of, and for what is known by its
    columns."""

    def __str__(self) -> str:
        if self.kind == "table":
            return f'table "{self.table}"'
        if not self.table:
            return f'{self.kind} "{self.name}"'
        if not self.name:
            return f'{self.kind} of table "{self.table}"'
        return f'{self.kind} "{self.name}" of table "{self.table}"'
