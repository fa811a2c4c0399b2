"""PRAGMA foreign_keys does nothing inside a transaction, and the migrator opens one before the
file."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.rule import SQLITE
from forge_migrations.rules.rule import Hit
from forge_migrations.rules.rule import Rule
from forge_migrations.rules.scene import Scene
from forge_migrations.sql.acts import Act


def foreign_keys_pragma(act: Act, scene: Scene) -> Iterator[Hit]:
    """OFF, under a driver that wraps the files."""
    if act.name == "foreign_keys" and act.text in ("off", "0", "false", "no"):
        if scene.migrator.rebuild_deletes:
            yield Hit("PRAGMA foreign_keys=OFF does nothing inside the migrator's transaction")
    elif act.name == "defer_foreign_keys" and scene.migrator.rebuild_deletes:
        yield Hit("PRAGMA defer_foreign_keys keeps no ON DELETE CASCADE from deleting rows")


RULE = Rule(
    id="foreign-keys-pragma",
    kind="transaction",
    verbs=("pragma",),
    check=foreign_keys_pragma,
    problem=(
        "PRAGMA foreign_keys does nothing inside a transaction, and the migrator opens one "
        "before the file."
    ),
    remedy="don't count on it; see rebuild-deletes-children",
    engines=SQLITE,
    severity="report",
    source="https://sqlite.org/pragma.html#pragma_foreign_keys",
)
