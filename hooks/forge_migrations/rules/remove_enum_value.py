"""A value is taken out of an enum."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.rules.judging.type_change import change_of
from forge_migrations.rules.judging.type_change import modified
from forge_migrations.sql.literals import literal
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_TEXT = "*"
"""Stands for every value of a text column that the enum doesn't list."""


def remove_enum_value(act: Act, scene: Scene) -> Iterator[Hit]:
    """MySQL's MODIFY, and drizzle-kit's text, DROP TYPE, CREATE TYPE, cast back."""
    if act.verb == "modify-column":
        found = modified(act, scene)
        removed = found.change.removed if found else ()
    else:
        removed = _removed(act, scene)
    removed = tuple(v for v in removed if not _written_over(v, act, scene))
    if removed == (_TEXT,):
        yield Hit(
            f'turns text "{act.table}"."{act.name}" into enum {act.new}: it fails if a row holds'
            " a value that the enum doesn't list"
        )
        return
    if removed:
        yield Hit(
            f"takes {quoted(removed)} out of the values of"
            f' "{act.table}"."{act.name}": it fails if a row holds one'
        )


def _removed(act: Act, scene: Scene) -> tuple[str, ...]:
    new = scene.catalog.enum(parse(act.new).base)
    change = change_of(act, scene)
    if new is None or change is None or "enum" not in new.flags:
        return ()
    if any(token.key == "CASE" for token in act.tokens):
        return ()  # the expression says what becomes of each value
    base = parse(change.old).base
    old = scene.catalog.enum(base)
    had = (
        tuple(v for v in old.values if v not in old.added)
        if old
        else scene.enums.get(parse(act.new).base, ())
    )
    if not had and base in ("text", "varchar", "char"):
        return (_TEXT,)
    return tuple(value for value in had if value not in new.values)


def _written_over(value: str, act: Act, scene: Scene) -> bool:
    """An UPDATE or DELETE before names the value."""
    return any(
        scene.same(row.table, act.table)
        and any(literal(t, scene.dialect) == value for t in row.tokens if t.kind == "s")
        for row in scene.before("update", "delete", table=act.table)
    )


RULE = Rule(
    id="remove-enum-value",
    kind="fails-on-data",
    verbs=("alter-type", "modify-column"),
    check=remove_enum_value,
    problem=(
        "A value is taken out of an enum. The conversion fails if a row holds it; MySQL "
        "without strict mode turns it into ''."
    ),
    remedy="UPDATE the rows that hold the value first",
)
