"""SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD copy the whole table under an
ACCESS EXCLUSIVE lock."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def move_storage(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.verb == "move-index":
        index = scene.catalog.index(act.name)
        if act.name == "*":
            yield Hit(
                f'copies every index of a tablespace to "{act.new}" while nothing can read or write'
                " its table"
            )
        elif index is None or not (scene.fresh(index.born) or scene.is_new(index.table)):
            yield Hit(
                f'copies index "{act.name}" to tablespace "{act.new}" while nothing can read or'
                " write its table"
            )
    elif scene.existed(act.table):
        yield Hit(
            f'copies table "{act.table}" whole: {act.verb.replace("-", " ")} {act.name}'.rstrip()
        )


RULE = Rule(
    id="move-storage",
    kind="rewrite",
    verbs=("set-logged", "set-unlogged", "set-tablespace", "set-access-method", "move-index"),
    check=move_storage,
    problem=(
        "SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD copy the whole table, or "
        "index, under an ACCESS EXCLUSIVE lock."
    ),
    remedy="do it outside the migrator in a maintenance window, or with pg_repack",
    engines=POSTGRES,
)
