"""The names that a migration's SQL is about: what it makes, takes away or changes."""

from __future__ import annotations

from forge_migrations.sql.read import read_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act

_WHOLE = frozenset({"create-table", "drop-table", "rename-table", "create-view", "drop-view"})
_NAMELESS = frozenset({"harmless", "transaction", "pragma", "run-code", "cluster", "reindex"})
"""Acts whose name is a word of SQL."""


def subjects(text: str, dialect: Dialect) -> frozenset[str]:
    """The names of the tables, columns, indexes, types and values that the SQL is about.

    A table that is only altered is not among them: half of a schema speaks of `users`.
    """
    found = {
        name.rpartition(".")[2]
        for acts in read_script(text, dialect).acts
        for act in acts
        for name in _names(act)
    }
    return frozenset(found - {""})


def _names(act: Act) -> Iterator[str]:
    if act.verb in _NAMELESS:
        return
    if act.verb in _WHOLE:
        yield from (act.table, act.name, act.new)
        return
    yield from (act.name, act.new)
    if act.verb == "create-type":
        yield from act.values
    if act.column is not None:
        yield act.column.name
    if act.constraint is not None:
        yield act.constraint.name
        yield from act.constraint.columns
    if act.indexed is not None:
        yield act.indexed.name
        yield from act.indexed.columns
