"""A STORED generated column is computed for every row: PostgreSQL rewrites the table, MySQL copies
it while writes wait."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def stored_generated_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed; SQLite can't add one at all."""
    if scene.is_new(act.table) or scene.dialect in ("sqlite", "libsql"):
        return
    if act.verb == "set-expression":
        yield Hit(f'rewrites "{act.table}" to compute "{act.name}"')
    elif act.column is not None and act.column.generated == "stored":
        old = scene.column(act.table, act.name)
        if (
            act.verb == "modify-column"
            and old is not None
            and old.expression == act.column.expression
        ):
            return
        yield Hit(f'rewrites "{act.table}" to compute "{act.name}" for every row')


RULE = Rule(
    id="stored-generated-column",
    kind="rewrite",
    verbs=("add-column", "modify-column", "set-expression"),
    check=stored_generated_column,
    needs=needed(("add-column", "modify-column"), "generated"),
    of_released=("*",),
    problem=(
        "A STORED generated column is computed for every row: PostgreSQL rewrites the table, "
        "MySQL copies it while writes wait."
    ),
    remedy="make the column VIRTUAL, or fill a plain column by a trigger",
)
