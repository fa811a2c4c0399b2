"""A new CHECK or foreign key fails if a row already breaks it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import CHECKED
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.check_value import breaks
from forge_migrations.sql.check_value import keeps
from forge_migrations.sql.dependencies import names_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint


def add_constraint(act: Act, scene: Scene) -> Iterator[Hit]:
    """CHECK and FOREIGN KEY on columns that existed."""
    if scene.dialect in ("sqlite", "libsql"):
        return
    if act.verb in ("alter-domain-constraint", "validate-domain-constraint"):
        if not act.has("not-valid"):
            does = "validates" if act.verb.startswith("validate") else "constrains"
            yield Hit(f'{does} domain "{act.name}": it fails if a value breaks it')
        return
    if act.verb == "validate-constraint":
        return
    if scene.is_new(act.table):
        return
    for one in (act.constraint, *act.constraints):
        if one is None or not one.valid or one.kind not in ("check", "foreign", "not null"):
            continue
        column = _alone(one, act, scene)
        if column is not None and breaks(
            one.expression, column.name, column.default, scene.dialect
        ):
            value = column.default or "NULL"
            does = (
                f'adds "{act.table}"."{column.name}", which is {value} in every row, with a CHECK'
            )
            if act.verb != "add-column":
                does = (
                    f'adds CHECK "{one.name}" on "{act.table}"."{column.name}", which is {value} in'
                )
                does += " every row, and"
            yield Hit(
                f"{does} {'that ' if act.verb == 'add-column' else ''}forbids it ({one.expression}): it"
                " fails as soon as the table has a row",
                "refuse",
            )
            continue
        if column is not None and keeps(one.expression, column.name, column.default, scene.dialect):
            continue
        if act.verb == "add-column" and _null(act) and not _about_others(one, act, scene):
            continue
        if one.kind == "check" and _repeats(one, act, scene):
            continue
        if (
            one.kind == "foreign"
            and one.columns
            and all(
                (c := scene.column(act.table, name)) is not None
                and scene.fresh(c.born)
                and c.default in (None, "null")
                and not scene.filled(act.table, name)
                for name in one.columns
            )
        ):
            continue
        name = f' "{one.name}"' if one.name else ""
        what = "foreign key" if one.kind == "foreign" else one.kind.upper()
        yield Hit(f'adds {what}{name} to "{act.table}": it fails if a row breaks it')


def _alone(one: Constraint, act: Act, scene: Scene) -> Column | None:
    """The new column that a CHECK is about, as long as each row has its default."""
    if one.kind != "check":
        return None
    if act.verb == "add-column":
        column = act.column
    else:
        table = scene.table(act.table)
        named = [
            column
            for key, column in (table.columns.items() if table else ())
            if names_column(scene.catalog, one.expression, key)
        ]
        column = named[0] if len(named) == 1 else None
        if column is None or not scene.fresh(column.born) or scene.filled(act.table, column.name):
            return None
        if column.born != FILE:
            return None
    if column is None or column.generated or scene.catalog.domain(column.type):
        return None
    return column


def _about_others(one: Constraint, act: Act, scene: Scene) -> bool:
    """True when the CHECK names a column that has values."""
    table = scene.table(act.table)
    return (
        one.kind == "check"
        and table is not None
        and any(
            key != scene.fold(act.name) and names_column(scene.catalog, one.expression, key)
            for key in table.columns
        )
    )


def _null(act: Act) -> bool:
    return act.column is None or act.column.default in (None, "null")


def _repeats(one: Constraint, act: Act, scene: Scene) -> bool:
    table = scene.table(act.table)
    return table is not None and one.expression in table.keys(scene.fold).checks


RULE = Rule(
    id="add-constraint",
    kind="fails-on-data",
    verbs=(
        "add-constraint",
        "add-column",
        "modify-column",
        "alter-domain-constraint",
        "validate-domain-constraint",
        "validate-constraint",
    ),
    check=add_constraint,
    needs=needed(("add-constraint", "add-column", "modify-column"), "foreign", *CHECKED),
    of_released=(
        "add-constraint",
        "add-column",
        "modify-column",
    ),
    problem="A new CHECK or foreign key fails if a row already breaks it.",
    remedy=(
        "look for rows that break it first, or add it NOT VALID, mend them, and VALIDATE CONSTRAINT"
    ),
    severity="report",
)
