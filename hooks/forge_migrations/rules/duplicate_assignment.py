"""A column is assigned or listed twice: PostgreSQL refuses it, SQLite takes the last value, MySQL
works through them in order."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import CONSTRAINTS
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.listed_twice import lists
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def duplicate_assignment(act: Act, scene: Scene) -> Iterator[Hit]:
    """The same column twice."""
    names = act.values if act.verb not in ("create-type", "modify-column", "add-column") else ()
    if act.verb == "create-table":
        names = tuple(column.name for column in act.columns)
    seen: set[str] = set()
    for name in names:
        key = scene.catalog.fold(name)
        if key in seen:
            yield Hit(f'"{act.table}"."{name}" stands twice in the {act.verb.replace("-", " ")}')
        seen.add(key)
    yield from _enum_values(act, scene)
    if act.verb == "create-type":
        return
    for where, listed in lists(act, scene.catalog):
        again = _twice([scene.fold(name) for name in listed])
        if again:
            yield Hit(f'"{again}" stands twice in {where} of "{act.table}": the statement fails')


def _enum_values(act: Act, scene: Scene) -> Iterator[Hit]:
    """Values that stand twice in an enum: PostgreSQL's type, MySQL's column."""
    if act.verb == "create-type":
        again = _twice(act.values)
        if again:
            yield Hit(f"'{again}' stands twice in enum \"{act.name}\": the statement fails")
        return
    for column in (*act.columns, *((act.column,) if act.column else ())):
        if scene.dialect in MYSQL and column.type.startswith(("enum(", "set(")):
            again = _twice([each.lower() for each in parse(column.type).arguments])
            if again:
                yield Hit(
                    f'{again} stands twice in the values of "{column.name}": the statement fails'
                )


def _twice(names: Sequence[str]) -> str:
    """The first name that was there before; empty when none was."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


RULE = Rule(
    id="duplicate-assignment",
    kind="hygiene",
    verbs=(
        "update",
        "insert",
        "create-type",
        "add-column",
        "modify-column",
        "create-table",
        "create-view",
        "create-index",
        "add-constraint",
        "merge",
    ),
    check=duplicate_assignment,
    needs=needed(("add-column", "modify-column"), "listed", *CONSTRAINTS),
    problem=(
        "A column is assigned or listed twice: PostgreSQL refuses it, SQLite takes the last "
        "value, MySQL works through them in order. A key, a view and MERGE can't name one twice "
        "either, but on SQLite."
    ),
    remedy="assign each column once",
)
