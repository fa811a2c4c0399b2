"""A foreign key that was there deletes rows from now on."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table


def add_cascade(act: Act, scene: Scene) -> Iterator[Hit]:
    """The key is dropped and comes back with another ON DELETE, or the table is rebuilt with it."""
    if act.verb == "drop-table":
        rebuild = scene.rebuild
        if rebuild is not None and scene.existed(act.table):
            yield from _changed(rebuild.old, rebuild.new.constraints, rebuild.name, scene)
        return
    table = scene.table(act.table)
    if table is None or scene.is_new(act.table):
        return
    going = [c for c in table.constraints if c.kind == "foreign" and scene.same(c.name, act.name)]
    again = [
        made.constraint
        for made in scene.after("add-constraint", table=act.table)
        if made.constraint is not None
    ]
    for old in going:
        yield from _differing(old, again, table.name, scene)


def _changed(old: Table, new: list[Constraint], name: str, scene: Scene) -> Iterator[Hit]:
    for one in old.constraints:
        if one.kind == "foreign":
            yield from _differing(one, new, name, scene)


def _differing(old: Constraint, new: list[Constraint], table: str, scene: Scene) -> Iterator[Hit]:
    for one in new:
        if one.kind != "foreign" or one.reference is None or old.reference is None:
            continue
        if [*map(scene.fold, one.columns)] != [*map(scene.fold, old.columns)]:
            continue
        now, was = one.reference.on_delete, old.reference.on_delete
        if now == was or not scene.same(one.reference.table, old.reference.table):
            continue
        columns = ", ".join(one.columns)
        if now == "cascade":
            yield Hit(
                f'makes each DELETE on "{one.reference.table}" delete the rows of "{table}" that'
                f" refer to it by ({columns}), which {_before(was)}"
            )
        elif now.startswith("set") and was in ("", "no action", "restrict"):
            yield Hit(
                f'makes each DELETE on "{one.reference.table}" empty ({columns}) in the rows of'
                f' "{table}" that refer to it, which {_before(was)}'
            )


def _before(was: str) -> str:
    return "kept it from happening" if was in ("", "no action", "restrict") else "stayed"


RULE = Rule(
    id="add-cascade",
    kind="data-loss",
    verbs=("drop-constraint", "drop-foreign-key", "drop-table"),
    check=add_cascade,
    problem=(
        "A foreign key that was there comes back with ON DELETE CASCADE, or SET NULL: a DELETE of the "
        "running release that failed while rows referred to its row now takes them along, and no error "
        "tells."
    ),
    remedy="release the code that counts on it first, and look for DELETEs that met the error before",
    severity="report",
    source="https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
)
