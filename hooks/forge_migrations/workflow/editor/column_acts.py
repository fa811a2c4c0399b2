"""What a migration does to tables and columns, in few words, kept by the blob of its SQL."""

from __future__ import annotations

from forge_migrations.facts import digest
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.rebuild import renamed_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column

FACT = "column-acts-1"
RUN = ("", "DO")
"""Where an act stands that is carried out: in the file itself, and in a body that is run."""
KEPT = frozenset({"if-exists", "if-not-exists"})


class Written(NamedTuple):
    """A column as a statement writes it."""

    name: str
    type: str
    not_null: bool
    default: str | None


class Done(NamedTuple):
    """One act, without what a history doesn't tell."""

    verb: str
    """As `sql/verbs.py` has them; `touch` for one that only concerns the table."""
    line: int
    """The statement's, from 1."""
    table: str
    """Of `rename-schema` and `drop-schema` the schema; of an index without a table nothing."""
    name: str = ""
    """The column, or the index."""
    new: str = ""
    """The new name, schema, type or default."""
    columns: tuple[Written, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    """Of an INSERT: the columns that are filled from one of another name, and that one."""
    careful: bool = False
    """IF EXISTS, IF NOT EXISTS: does nothing where there is nothing to do."""


def acts_in(
    tree: Tree, paths: Iterable[str], dialect: Dialect, facts: Facts
) -> Mapping[str, tuple[Done, ...]]:
    """Path -> what its SQL does; those that aren't known yet are read in one batch."""
    from forge_migrations.sql.version import version

    keys = {
        path: digest(version(), dialect, blob)
        for path in paths
        if (blob := tree.blob(path)) is not None
    }
    found: dict[str, tuple[Done, ...]] = {}
    for path, key in keys.items():
        kept = _unpacked(facts.get(FACT, key))
        if kept is not None:
            found[path] = kept
    unread = [path for path in keys if path not in found]
    for path, data in tree.read_many(unread).items():
        found[path] = tuple(_read(data.decode("utf-8", "replace"), dialect))
        facts.put(FACT, keys[path], [list(each) for each in found[path]])
    return found


def _unpacked(kept: Any) -> tuple[Done, ...] | None:
    """What was kept; `None` for what isn't known, or was kept by something else."""
    found = []
    try:
        for verb, line, table, name, new, columns, sources, careful in kept:
            written = tuple(Written(*each) for each in columns)
            pairs = tuple((target, source) for target, source in sources)
            found.append(Done(verb, line, table, name, new, written, pairs, careful))
    except (TypeError, ValueError):
        return None
    return tuple(found)


def _read(text: str, dialect: Dialect) -> Iterator[Done]:
    from forge_migrations.sql.read import read_script

    reading = read_script(text, dialect)
    for statement, acts in zip(reading.script.statements, reading.acts, strict=True):
        for act in acts:
            if act.inside in RUN and not act.has("temporary"):
                yield from _done(act, statement.line, dialect)


def _done(act: Act, line: int, dialect: Dialect) -> Iterator[Done]:
    verb, table = act.verb, act.table
    careful = bool(act.flags & KEPT) or bool(act.inside)
    if verb == "create-table":
        keys = {name for each in act.constraints if each.kind == "primary" for name in each.columns}
        columns = tuple(_written(each, each.name in keys) for each in act.columns)
        yield Done(verb, line, table, columns=columns, careful=careful)
    elif verb in ("add-column", "modify-column", "alter-column-to") and act.column:
        column = (_written(act.column),)
        yield Done(verb, line, table, act.name, act.new, column, careful=careful)
    elif verb in _NAMED:
        new = act.text if verb == "set-default" else act.new
        yield Done(verb, line, table, act.name, new, careful=careful)
    elif verb in ("rename-schema", "drop-schema"):
        yield Done(verb, line, act.name, new=act.new)
    elif verb == "insert":
        sources = tuple(renamed_by(act, dialect).items()) if act.values else ()
        yield Done("insert", line, table, sources=sources)
    elif verb in ("create-index", "drop-index"):
        yield Done(verb, line, table, act.name)
    elif table:
        yield Done("touch", line, table)


_NAMED = (
    "drop-table",
    "rename-table",
    "set-schema",
    "drop-column",
    "rename-column",
    "alter-type",
    "set-not-null",
    "drop-not-null",
    "set-default",
    "drop-default",
)


def _written(column: Column, key: bool = False) -> Written:
    not_null = column.not_null or column.primary or key
    return Written(column.name, column.type, not_null, column.default)
