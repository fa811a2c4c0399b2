"""MySQL wants an AUTO_INCREMENT column to be the first of a key at every moment."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Table


def auto_increment_without_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """A column that comes without its key, and a key that leaves the column behind."""
    table = scene.table(act.table)
    if act.verb in ("drop-primary-key", "drop-index", "drop-constraint"):
        if table is not None:
            yield from _left_behind(act, table, scene)
        return
    columns = (*act.columns, *((act.column,) if act.column else ()))
    alone = [one for one in columns if one.generated == "auto" and not one.unique]
    keys = _keys(act, table, scene) if alone else []
    for column in alone:
        if not _first(column, keys, scene):
            yield Hit(
                f'makes "{act.table}"."{column.name}" AUTO_INCREMENT while no key begins with it:'
                " error 1075"
            )


def _keys(act: Act, table: Table | None, scene: Scene) -> list[tuple[str, ...]]:
    """The columns of each key that the table has behind the statement."""
    keys = [one.columns for one in act.constraints if one.kind in ("primary", "unique")]
    if act.verb != "create-table":
        return [*keys, *_made(scene), *(table.key_columns() if table else ())]
    return keys + [
        made.indexed.columns
        for made in scene.together("create-index")
        if made.indexed and scene.same(made.table, act.table)
    ]


def _made(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The keys that the same statement adds."""
    for made in scene.together("add-constraint", "create-index"):
        if made.indexed is not None:
            yield made.indexed.columns
        elif made.constraint is not None and made.constraint.kind in ("primary", "unique"):
            yield made.constraint.columns


def _first(column: Column, keys: Iterable[tuple[str, ...]], scene: Scene) -> bool:
    return any(key and scene.same(key[0], column.name) for key in keys)


def _left_behind(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    auto = next((c for c in table.columns.values() if c.generated == "auto"), None)
    if auto is None or any(
        scene.same(other.name, auto.name)
        for other in scene.together("modify-column", "drop-column")
    ):
        return
    left = [
        one.columns
        for one in table.constraints
        if one.kind in ("primary", "unique") and not _dropped(act, one.kind, one.name, scene)
    ]
    left += [i.columns for i in table.indexes.values() if not scene.same(i.name, act.name)]
    had = any(scene.same(key[0], auto.name) for key in table.key_columns() if key)
    if had and not _first(auto, [*left, *_made(scene)], scene):
        yield Hit(f'leaves AUTO_INCREMENT "{act.table}"."{auto.name}" without a key: error 1075')


def _dropped(act: Act, kind: str, name: str, scene: Scene) -> bool:
    if act.verb == "drop-primary-key" or (kind == "primary" and act.name.upper() == "PRIMARY"):
        return kind == "primary"
    return bool(name) and scene.same(name, act.name)


RULE = Rule(
    id="auto-increment-without-key",
    kind="transaction",
    verbs=(
        "create-table",
        "add-column",
        "modify-column",
        "drop-primary-key",
        "drop-index",
        "drop-constraint",
    ),
    check=auto_increment_without_key,
    problem=(
        "There can be one AUTO_INCREMENT column and it has to begin a key, after every single "
        "statement. drizzle-kit drops the key before the column changes, and adds the column before "
        "its key."
    ),
    remedy=(
        "write both into one statement: ALTER TABLE t ADD id int AUTO_INCREMENT PRIMARY KEY, or take"
        " AUTO_INCREMENT away with MODIFY first"
    ),
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/create-table.html",
)
