"""A value without BEFORE or AFTER goes last."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def require_enum_value_ordering(act: Act, scene: Scene) -> Iterator[Hit]:
    """ADD VALUE that says no place."""
    if not (act.has("before") or act.has("after")):
        yield Hit(f'value "{act.new}" of "{act.name}" says no place: it goes last')


RULE = Rule(
    id="require-enum-value-ordering",
    kind="hygiene",
    verbs=("add-enum-value",),
    check=require_enum_value_ordering,
    problem=(
        "Enums compare and sort by the place of their values. One that is added without "
        "BEFORE or AFTER goes last, wherever the schema has it."
    ),
    remedy="write BEFORE or AFTER behind the value",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/sql-altertype.html",
)
