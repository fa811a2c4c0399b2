"""Migrations in which a column takes the place and the name of another one.

A catalog that comes from a snapshot has had the new column there all along.
"""

from __future__ import annotations

from forge_migrations.sql.beside import NEXT
from forge_migrations.sql.beside import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog


def placed_in(acts: Iterable[Act]) -> list[Act]:
    """The drop and the rename of each column that stood beside another one and takes its name."""
    known = list(acts)
    dropped = {(act.table, act.name): act for act in known if act.verb == "drop-column"}
    found = []
    for act in known:
        key = act.table, act.new
        if act.verb == "rename-column" and act.name == cut(act.new + NEXT) and key in dropped:
            found += [dropped[key], act]
    return found


def settled(acts: Sequence[Act], catalog: Catalog) -> list[Act]:
    """A migration's acts without those that put a column in its place, where the catalog doesn't know
    it by another name, and without keys of indexes that the catalog never had."""
    if catalog.dialect != "postgres":
        return list(acts)
    ahead = [
        (act.table, act.new)
        for act in placed_in(acts)
        if act.verb == "rename-column" and _unknown(catalog, act)
    ]
    return [act for act in acts if not (_of_place(act, ahead) or _of_index(act, catalog))]


def _unknown(catalog: Catalog, act: Act) -> bool:
    table = catalog.table(act.table)
    return table is not None and table.complete and catalog.fold(act.name) not in table.columns


def _of_place(act: Act, ahead: Sequence[tuple[str, str]]) -> bool:
    name = {"drop-column": act.name, "rename-column": act.new}.get(act.verb, "")
    return (act.table, name) in ahead


def _of_index(act: Act, catalog: Catalog) -> bool:
    made = act.constraint if act.verb == "add-constraint" else None
    used = made.using_index if made else ""
    return bool(used) and not catalog.index(used, act.table)
