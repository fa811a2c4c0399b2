"""Dropping an attribute of a composite type destroys its values in every column of that type."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_attribute(act: Act, scene: Scene) -> Iterator[Hit]:
    """An attribute of a type that existed."""
    known = scene.catalog.get("type", act.name)
    if act.verb != "drop-attribute" or (known is not None and scene.fresh(known.born)):
        return
    yield Hit(f'drops attribute "{act.new}" of type "{act.name}"')


RULE = Rule(
    id="drop-attribute",
    kind="data-loss",
    verbs=("drop-attribute", "alter-attribute"),
    check=drop_attribute,
    problem=(
        "Dropping an attribute of a composite type destroys its values in every column of "
        "that type."
    ),
    remedy="add a new type, convert the columns, and drop the old one in a later release",
    engines=POSTGRES,
)
