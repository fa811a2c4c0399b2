"""REPLACE and INSERT OR REPLACE delete the row that has the same key, so every column that isn't
listed falls back to its default, and children with ON DELETE CASCADE go."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.rule import Hit
from forge_migrations.rules.rule import Rule
from forge_migrations.rules.scene import Scene
from forge_migrations.sql.acts import Act


def replace_rows(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.has("or-replace") and scene.existed(act.table):
        yield Hit(
            f'replaces whole rows of table "{act.table}": columns that aren\'t listed are reset'
        )


RULE = Rule(
    id="replace-rows",
    kind="data-loss",
    verbs=("insert",),
    check=replace_rows,
    problem=(
        "REPLACE and INSERT OR REPLACE delete the row that has the same key, so every column "
        "that isn't listed falls back to its default, and children with ON DELETE CASCADE go."
    ),
    remedy="write INSERT … ON CONFLICT … DO UPDATE SET (MySQL: ON DUPLICATE KEY UPDATE)",
)
