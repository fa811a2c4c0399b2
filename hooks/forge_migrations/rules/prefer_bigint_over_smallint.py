"""A number of 16 bits runs out."""

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


def prefer_bigint_over_smallint(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the act makes or gives a type."""
    for name, kind, _serial in new_types(act):
        if parse(kind).base == "smallint":
            yield Hit(f'"{act.table}"."{name}" has 16 bits')


RULE = Rule(
    id="prefer-bigint-over-smallint",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type"),
    check=prefer_bigint_over_smallint,
    problem=(
        "An integer of 16 bits ends at 32,767, and the change to a longer one rewrites the table."
    ),
    remedy="use bigint",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/datatype-numeric.html",
)
