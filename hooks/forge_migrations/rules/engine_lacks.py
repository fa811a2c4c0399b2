"""A trigger, procedure, function or event on a distributed engine that has none."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def engine_lacks(act: Act, scene: Scene) -> Iterator[Hit]:
    """What is made."""
    row = scene.distributed
    kind = act.verb.removeprefix("create-")
    if row is not None and kind in row.lacks:
        yield Hit(f'makes {kind} "{act.name}": {row.title} has no {kind}s, and the migration fails')


RULE = Rule(
    id="engine-lacks",
    kind="transaction",
    verbs=("create-trigger", "create-procedure", "create-function", "create-event"),
    check=engine_lacks,
    needs=needed(("*",), IS_DISTRIBUTED),
    problem=(
        "A trigger, procedure, function or event on a distributed engine that has none. Asked where"
        ' `engine = "tidb"` or "singlestore" (triggers); not run here.'
    ),
    remedy="do it in the application",
    engines=MYSQL,
    source="https://docs.pingcap.com/tidb/stable/mysql-compatibility",
)
