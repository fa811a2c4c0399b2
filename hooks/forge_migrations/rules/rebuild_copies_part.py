"""A table is rebuilt, but not every row or not every value arrives where it was: there is no copy,
the copy has a WHERE or a LIMIT, skips or replaces rows on conflict, or puts a column's values
into another column."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.rebuild import source_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.rebuild import Rebuild


def rebuild_copies_part(act: Act, scene: Scene) -> Iterator[Hit]:
    """No copy, a narrowed one, a copy that swallows conflicts, swapped columns."""
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    copy = rebuild.copy
    if copy is None:
        yield Hit(f'rebuilds "{rebuild.name}" without copying its rows')
        return
    if copy.narrowed:
        yield Hit(f'rebuilds "{rebuild.name}" with a copy that {copy.narrowed} narrows')
    for flag in ("or-ignore", "or-replace", "or-fail", "on-conflict"):
        if copy.flags and flag in copy.flags and flag != "or-fail":
            how = "replaces" if flag == "or-replace" else "leaves out"
            yield Hit(f'rebuilds "{rebuild.name}" with a copy that {how} rows that conflict')
    yield from _swapped(rebuild, scene)


def _swapped(rebuild: Rebuild, scene: Scene) -> Iterator[Hit]:
    assert rebuild.copy
    fold = scene.catalog.fold
    if rebuild.copy.whole:
        old, new = list(rebuild.old.columns), list(rebuild.new.columns)
        if old[: len(new)] != new[: len(old)] and set(old) == set(new) and old:
            yield Hit(
                f'rebuilds "{rebuild.name}" by SELECT *, but its columns stand in another order'
            )
        return
    for target, expression in rebuild.copy.pairs:
        source = source_column(expression, scene.catalog)
        if not source or scene.same(source, target) or fold(target) not in rebuild.old.columns:
            continue
        if fold(source) in rebuild.old.columns:
            yield Hit(f'fills "{rebuild.name}"."{target}" with the values of "{source}"')


RULE = Rule(
    id="rebuild-copies-part",
    kind="data-loss",
    verbs=("drop-table",),
    check=rebuild_copies_part,
    problem=(
        "A table is rebuilt, but not every row or not every value arrives where it was: there "
        "is no copy, the copy has a WHERE or a LIMIT, skips or replaces rows on conflict, or "
        "puts a column's values into another column."
    ),
    remedy="copy every row and every column under its own name before the DROP TABLE",
)
