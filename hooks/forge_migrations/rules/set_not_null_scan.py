"""SET NOT NULL reads every row under an ACCESS EXCLUSIVE lock, unless a validated CHECK (c IS NOT
NULL) proves it already."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def set_not_null_scan(act: Act, scene: Scene) -> Iterator[Hit]:
    """A nullable column of a table that existed, not proven by a CHECK."""
    if scene.is_new(act.table) or scene.not_null_is_proven(act.table, act.name):
        return
    column = scene.column(act.table, act.name)
    if column is not None and column.not_null:
        return
    yield Hit(
        f'reads every row of "{act.table}" to prove "{act.name}" not null, while nothing'
        " can read or write it"
    )


RULE = Rule(
    id="set-not-null-scan",
    kind="lock",
    verbs=("set-not-null",),
    check=set_not_null_scan,
    problem=(
        "SET NOT NULL reads every row under an ACCESS EXCLUSIVE lock, unless a validated "
        "CHECK (c IS NOT NULL) proves it already."
    ),
    remedy=(
        "add CHECK (c IS NOT NULL) NOT VALID, validate it in a later deploy, then SET NOT "
        "NULL and drop the CHECK"
    ),
    engines=POSTGRES,
    severity="report",
)
