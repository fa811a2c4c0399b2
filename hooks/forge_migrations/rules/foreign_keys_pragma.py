"""PRAGMA foreign_keys does nothing inside a transaction, and the migrator opens one before the
file."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def foreign_keys_pragma(act: Act, scene: Scene) -> Iterator[Hit]:
    """OFF inside a transaction, in a file where it would have changed something."""
    if not scene.migrator.foreign_keys or not scene.session.inside or not _counts(scene):
        return
    if act.name == "foreign_keys" and act.text in ("off", "0", "false", "no"):
        yield Hit("PRAGMA foreign_keys=OFF does nothing inside the migrator's transaction")
    elif act.name == "defer_foreign_keys":
        yield Hit("PRAGMA defer_foreign_keys keeps no ON DELETE CASCADE from deleting rows")


def _counts(scene: Scene) -> bool:
    """False when all that follows leaves foreign keys alone, as the rebuild of a table without
    children does; drizzle-kit writes the PRAGMA around every rebuild."""
    gone = {scene.catalog.fold(act.table) for act in scene.after("drop-table", "delete")}
    if any(_is_parent(name, scene) for name in gone):
        return True
    for made in scene.after("create-table"):
        for key in made.constraints:
            if key.reference and scene.catalog.fold(key.reference.table) in gone:
                return True
    return not any(act.verb not in ("pragma", "select", "harmless") for act in scene.after())


def _is_parent(name: str, scene: Scene) -> bool:
    return any(not scene.fresh(child.born) for child, _key in scene.catalog.inbound(name))


RULE = Rule(
    id="foreign-keys-pragma",
    kind="transaction",
    verbs=("pragma",),
    check=foreign_keys_pragma,
    problem=(
        "PRAGMA foreign_keys does nothing inside a transaction, and the migrator opens one "
        "before the file. It is found only where foreign keys would have mattered."
    ),
    remedy="don't count on it; see rebuild-deletes-children",
    engines=SQLITE,
    severity="report",
    source="https://sqlite.org/pragma.html#pragma_foreign_keys",
)
