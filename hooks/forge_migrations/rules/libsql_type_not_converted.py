"""libSQL's ALTER COLUMN … TO with another type converts nothing: the stored values keep their old
type."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.types import affinity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def libsql_type_not_converted(act: Act, scene: Scene) -> Iterator[Hit]:
    """Another affinity than before."""
    old, new = scene.column(act.table, act.name), act.column
    if scene.is_new(act.table) or old is None or new is None:
        return
    if affinity(old.type) != affinity(new.type):
        yield Hit(f'"{act.table}"."{act.name}" becomes {new.type}, but its values stay {old.type}')
    elif not scene.same(act.name, new.name):
        yield Hit(f'"{act.table}"."{act.name}" becomes "{new.name}"', "refuse")


RULE = Rule(
    id="libsql-type-not-converted",
    kind="hygiene",
    verbs=("alter-column-to",),
    check=libsql_type_not_converted,
    problem=(
        "libSQL's ALTER COLUMN … TO with another type converts nothing: the stored values "
        "keep their old type."
    ),
    remedy="UPDATE the column with a CAST, or rebuild the table",
    engines=("libsql", "sqlite"),
    severity="report",
)
