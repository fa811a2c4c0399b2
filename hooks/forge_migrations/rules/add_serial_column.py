"""A serial or identity column takes a value from its sequence for every row, so ADD COLUMN
rewrites the table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def add_serial_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.column is None or scene.is_new(act.table):
        return
    if act.column.generated in ("serial", "identity"):
        yield Hit(f'rewrites "{act.table}" to number "{act.name}" ({act.column.generated})')


RULE = Rule(
    id="add-serial-column",
    kind="rewrite",
    verbs=("add-column", "add-identity"),
    check=add_serial_column,
    needs=needed(("add-column",), "generated"),
    of_released=("*",),
    problem=(
        "A serial or identity column takes a value from its sequence for every row, so ADD "
        "COLUMN rewrites the table."
    ),
    remedy=(
        "create the sequence, add a nullable column with that default, and fill the old rows "
        "in batches"
    ),
    engines=POSTGRES,
)
