"""DROP TABLE destroys the table's rows."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.acts import Act
from forge_migrations.sql.existence import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene


def drop_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """A table that may hold rows, unless it is rebuilt."""
    if act.has("temporary") or not scene.existed(act.table):
        return
    if act.verb == "create-table":
        gone = Act("drop-table", act.table, act.table)
        if act.has("or-replace") and not missing(scene.catalog, gone):
            yield Hit(f'CREATE OR REPLACE drops table "{act.table}" with its rows' + scene.reduced)
        return
    if act.verb != "drop-table":
        return
    if scene.rebuild or _is_ledger(act, scene):
        return
    yield Hit(f'drops table "{act.table}" with its rows' + scene.reduced)


def _is_ledger(act: Act, scene: Scene) -> bool:
    return act.table.rpartition(".")[2] in (scene.settings.ledger, "d1_migrations")


RULE = Rule(
    id="drop-table",
    kind="data-loss",
    verbs=("drop-table", "drop-materialized-view", "create-table"),
    check=drop_table,
    needs=needed(("create-table",), "or-replace"),
    problem=(
        "DROP TABLE destroys the table's rows. Nothing but a backup brings them back, and "
        "code that is still running fails on the missing table."
    ),
    remedy="rename it to a name that nothing reads, release, and drop it one release later",
)
