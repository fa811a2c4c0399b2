"""Values of an ENUM or SET that are inserted in the middle, moved or removed renumber every row:
MySQL copies the table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.type_change import modified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def reorder_enum(act: Act, scene: Scene) -> Iterator[Hit]:
    """Anything but appending."""
    found = modified(act, scene)
    if found and found.change.reordered:
        yield Hit(f'copies "{act.table}" to renumber the values of "{act.name}"')


RULE = Rule(
    id="reorder-enum",
    kind="rewrite",
    verbs=("modify-column",),
    check=reorder_enum,
    problem=(
        "Values of an ENUM or SET that are inserted in the middle, moved or removed renumber "
        "every row: MySQL copies the table. Only appending is instant."
    ),
    remedy="append new values at the end",
    engines=MYSQL,
)
