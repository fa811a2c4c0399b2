"""The new type can't hold what the old one held, and the engine rounds or cuts the values without
an error."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.type_change import change_of
from forge_migrations.rules.judging.type_change import modified
from forge_migrations.sql.rebuild import source_column
from forge_migrations.sql.types import affinity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.rebuild import Rebuild


def lossy_cast(act: Act, scene: Scene) -> Iterator[Hit]:
    """PostgreSQL's casts, MySQL's MODIFY, the affinity of a column rebuilt in SQLite."""
    if act.verb == "alter-type":
        change = change_of(act, scene)
        if change and change.verdict.lossy:
            was = f" from {change.old}" if change.old else ""
            yield Hit(
                f'changes "{act.table}"."{act.name}"{was} to {change.new}, which'
                f" {change.verdict.lossy}"
            )
    elif act.verb == "modify-column":
        found = modified(act, scene)
        if found and found.change.lossy:
            yield Hit(
                f'changes "{act.table}"."{act.name}" from {found.old.type} to'
                f" {found.new.type}, which {found.change.lossy}"
            )
        elif found and found.change.narrow and not scene.settings.strict:
            yield Hit(
                f'changes "{act.table}"."{act.name}" from {found.old.type} to'
                f" {found.new.type}, which cuts {found.change.narrow} off"
            )
    elif scene.catalog.grammar.types_of_any_words and scene.rebuild:
        yield from _affinities(scene.rebuild, scene)


def _affinities(rebuild: Rebuild, scene: Scene) -> Iterator[Hit]:
    """Text that becomes a number loses its leading zeros: '007' -> 7."""
    if rebuild.copy is None:
        return
    names = [(t, source_column(e, scene.catalog)) for t, e in rebuild.copy.pairs]
    if rebuild.copy.whole:
        names = [(column.name, column.name) for column in rebuild.old.columns.values()]
    for target, source in names:
        old = rebuild.old.columns.get(scene.catalog.fold(source or target))
        new = rebuild.new.columns.get(scene.catalog.fold(target))
        if old is None or new is None:
            continue
        if affinity(old.type) == "text" and affinity(new.type) in ("integer", "numeric", "real"):
            yield Hit(
                f'rebuilds "{rebuild.name}"."{target}" from {old.type} to {new.type}, which'
                " turns '007' into 7"
            )


RULE = Rule(
    id="lossy-cast",
    kind="data-loss",
    verbs=("alter-type", "modify-column", "drop-table"),
    check=lossy_cast,
    problem=(
        "The new type can't hold what the old one held, and the engine rounds or cuts the "
        "values without an error."
    ),
    remedy=(
        "add a second column of the new type, fill it, compare, and drop the old one one "
        "release later"
    ),
)
