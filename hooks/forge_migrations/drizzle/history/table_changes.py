"""What differs between two Shapes, table by table, for a person to read."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from forge_migrations.drizzle.history.tables import Column
    from forge_migrations.drizzle.history.tables import Index
    from forge_migrations.drizzle.history.tables import Reference
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.drizzle.history.tables import Table

    What = Literal["table", "column", "primary key", "reference", "index", "check", "enum", "view"]
    How = Literal["added", "dropped", "changed"]


class TableChange(NamedTuple):
    """One difference. For an enum or a view, `table` is empty."""

    how: How
    what: What
    table: str
    name: str
    said: str
    """One line: `column users.email: varchar(200) not null -> text`."""


def changes(before: Shape, after: Shape) -> list[TableChange]:
    """Every difference, tables first by name; a new or dropped table's parts aren't repeated."""
    found: list[TableChange] = []
    for name in sorted(before.tables.keys() | after.tables.keys()):
        old, new = before.tables.get(name), after.tables.get(name)
        if old is None and new is not None:
            said = f"table {name} with {counted(len(new.columns), 'column')}"
            found.append(TableChange("added", "table", name, name, said))
        elif new is None and old is not None:
            said = f"table {name} with {counted(len(old.columns), 'column')}"
            found.append(TableChange("dropped", "table", name, name, said))
        elif old is not None and new is not None and old != new:
            found += _table(old, new)
    found += _named("enum", "", {n: ", ".join(v) for n, v in before.enums.items()},
                    {n: ", ".join(v) for n, v in after.enums.items()})  # fmt: skip
    found += _named("view", "", dict.fromkeys(before.views, ""), dict.fromkeys(after.views, ""))
    return found


def _table(old: Table, new: Table) -> Iterator[TableChange]:
    name = old.name
    was = {column.name: describe(column) for column in old.columns.values()}
    now = {column.name: describe(column) for column in new.columns.values()}
    yield from _named("column", name, was, now)
    if old.primary != new.primary:
        said = f"primary key of {name}: ({', '.join(old.primary)}) -> ({', '.join(new.primary)})"
        yield TableChange("changed", "primary key", name, "", said)
    was, now = ({r.name: _reference(r) for r in each.references} for each in (old, new))
    yield from _named("reference", name, was, now)
    was, now = ({i.name: _index(i) for i in each.indexes} for each in (old, new))
    yield from _named("index", name, was, now)
    yield from _named("check", name, dict(old.checks), dict(new.checks))


def _named(
    what: What, table: str, before: dict[str, str], after: dict[str, str]
) -> Iterator[TableChange]:
    for name in [*before, *(n for n in after if n not in before)]:
        full = f"{table}.{name}" if table else name
        old, new = before.get(name), after.get(name)
        if old is None:
            yield TableChange("added", what, table, name, f"{what} {full} {new}".rstrip())
        elif new is None:
            yield TableChange("dropped", what, table, name, f"{what} {full} {old}".rstrip())
        elif old != new:
            yield TableChange("changed", what, table, name, f"{what} {full}: {old} -> {new}")


def _reference(one: Reference) -> str:
    """`(user_id) -> users(id) on delete cascade`; what `on update` does where it does something."""
    moves = "" if one.on_update == "no action" else f" on update {one.on_update}"
    columns, to = ", ".join(one.columns), ", ".join(one.to)
    return f"({columns}) -> {one.table}({to}) on delete {one.on_delete}{moves}"


def _index(one: Index) -> str:
    """`unique (email) where …`; a constraint and a method other than the usual one are named."""
    kind = "constraint " * one.constraint + "unique " * (one.unique and not one.constraint)
    method = "" if one.method in ("", "btree") else f" using {one.method}"
    return f"{kind}({', '.join(one.columns)}){method} {one.where}".rstrip()


def describe(column: Column) -> str:
    """`varchar(200) not null default 'x'`."""
    words = [column.type]
    if column.not_null:
        words.append("not null")
    if column.default:
        words.append(f"default {column.default}")
    if column.extra:
        words.append(column.extra)
    return " ".join(words)
