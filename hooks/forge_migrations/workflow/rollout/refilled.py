"""What earlier migrations gave to rows without a value: those that the release before has written since get
the same."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.fills import fill_of
from forge_migrations.sql.fills import named_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.debts import Owing
    from forge_migrations.workflow.rollout.scene import Scene


class Refilled(NamedTuple):
    """What is due, and the UPDATEs that fill what is NULL since it was left."""

    fills: tuple[tuple[Debt, Fill], ...]

    @classmethod
    def of(cls, scene: Scene, due: Sequence[Owing]) -> Refilled:
        """`due`: with the tags of the migrations that left it."""
        found: list[tuple[Debt, Fill]] = []
        left: list[Debt] = []
        for one in scene.migrations:
            left += [each.debt for each in due if each.tag == one.tag]
            if not left:
                continue
            reading = scene.snapshots.reading(one)
            for statement, acts in zip(reading.script.statements, reading.acts, strict=True):
                if acts and acts[0].verb == "update":
                    fill = fill_of(statement.text, acts, scene.dialect)
                    if isinstance(fill, Fill):
                        found += [(debt, fill) for debt in left if _same(debt, fill)]
        return cls(tuple(found))

    @property
    def values(self) -> dict[str, str]:
        """`users.plan` -> what its rows got, the last of them."""
        return {f"{each.table}.{each.filled}": each.value for _, each in self.fills if each.value}

    def again(self, catalog: Catalog, statements: Sequence[str]) -> Iterator[str]:
        """The UPDATEs that read a column which is dropped now."""
        for debt, fill in self.fills:
            text = f"{fill.head} WHERE {fill.condition};"
            read = debt.name.lower() in named_in(text, catalog.dialect)
            if debt.verb != "drop-column" or not read or debt.name.lower() == fill.filled.lower():
                continue
            there = catalog.column(fill.table, fill.filled) is not None
            if there and not any(each.startswith(f"{fill.head} ") for each in statements):
                yield text


def _same(debt: Debt, fill: Fill) -> bool:
    return debt.table.lower() == fill.table.lower()
