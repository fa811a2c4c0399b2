"""libSQL's ALTER COLUMN … TO writes the new definition without looking at the rows: a NOT NULL,
CHECK, UNIQUE or REFERENCES that they break is in force for new rows only, and integrity_check
fails."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def libsql_alter_unvalidated(act: Act, scene: Scene) -> Iterator[Hit]:
    """What the new definition adds to the old one."""
    old = scene.column(act.table, act.name)
    new = act.column
    if new is None or scene.is_new(act.table):
        return
    added = []
    if new.not_null and not (old and old.not_null) and not scene.filled(act.table, act.name):
        added.append("NOT NULL")
    if new.check and not (old and old.check == new.check):
        added.append("CHECK")
    if new.unique and not (old and old.unique):
        added.append("UNIQUE")
    if new.reference and (old is None or old.reference != new.reference):
        added.append("REFERENCES")
    if added:
        yield Hit(
            f'gives "{act.table}"."{act.name}" {" and ".join(added)} without looking at the'
            " rows that are there"
        )


RULE = Rule(
    id="libsql-alter-unvalidated",
    kind="fails-on-data",
    verbs=("alter-column-to",),
    check=libsql_alter_unvalidated,
    problem=(
        "libSQL's ALTER COLUMN … TO writes the new definition without looking at the rows: a "
        "NOT NULL, CHECK, UNIQUE or REFERENCES that they break is in force for new rows only, "
        "and integrity_check fails."
    ),
    remedy="mend the rows with an UPDATE first, or rebuild the table",
    engines=("libsql", "sqlite"),
)
