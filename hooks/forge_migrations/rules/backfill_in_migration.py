"""A backfill in the same transaction as DDL on the table keeps the ACCESS EXCLUSIVE lock until
every row is written."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_DDL: tuple[Verb, ...] = (
    "add-column",
    "alter-type",
    "set-not-null",
    "drop-column",
    "drop-default",
    "set-default",
    "add-constraint",
    "drop-not-null",
    "rename-column",
)


def backfill_in_migration(act: Act, scene: Scene) -> Iterator[Hit]:
    """An UPDATE of a table that existed and that this run has altered before."""
    if act.verb != "update" or not scene.existed(act.table) or not scene.in_transaction:
        return
    if any(True for _ddl in scene.in_this_transaction(*_DDL, table=act.table)):
        yield Hit(
            f'writes rows of "{act.table}" in the transaction that has altered it: it stays'
            " locked until the last pending file is done"
        )


RULE = Rule(
    id="backfill-in-migration",
    kind="lock",
    verbs=("update", "delete", "insert"),
    check=backfill_in_migration,
    problem=(
        "A backfill in the same transaction as DDL on the table keeps the ACCESS EXCLUSIVE "
        "lock until every row is written."
    ),
    remedy=(
        "fill it in a migration behind this one, as forge-migrations soften writes it: apply --online does"
        " that in batches"
    ),
    engines=POSTGRES,
    severity="report",
)
