"""What a history's SQL lacks of its snapshots and no later migration brings, for a walk over commits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from forge_migrations.change.tree import Tree
from forge_migrations.checks.migration_history.agreement.states import Snapshots
from forge_migrations.checks.migration_history.agreement.words import worded
from forge_migrations.drizzle.history.history import History
from forge_migrations.engines import dialect_of
from forge_migrations.facts import Facts


class Standing(NamedTuple):
    """One disagreement that databases have as well."""

    rule: str
    key: str
    path: str
    message: str


def standing(history: History, tree: Tree, facts: Facts) -> Iterator[Standing]:
    """What would be refused today, for each migration; what drizzle-kit itself leaves out isn't."""
    dialect = dialect_of(history.dialect)
    if dialect is None:
        return
    snapshots, ending = (Snapshots(history, tree, facts, dialect) for _ in range(2))
    for one in history.migrations:
        compared = snapshots.compared(one)
        for told in compared.found if compared else ():
            said = worded(told, orders_enums=False)
            if (
                said is not None
                and said.severity == "refuse"
                and told in snapshots.still(one, one)
                and told in ending.still(history.migrations[-1], one)
            ):
                yield Standing(
                    said.rule, f"{one.tag}: {told.part} {told.aspect}", one.path, said.message
                )
