"""A column is assigned or listed twice: PostgreSQL refuses it, SQLite takes the last value, MySQL
works through them in order."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def duplicate_assignment(act: Act, scene: Scene) -> Iterator[Hit]:
    """The same column twice."""
    names = act.values
    if act.verb == "create-table":
        names = tuple(column.name for column in act.columns)
    seen: set[str] = set()
    for name in names:
        key = scene.catalog.fold(name)
        if key in seen:
            yield Hit(f'"{act.table}"."{name}" stands twice in the {act.verb.replace("-", " ")}')
        seen.add(key)


RULE = Rule(
    id="duplicate-assignment",
    kind="hygiene",
    verbs=("update", "insert", "create-table"),
    check=duplicate_assignment,
    problem=(
        "A column is assigned or listed twice: PostgreSQL refuses it, SQLite takes the last "
        "value, MySQL works through them in order."
    ),
    remedy="assign each column once",
)
