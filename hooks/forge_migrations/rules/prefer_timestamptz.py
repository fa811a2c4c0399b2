"""timestamp forgets which zone was meant."""

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


def prefer_timestamptz(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the act makes or gives a type."""
    for name, kind, _serial in new_types(act):
        if parse(kind).base == "timestamp":
            yield Hit(f'"{act.table}"."{name}" is timestamp without time zone')


RULE = Rule(
    id="prefer-timestamptz",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type"),
    check=prefer_timestamptz,
    problem=(
        "timestamp without time zone forgets which zone was meant: two sessions read two "
        "moments from one value."
    ),
    remedy="use timestamp with time zone: timestamp({ withTimezone: true })",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/datatype-datetime.html",
)
