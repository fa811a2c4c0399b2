"""The new type has no room for every value of the old one: the migration fails on the first that
doesn't fit, and MySQL without strict mode cuts it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.type_change import change_of
from forge_migrations.rules.judging.type_change import modified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def narrow_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """Overflow, too long, not convertible; enums are compared value by value."""
    if act.verb == "modify-column":
        found = modified(act, scene)
        if found and found.change.narrow and not found.change.removed:
            yield Hit(
                f'changes "{act.table}"."{act.name}" from {found.old.type} to'
                f" {found.new.type}: it fails on {found.change.narrow}"
            )
        return
    if "checked" in scene.catalog.domain(act.new) and not scene.is_new_column(act.table, act.name):
        yield Hit(
            f'changes "{act.table}"."{act.name}" to domain "{act.new}": it fails on a value that the'
            " domain forbids",
            "report",
        )
        return
    change = change_of(act, scene)
    if change is None or not change.verdict.narrow or change.enum:
        return
    yield Hit(
        f'changes "{act.table}"."{act.name}" from {change.old} to {change.new}: it fails on'
        f" {change.verdict.narrow}"
    )


RULE = Rule(
    id="narrow-type",
    kind="fails-on-data",
    verbs=("alter-type", "modify-column"),
    check=narrow_type,
    problem=(
        "The new type has no room for every value of the old one: the migration fails on the "
        "first that doesn't fit, and MySQL without strict mode cuts it."
    ),
    remedy="look for values that don't fit first, and mend them in an earlier migration",
)
