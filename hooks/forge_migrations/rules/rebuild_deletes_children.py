"""drizzle-kit rebuilds a SQLite table by DROP TABLE between two PRAGMA foreign_keys."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_EFFECTS = {
    "cascade": "deletes the rows of",
    "set null": "sets to NULL",
    "set default": "resets to the default",
}


def rebuild_deletes_children(act: Act, scene: Scene) -> Iterator[Hit]:
    """Children that existed; and the copy itself, when the table refers to itself."""
    if not scene.session.foreign_keys or not scene.existed(act.table):
        return
    rebuild = scene.rebuild
    if rebuild is None:
        return
    for child, key in scene.catalog.inbound(act.table):
        effect = _EFFECTS.get(key.reference.on_delete if key.reference else "")
        itself = scene.same(child.name, rebuild.new.name)
        if not effect or (scene.fresh(child.born) and not itself):
            continue
        columns = "" if effect.startswith("deletes") else f"{quoted(key.columns)} of "
        yield Hit(
            f"{scene.migrator.name} keeps foreign keys on while it rebuilds"
            f' "{rebuild.name}": the DROP TABLE {effect} {columns}"{child.name}"'
        )


RULE = Rule(
    id="rebuild-deletes-children",
    kind="data-loss",
    verbs=("drop-table",),
    check=rebuild_deletes_children,
    problem=(
        "drizzle-kit rebuilds a SQLite table by DROP TABLE between two PRAGMA foreign_keys. "
        "The migrator runs that in a transaction, where the PRAGMA does nothing, so with "
        "better-sqlite3 or D1 the DROP deletes the rows of every child with ON DELETE CASCADE "
        "and empties those with SET NULL."
    ),
    remedy=(
        "run the rebuild outside the transaction with foreign keys off, or change the table "
        "by ALTER TABLE … ADD COLUMN"
    ),
    engines=SQLITE,
    source="https://github.com/drizzle-team/drizzle-orm/issues/5782",
)
