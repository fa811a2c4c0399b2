"""A rebuild without AUTOINCREMENT, or after a DELETE of the newest rows, starts counting below ids
that were in use before."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rebuild_loses_autoincrement(act: Act, scene: Scene) -> Iterator[Hit]:
    """AUTOINCREMENT in the old form and not in the new one."""
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    old = [c.name for c in rebuild.old.columns.values() if c.generated == "auto"]
    new = [c.name for c in rebuild.new.columns.values() if c.generated == "auto"]
    if old and not new:
        yield Hit(
            f'rebuilds "{rebuild.name}" without the AUTOINCREMENT of "{old[0]}": ids are used again'
        )


RULE = Rule(
    id="rebuild-loses-autoincrement",
    kind="hygiene",
    verbs=("drop-table",),
    check=rebuild_loses_autoincrement,
    problem=(
        "A rebuild without AUTOINCREMENT, or after a DELETE of the newest rows, starts "
        "counting below ids that were in use before."
    ),
    remedy="keep AUTOINCREMENT in the new form, or copy the row of sqlite_sequence",
    engines=SQLITE,
    severity="report",
)
