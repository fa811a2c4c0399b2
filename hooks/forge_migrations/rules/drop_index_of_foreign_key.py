"""MySQL needs an index on the columns of a foreign key and refuses to drop the last one (error
1553)."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.dependencies import referred

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Table


def drop_index_of_foreign_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """The last index whose first columns are those of a key, on either side of it."""
    if act.verb == "drop-primary-key":
        yield from _primary(act, scene)
        return
    table = scene.table(act.table)
    index = scene.catalog.index(act.name, act.table)
    fold = scene.catalog.fold
    if table is None:
        return
    columns = (
        index.columns
        if index
        else next(
            (
                c.columns
                for c in table.constraints
                if c.kind == "unique" and fold(c.name) == fold(act.name)
            ),
            (),
        )
    )
    others = [i.columns for i in table.indexes.values() if i is not index]
    others += [
        c.columns
        for c in table.constraints
        if c.kind in ("primary", "unique") and fold(c.name) != fold(act.name)
    ]
    others += [a.indexed.columns for a in scene.together("create-index") if a.indexed]
    yield from _parent(act, table, columns, others, scene)
    for key in table.constraints:
        if key.kind != "foreign" or not key.columns:
            continue
        size = len(key.columns)
        if any(
            fold(f.name) == fold(key.name) and scene.same(f.table, act.table)
            for f in scene.together("drop-foreign-key")
        ):
            continue
        wanted = list(map(fold, key.columns))
        if fold(key.name) == fold(act.name) and index is None:
            columns = key.columns  # MySQL names the index that it makes after the key
        if list(map(fold, columns[:size])) == wanted and not any(
            list(map(fold, other[:size])) == wanted for other in others
        ):
            yield Hit(
                f'drops index "{act.name}", which foreign key "{key.name}" of "{act.table}" needs'
            )


def _parent(
    act: Act, table: Table, columns: Sequence[str], others: Sequence[Sequence[str]], scene: Scene
) -> Iterator[Hit]:
    """The index that serves the keys of other tables which refer to these columns."""
    for child, key in scene.catalog.inbound(table.name):
        wanted = [scene.fold(name) for name in referred(key, table)]
        served = [[scene.fold(name) for name in other[: len(wanted)]] for other in others]
        begins = [scene.fold(name) for name in columns[: len(wanted)]]
        if wanted and begins == wanted and wanted not in served:
            yield Hit(
                f'drops index "{act.name}" of "{act.table}", which foreign key "{key.name}" of'
                f' "{child.name}" needs'
            )


def _primary(act: Act, scene: Scene) -> Iterator[Hit]:
    """The primary key serves foreign keys of both sides, and another index that begins so could."""
    table = scene.table(act.table)
    if table is None:
        return
    primary = [scene.fold(name) for name in table.primary()]
    others = [c.columns for c in table.constraints if c.kind == "unique"]
    others += [i.columns for i in table.indexes.values()]
    others += [a.indexed.columns for a in scene.together("create-index") if a.indexed]
    others += [a.constraint.columns for a in scene.together("add-constraint") if a.constraint]
    own = [(table, key, key.columns) for key in table.constraints if key.kind == "foreign"]
    theirs = [
        (child, key, key.reference.columns or table.primary())
        for child, key in scene.catalog.inbound(act.table)
        if key.reference
    ]
    for holder, key, columns in own + theirs:
        wanted = [scene.fold(name) for name in columns]
        served = [[scene.fold(name) for name in other[: len(wanted)]] for other in others]
        if wanted and primary[: len(wanted)] == wanted and wanted not in served:
            yield Hit(
                f'drops the primary key of "{act.table}", which foreign key "{key.name}" of'
                f' "{holder.name}" needs'
            )


RULE = Rule(
    id="drop-index-of-foreign-key",
    kind="fails-on-data",
    verbs=("drop-index", "drop-primary-key"),
    check=drop_index_of_foreign_key,
    problem=(
        "MySQL needs an index on the columns of a foreign key and refuses to drop the last "
        "one (error 1553)."
    ),
    remedy="drop the foreign key first, or create another index on its columns",
    engines=MYSQL,
)
