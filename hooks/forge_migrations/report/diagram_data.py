"""What the page's diagram draws: the union of both states, each part with what became of it."""

from __future__ import annotations

from forge_migrations.drizzle.history.table_changes import describe
from forge_migrations.drizzle.history.tables import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.drizzle.history.tables import Reference
    from forge_migrations.drizzle.history.tables import Shape

NOTHING = Table("", {})


def diagram_data(
    before: Shape, after: Shape, touched: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """`tables` and `links` for `page/diagram.js`; `touched` names tables that SQL alone concerns."""
    names = list(dict.fromkeys([*after.tables, *before.tables]))
    number = {name: index for index, name in enumerate(names)}
    tables, links = [], []
    for name in names:
        old, new = before.tables.get(name), after.tables.get(name)
        tables.append(_table(name, old, new, name in touched))
        for link in _links(old or NOTHING, new or NOTHING):
            reference, status = link
            if reference.table in number:
                links.append(
                    {
                        "from": number[name],
                        "to": number[reference.table],
                        "columns": reference.columns,
                        "refers": reference.to,
                        "onDelete": reference.on_delete,
                        "status": status,
                    }
                )
    return {"tables": tables, "links": links}


def _status(old: object, new: object) -> str:
    if old is None:
        return "added"
    if new is None:
        return "dropped"
    return "same" if old == new else "changed"


def _table(name: str, old: Table | None, new: Table | None, touched: bool) -> dict[str, Any]:
    was, now = old or NOTHING, new or NOTHING
    whole = "added" if old is None else "dropped" if new is None else ""
    columns = []
    for column in dict.fromkeys([*now.columns, *was.columns]):
        one, other = was.columns.get(column), now.columns.get(column)
        shown = now if other is not None else was
        columns.append(
            {
                "name": column,
                "before": describe(one) if one else "",
                "after": describe(other) if other else "",
                "status": "same" if whole else _status(one, other),
                "key": _key(shown, column),
            }
        )
    return {
        "name": name,
        "status": _status(old, new),
        "touched": touched,
        "columns": columns,
        "notes": _notes(was, now),
    }


def _key(table: Table, column: str) -> str:
    if column in table.primary:
        return "PK"
    return "FK" if any(column in each.columns for each in table.references) else ""


def _links(old: Table, new: Table) -> list[tuple[Reference, str]]:
    """References are the same when they say the same: 0.31 and 1.0 name them differently."""
    was = {each._replace(name=""): each for each in old.references}
    now = {each._replace(name=""): each for each in new.references}
    return [(each, "same" if key in was else "added") for key, each in now.items()] + [
        (each, "dropped") for key, each in was.items() if key not in now
    ]


def _notes(old: Table, new: Table) -> list[str]:
    """One line per index and check."""
    lines = []
    for mark, table, other in (("", new, old), ("− ", old, new)):
        for index in table.indexes:
            if mark and index in other.indexes:
                continue
            sign = mark or ("" if index in other.indexes or not other.name else "+ ")
            kind = "unique" if index.unique else "index"
            where = f" where {index.where}" if index.where else ""
            columns = ", ".join(index.columns)
            if not mark or index not in other.indexes:
                lines.append(f"{sign}{kind} {index.name} ({columns}){where}")
        for check in table.checks:
            if mark and check in other.checks:
                continue
            sign = mark or ("" if check in other.checks or not other.name else "+ ")
            lines.append(f"{sign}check {check[0]}: {check[1]}")
    return lines
