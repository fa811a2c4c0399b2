"""char(n) pads with blanks."""

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


def ban_char_field(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the act makes or gives a type."""
    for name, kind, _serial in new_types(act):
        if parse(kind).base in ("char", "bpchar"):
            yield Hit(f'"{act.table}"."{name}" is char, which pads with blanks')


RULE = Rule(
    id="ban-char-field",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type"),
    check=ban_char_field,
    problem=(
        "char(n) pads with blanks up to its length, which comparisons leave out and LIKE doesn't."
    ),
    remedy="use text or varchar",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/datatype-character.html",
)
