"""Enum types that a migration makes again, which is how drizzle-kit takes a value out of one."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog

_OF_COLUMNS = ("alter-type", "set-default", "drop-default")


class Remade(NamedTuple):
    """A type that is dropped and made again, with the columns that have it before and after."""

    name: str
    had: tuple[str, ...]
    values: tuple[str, ...]
    acts: tuple[Act, ...]
    """All that is done to the type and, for that, to its columns."""

    @property
    def removed(self) -> tuple[str, ...]:
        return tuple(value for value in self.had if value not in self.values)

    @property
    def reordered(self) -> bool:
        """True where the values that stay don't stand as they stood."""
        stay = [value for value in self.had if value in self.values]
        return stay != [value for value in self.values if value in self.had]


def remade(before: Catalog, acts: Sequence[Act]) -> Iterator[Remade]:
    """The enums of the catalog that the acts drop, or rename away, and make again."""
    for made in acts:
        known = before.get("type", made.name) if made.verb == "create-type" else None
        if known is None or "enum" not in known.flags or not made.values:
            continue
        away = [a for a in acts if a.verb in ("drop-type", "rename-type") and a.name == made.name]
        if not away:
            continue
        names = {made.name, *(act.new for act in away if act.new)}
        columns = {
            (before.fold(table.name), before.fold(column.name))
            for table, column in before.users_of_type(made.name)
            if parse(column.type).base in names
        }
        mine = [
            act
            for act in acts
            if act is made
            or (act.verb in ("drop-type", "rename-type") and act.name in names)
            or (
                act.verb in _OF_COLUMNS
                and (before.fold(act.table), before.fold(act.name)) in columns
            )
        ]
        if _back(before, mine, columns, made.name):
            yield Remade(made.name, known.values, made.values, tuple(mine))


def _back(before: Catalog, acts: Sequence[Act], columns: set[tuple[str, str]], name: str) -> bool:
    """True where every column has the type again at the end."""
    last = {
        (before.fold(act.table), before.fold(act.name)): act.new
        for act in acts
        if act.verb == "alter-type"
    }
    return all(parse(last.get(key, "")).base == name for key in columns)
