"""ALTER IGNORE TABLE deletes the rows that a new key doesn't let in, and cuts the values that don't fit."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def alter_ignore(act: Act, scene: Scene) -> Iterator[Hit]:
    """A unique key, or a column's new form, on a table that existed."""
    if not act.has("ignore") or not scene.existed(act.table):
        return
    if act.verb == "modify-column":
        if _fits(act, scene):
            return
        yield Hit(f'ALTER IGNORE cuts the values of "{act.table}"."{act.name}" that don\'t fit')
        return
    columns: tuple[str, ...] = ()
    if act.indexed is not None and act.indexed.unique:
        columns = act.indexed.columns
    elif act.constraint is not None and act.constraint.kind in ("unique", "primary"):
        columns = act.constraint.columns
    elif act.column is not None and (act.column.unique or act.column.primary):
        columns = (act.name,)
    if columns:
        where = ", ".join(columns)
        yield Hit(
            f'ALTER IGNORE deletes the rows of table "{act.table}" that are equal in ({where})'
        )


def _fits(act: Act, scene: Scene) -> bool:
    """The column takes every value that it holds: of the same type or a longer one of its kind."""
    old, new = scene.column(act.table, act.name), act.column
    if old is None or new is None or (new.not_null and not old.not_null):
        return False
    (was, _, length), (now, _, longer) = old.type.partition("("), new.type.partition("(")
    numbers = [each.rstrip(")") for each in (length, longer)]
    if was != now or not all(each.isdecimal() for each in numbers):
        return old.type == new.type
    return int(numbers[0]) <= int(numbers[1])


RULE = Rule(
    id="alter-ignore",
    kind="data-loss",
    verbs=("add-constraint", "create-index", "add-column", "modify-column"),
    check=alter_ignore,
    problem=(
        "MariaDB's ALTER IGNORE TABLE deletes every row but the first that a new unique key takes "
        "for equal, and cuts values that don't fit a column's new type, with a warning alone."
    ),
    remedy="leave IGNORE away, and delete or merge the rows that are equal by name first",
    engines=MYSQL,
    source="https://mariadb.com/docs/server/reference/sql-statements/data-definition/alter/alter-table",
)
