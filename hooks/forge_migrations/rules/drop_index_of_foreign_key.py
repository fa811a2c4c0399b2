"""MySQL needs an index on the columns of a foreign key and refuses to drop the last one (error
1553)."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.rule import MYSQL
from forge_migrations.rules.rule import Hit
from forge_migrations.rules.rule import Rule
from forge_migrations.rules.scene import Scene
from forge_migrations.sql.acts import Act


def drop_index_of_foreign_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """The last index whose first columns are those of a key, on either side of it."""
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


RULE = Rule(
    id="drop-index-of-foreign-key",
    kind="fails-on-data",
    verbs=("drop-index",),
    check=drop_index_of_foreign_key,
    problem=(
        "MySQL needs an index on the columns of a foreign key and refuses to drop the last "
        "one (error 1553)."
    ),
    remedy="drop the foreign key first, or create another index on its columns",
    engines=MYSQL,
)
