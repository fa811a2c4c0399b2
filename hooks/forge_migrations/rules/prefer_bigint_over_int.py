"""A key of 32 bits runs out."""

from __future__ import annotations

from forge_migrations.rules.judging.new_types import new_types
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def prefer_bigint_over_int(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the act makes or gives a type."""
    for name, kind, _serial in new_types(act):
        if parse(kind).base == "integer":
            yield Hit(f'"{act.table}"."{name}" has 32 bits')


RULE = Rule(
    id="prefer-bigint-over-int",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type"),
    check=prefer_bigint_over_int,
    problem=(
        "An integer of 32 bits ends at 2,147,483,647, and the change to bigint rewrites the table."
    ),
    remedy="use bigint, bigserial or a bigint identity",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/datatype-numeric.html",
)
