"""What a history's SQL lacks of its snapshots and no later migration brings, for a walk over commits."""

from __future__ import annotations

from forge_migrations.checks.migration_history.agreement.carried import Carried
from forge_migrations.checks.migration_history.agreement.states import Snapshots
from forge_migrations.checks.migration_history.agreement.words import OVER
from forge_migrations.checks.migration_history.agreement.words import worded
from forge_migrations.engines import dialect_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.facts import Facts


class Standing(NamedTuple):
    """One disagreement that databases have as well."""

    rule: str
    key: str
    path: str
    message: str


def standing(history: History, tree: Tree, facts: Facts) -> Iterator[Standing]:
    """What would be refused today, for each migration, but for what drizzle-kit itself leaves out; and
    what the whole history leaves otherwise than the newest snapshot says."""
    dialect = dialect_of(history.dialect)
    if dialect is None:
        return
    snapshots = Snapshots(history, tree, facts, dialect)
    end = Carried(snapshots).end()
    shown = set()
    for one in history.migrations:
        for told in end.standing.get(one.tag, ()):
            said = worded(told, orders_enums=False)
            if said is None:
                continue
            shown.add((told.key, told.aspect))
            if said.severity == "refuse":
                key = f"{one.tag}: {told.part} {told.aspect}"
                yield Standing(said.rule, key, one.path, said.message)
    newest = snapshots.newest()
    for told in end.over.found if end.over and newest else ():
        said = worded(told, orders_enums=False)
        if newest and said is not None and (told.key, told.aspect) not in shown:
            message = f"{OVER}: {said.message}"
            yield Standing(said.rule, f"{told.part} {told.aspect}", newest.path, message)
