"""A length in the type is changed by a lock on the table."""

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


def prefer_text_field(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the act makes or gives a type."""
    for name, kind, _serial in new_types(act):
        if parse(kind).base == "varchar" and "(" in kind:
            yield Hit(f'"{act.table}"."{name}" has a length in its type')


RULE = Rule(
    id="prefer-text-field",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type"),
    check=prefer_text_field,
    problem=(
        "varchar(n) is stored as text is; another length takes an ACCESS EXCLUSIVE lock, and "
        "a shorter one reads every row."
    ),
    remedy="use text, and a CHECK on its length where one is wanted",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/datatype-character.html",
)
