"""A column that allows NULL is made NOT NULL, or part of a primary key, while rows can still hold one: the migration fails,
or without strict mode MySQL makes up a value."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.rules.judging.type_change import modified
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def set_not_null(act: Act, scene: Scene) -> Iterator[Hit]:
    """A nullable column that nothing has filled before."""
    if scene.is_new(act.table) or scene.emptied(act.table):
        return
    if act.verb == "add-constraint":
        yield from _primary(act, scene)
        return
    column = scene.column(act.table, act.name)
    if act.verb == "modify-column":
        found = modified(act, scene)
        if found is None or found.old.not_null or not found.new.not_null or found.old.primary:
            return
    elif column is not None and (column.not_null or column.generated in ("identity", "serial")):
        return
    computed = column is not None and column.computed
    if computed and scene.is_new_column(act.table, act.name):
        return  # its expression gives a value to every row, or was meant to
    if scene.not_null_is_proven(act.table, act.name) or scene.filled(act.table, act.name):
        return
    if column is not None and scene.fresh(column.born) and column.default not in (None, "null"):
        return
    if any(_takes_nulls(a, act, scene) for a in scene.before("delete", table=act.table)):
        return
    name = scene.spelled(act.name)
    late = " (the UPDATE stands below it)" if scene.filled_later(act.table, act.name) else ""
    yield Hit(
        f'makes "{act.table}"."{act.name}" NOT NULL without filling its NULLs first{late}'
        + scene.reduced,
        details=f"UPDATE {scene.spelled(act.table)} SET {name} = … WHERE {name} IS NULL;",
    )


def _takes_nulls(delete: Act, act: Act, scene: Scene) -> bool:
    """True for a DELETE of every row whose column is null: `c IS NULL`, alone or beside OR."""
    keys = [token.key for token in delete.tokens]
    if delete.flags & {"limit", "join"} or {"AND", "NOT"} & set(keys):
        return False
    return any(
        keys[at + 1 : at + 3] == ["IS", "NULL"]
        and token.kind in (WORD, QUOTED)
        and scene.same(identifier(token, scene.dialect), act.name)
        for at, token in enumerate(delete.tokens)
    )


def _primary(act: Act, scene: Scene) -> Iterator[Hit]:
    """A primary key makes its columns NOT NULL."""
    key = act.constraint
    if key is None or key.kind != "primary" or not scene.catalog.grammar.primary_not_null:
        return
    index = scene.catalog.index(key.using_index) if key.using_index else None
    for name in index.columns if index else key.columns:
        column = scene.column(act.table, name)
        if column is None or column.not_null or column.generated or column.primary:
            continue
        if column.born and column.default not in (None, "null"):
            continue
        if scene.filled(act.table, name) or scene.not_null_is_proven(act.table, name):
            continue
        spelled = scene.spelled(name)
        yield Hit(
            f'makes "{act.table}"."{name}" part of the primary key without filling its NULLs first'
            + scene.reduced,
            details=f"UPDATE {scene.spelled(act.table)} SET {spelled} = … WHERE {spelled} IS NULL;",
        )


RULE = Rule(
    id="set-not-null",
    kind="fails-on-data",
    verbs=("set-not-null", "modify-column", "add-constraint"),
    check=set_not_null,
    needs=needed(("add-constraint",), "primary"),
    of_released=("*",),
    problem=(
        "A column that allows NULL is made NOT NULL while rows can still hold one: the "
        "migration fails, or without strict mode MySQL makes up a value."
    ),
    remedy="write UPDATE … SET c = … WHERE c IS NULL above it",
)
