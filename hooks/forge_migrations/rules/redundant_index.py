"""The index starts with the same columns as another one, so it costs writes and serves nothing
more."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Table


def redundant_index(act: Act, scene: Scene) -> Iterator[Hit]:
    """A prefix of an index or key that is there, or the other way round."""
    table = scene.table(act.table)
    new = act.indexed
    if table is None or new is None or new.unique or new.where or new.method not in ("", "btree"):
        return
    fold = scene.catalog.fold
    columns = [fold(c) for c in new.columns]
    if columns and tuple(columns) not in table.keys(fold).served:
        return
    first, count = columns[0].lower() if columns else "", len(columns)
    for name, other in _keys(table):
        if not other or other[0].lower() != first:  # most of a table's hundred
            continue
        if scene.same(name, act.name):
            continue  # itself, of a guard or a routine that makes it only where it isn't there
        if [fold(c) for c in other[:count]] == columns:
            known = f'"{name}"' if name else "the primary key"
            yield Hit(
                f'index "{act.name}" on ({", ".join(new.columns)}) is served by {known} already'
            )
            return


def _keys(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names, empty for the primary key's, and columns of what an index can repeat."""
    yield "", table.primary()
    for constraint in table.constraints:
        if constraint.kind == "unique":
            yield constraint.name, constraint.columns
    for index in table.indexes.values():
        if not index.where and index.method in ("", "btree"):
            yield index.name, index.columns


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
