"""A NOT NULL column without a default can't be added to a table that has rows."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.check_value import breaks
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def add_required_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed; generated, identity and serial columns fill themselves."""
    column = act.column
    if column is None or scene.is_new(act.table) or column.generated:
        return
    domain = scene.catalog.domain(column.type)
    if "not-null" in domain and "default" not in domain and column.default in (None, "null"):
        if not scene.emptied(act.table):
            yield Hit(
                f'adds "{act.table}"."{act.name}" of domain "{column.type}", which allows no NULL,'
                " without a default: it fails as soon as the table has a row"
            )
        return
    checked = scene.catalog.enum(column.type) if domain else None
    if checked is not None and checked.body[1] and column.default not in (None, "null"):
        if breaks(checked.body[1], "value", column.default, scene.dialect):
            yield Hit(
                f'adds "{act.table}"."{act.name}" with the default {column.default}, which domain'
                f' "{column.type}" forbids: it fails as soon as the table has a row'
            )
        return
    required = column.not_null or (column.primary and scene.dialect == "postgres")
    if not required or column.default not in (None, "null"):
        return
    if scene.engine.fills_required and parse(column.type).base not in (
        "date",
        "datetime",
        "timestamp",
    ):
        return  # MySQL fills in a value of its own: implicit-default
    if scene.emptied(act.table):
        return
    yield Hit(
        f'adds NOT NULL "{act.table}"."{act.name}" without a default: it fails as soon as the'
        " table has a row"
    )


RULE = Rule(
    id="add-required-column",
    kind="fails-on-data",
    verbs=("add-column",),
    check=add_required_column,
    of_released=("*",),
    problem="A NOT NULL column without a default can't be added to a table that has rows.",
    remedy="add it nullable, fill it, then SET NOT NULL in a later migration; or give it a DEFAULT",
)
