"""One table stays under ACCESS EXCLUSIVE while the file works through the rows of another one."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.verbs import Verb

_EXCLUSIVE: tuple[Verb, ...] = (
    "add-column",
    "drop-column",
    "alter-type",
    "set-not-null",
    "drop-not-null",
    "rename-column",
    "rename-table",
    "drop-constraint",
    "add-constraint",
    "set-default",
    "drop-default",
    "truncate",
)


def statements_after_exclusive_lock(act: Act, scene: Scene) -> Iterator[Hit]:
    """Long work on a table that existed, after an exclusive lock on another one."""
    if not scene.existed(act.table) or not scene.in_transaction or not _works(act, scene):
        return
    for earlier in scene.first_on_each_table(*_EXCLUSIVE):
        if not scene.same(earlier.table, act.table) and not scene.is_new(earlier.table):
            yield Hit(
                f'works through "{act.table}" while "{earlier.table}" is locked against'
                " reads and writes"
            )
            return


def _works(act: Act, scene: Scene) -> bool:
    """False for what reads and writes no row."""
    if act.verb == "alter-type":
        return not scene.is_new_column(act.table, act.name)
    one = act.constraint
    return one is None or (one.valid and not one.using_index)


RULE = Rule(
    id="statements-after-exclusive-lock",
    kind="lock",
    verbs=(
        "alter-type",
        "set-not-null",
        "create-index",
        "add-constraint",
        "update",
        "validate-constraint",
    ),
    check=statements_after_exclusive_lock,
    problem=(
        "One table stays under ACCESS EXCLUSIVE while the file works through the rows of "
        "another one."
    ),
    remedy="split the work over two deploys",
    engines=POSTGRES,
    severity="report",
    once=True,
)
