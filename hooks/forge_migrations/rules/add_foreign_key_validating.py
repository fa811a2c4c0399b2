"""Adding a foreign key reads every row of the table and locks both tables against writes
meanwhile; MySQL copies the table unless foreign_key_checks is off."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def add_foreign_key_validating(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed; a new column only where PostgreSQL scans."""
    if scene.dialect in ("sqlite", "libsql") or scene.is_new(act.table):
        return
    for key in (act.constraint, *act.constraints):
        if key is None or key.kind != "foreign" or not key.valid or key.reference is None:
            continue
        if act.verb == "add-column":
            column = act.column
            null = column is None or column.default in (None, "null")
            if not scene.engine.inline_references or null:
                continue  # PostgreSQL doesn't scan a column of NULLs; MySQL ignores it inline
        elif scene.dialect == "postgres" and all(
            scene.is_new_column(act.table, name) for name in key.columns
        ):
            scans = f'scans "{act.table}" and '
            yield Hit(
                f'{scans}locks "{act.table}" and "{key.reference.table}" to validate "{key.name}"'
            )
            continue
        yield Hit(
            f'reads every row of "{act.table}" to validate "{key.name or "a foreign key"}"'
            f' and locks it and "{key.reference.table}" against writes'
        )


RULE = Rule(
    id="add-foreign-key-validating",
    kind="lock",
    verbs=("add-constraint", "add-column"),
    check=add_foreign_key_validating,
    needs=needed(("add-constraint", "add-column"), "foreign"),
    of_released=("*",),
    problem=(
        "Adding a foreign key reads every row of the table and locks both tables against "
        "writes meanwhile; MySQL copies the table unless foreign_key_checks is off."
    ),
    remedy="add it NOT VALID, and VALIDATE CONSTRAINT in a later deploy",
    severity="report",
)
