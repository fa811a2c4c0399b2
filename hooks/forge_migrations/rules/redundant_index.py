"""The index starts with the same columns as another one, so it costs writes and serves nothing
more."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.rule import Hit
from forge_migrations.rules.rule import Rule
from forge_migrations.rules.scene import Scene
from forge_migrations.sql.acts import Act


def redundant_index(act: Act, scene: Scene) -> Iterator[Hit]:
    """A prefix of an index or key that is there, or the other way round."""
    table = scene.table(act.table)
    new = act.indexed
    if table is None or new is None or new.where or new.method not in ("", "btree"):
        return
    fold = scene.catalog.fold
    columns = [fold(c) for c in new.columns]
    keys = [("the primary key", c.columns) for c in table.constraints if c.kind == "primary"]
    keys += [(f'"{c.name}"', c.columns) for c in table.constraints if c.kind == "unique"]
    keys += [
        (f'"{i.name}"', i.columns)
        for i in table.indexes.values()
        if not i.where and i.method in ("", "btree")
    ]
    for name, other in keys:
        folded = [fold(c) for c in other]
        if not new.unique and folded[: len(columns)] == columns:
            yield Hit(
                f'index "{act.name}" on ({", ".join(new.columns)}) is served by {name} already'
            )
            return


RULE = Rule(
    id="redundant-index",
    kind="hygiene",
    verbs=("create-index",),
    check=redundant_index,
    problem=(
        "The index starts with the same columns as another one, so it costs writes and serves "
        "nothing more."
    ),
    remedy="leave the shorter index out",
    severity="report",
)
