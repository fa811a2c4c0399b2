"""VALIDATE CONSTRAINT is gentle only in a transaction of its own."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def validate_in_same_transaction(act: Act, scene: Scene) -> Iterator[Hit]:
    """A constraint that this file or a pending one adds."""
    if scene.is_new(act.table) or not scene.in_transaction:
        return
    table = act.table
    named = scene.in_this_transaction("add-constraint", "add-column", table=table, name=act.name)
    inline = (
        constraint
        for added in scene.in_this_transaction("add-column", table=table)
        for constraint in added.constraints
    )
    if any(True for _ in named) or any(scene.same(c.name, act.name) for c in inline):
        yield Hit(
            f'validates "{act.name}" in the transaction that adds it: "{act.table}" stays'
            " locked while every row is read"
        )


RULE = Rule(
    id="validate-in-same-transaction",
    kind="lock",
    verbs=("validate-constraint",),
    check=validate_in_same_transaction,
    problem=(
        "VALIDATE CONSTRAINT is gentle only in a transaction of its own. The migrator runs "
        "all pending files in one, so the lock of ADD CONSTRAINT … NOT VALID is still held "
        "while the rows are read."
    ),
    remedy="ship the VALIDATE in a later deploy than the NOT VALID",
    engines=POSTGRES,
    severity="report",
)
