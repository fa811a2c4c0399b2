"""A new CHECK or foreign key fails if a row already breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.check_value import breaks


def add_constraint(act: Act, scene: Scene) -> Iterator[Hit]:
    """CHECK and FOREIGN KEY on columns that existed."""
    if scene.dialect in ("sqlite", "libsql"):
        return
    if act.verb == "alter-domain-constraint":
        yield Hit(f'constrains domain "{act.name}": it fails if a value breaks it')
        return
    if act.verb == "validate-constraint":
        return
    if scene.is_new(act.table):
        return
    for one in (act.constraint, *act.constraints):
        if one is None or not one.valid or one.kind not in ("check", "foreign", "not null"):
            continue
        if _breaks(one, act, scene):
            value = act.column.default if act.column and act.column.default else "NULL"
            yield Hit(
                f'adds "{act.table}"."{act.name}", which is {value} in every row, with a CHECK that'
                f" forbids it ({one.expression}): it fails as soon as the table has a row",
                "refuse",
            )
            continue
        if act.verb == "add-column" and _null(act):
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


def _breaks(one: Constraint, act: Act, scene: Scene) -> bool:
    """The CHECK of a new column that its only value breaks."""
    if act.verb != "add-column" or act.column is None or act.column.generated:
        return False
    return one.kind == "check" and breaks(
        one.expression, act.name, act.column.default, scene.dialect
    )


def _null(act: Act) -> bool:
    return act.column is None or act.column.default in (None, "null")


def _repeats(one: Constraint, act: Act, scene: Scene) -> bool:
    table = scene.table(act.table)
    return table is not None and any(
        c.kind == "check" and c.valid and c.expression == one.expression for c in table.constraints
    )


RULE = Rule(
    id="add-constraint",
    kind="fails-on-data",
    verbs=(
        "add-constraint",
        "add-column",
        "modify-column",
        "alter-domain-constraint",
        "validate-constraint",
    ),
    check=add_constraint,
    problem="A new CHECK or foreign key fails if a row already breaks it.",
    remedy=(
        "look for rows that break it first, or add it NOT VALID, mend them, and VALIDATE CONSTRAINT"
    ),
    severity="report",
)
