"""A DO block that swallows duplicate_object also swallows the collision of two different
constraints, so the second one silently doesn't exist."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def swallowed_duplicate(act: Act, scene: Scene) -> Iterator[Hit]:
    """A constraint in the block whose name exists already for other columns."""
    for made in scene.together("add-constraint"):
        if made.constraint is None:
            continue
        table = scene.table(made.table)
        alike = [c for c in (table.constraints if table else ()) if c.name == made.name]
        if len(alike) > 1 and any(c.columns != made.constraint.columns for c in alike):
            yield Hit(
                f'constraint "{made.name}" of "{made.table}" collides with another one and'
                f" {act.name} is swallowed: it will not exist",
                "refuse",
            )
    if act.name == "others":
        yield Hit("EXCEPTION WHEN OTHERS hides every failure of the block")


RULE = Rule(
    id="swallowed-duplicate",
    kind="hygiene",
    verbs=("exception-handler",),
    check=swallowed_duplicate,
    problem=(
        "A DO block that swallows duplicate_object also swallows the collision of two "
        "different constraints, so the second one silently doesn't exist."
    ),
    remedy="write the statement without the DO block; the migrator runs it once",
    engines=POSTGRES,
    severity="report",
)
