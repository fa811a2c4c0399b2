"""A unique key that lacks a column by which the rows are distributed: no shard can tell that a value is
the only one, and the engine refuses the key."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.constants import strings_in
from forge_migrations.sql.mentions import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_DISTRIBUTES = "CREATE_DISTRIBUTED_TABLE"


def unique_without_shard_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """On SingleStore the primary key is the shard key where none is named; on Citus a call names it."""
    row = scene.distributed
    if row is None or not row.shard_key:
        return
    if row.name == "citus":
        yield from _called(act, scene)
        return
    if mentions(scene.statement.text, scene.dialect, "shard"):
        return  # a shard key of its own: which columns it has isn't read
    shard: Sequence[str] = ()
    if act.verb == "create-table":
        keys = [key.columns for key in act.constraints if key.kind == "unique"]
        keys += [(column.name,) for column in act.columns if column.unique]
        primary = [key.columns for key in act.constraints if key.kind == "primary"]
        primary += [(column.name,) for column in act.columns if column.primary]
        shard = primary[0] if primary else ()
    else:
        table = scene.table(act.table)
        shard = (
            table.primary() if table is not None and "shard" not in table.options.lower() else ()
        )
        keys = []
        if act.constraint is not None and act.constraint.kind == "unique":
            keys.append(act.constraint.columns)
        elif act.indexed is not None and act.indexed.unique:
            keys.append(act.indexed.columns)
    for key in keys:
        yield from _lacking(act.table, key, shard, scene, "its shard key, the primary key")


def _called(act: Act, scene: Scene) -> Iterator[Hit]:
    """`SELECT create_distributed_table('t', 'c')`: of a table whose keys the history tells."""
    if act.verb != "select" or not any(token.key == _DISTRIBUTES for token in act.tokens):
        return
    named = strings_in(scene.statement.text, scene.dialect)
    table = scene.table(named[0]) if len(named) >= 2 else None
    for key in table.unique_keys() if table is not None else ():
        yield from _lacking(named[0], key, (named[1],), scene, "its distribution column")


def _lacking(
    table: str, key: Sequence[str], shard: Sequence[str], scene: Scene, what: str
) -> Iterator[Hit]:
    held = {scene.fold(name) for name in key}
    missing = [name for name in shard if scene.fold(name) not in held]
    if missing:
        yield Hit(
            f'unique ({", ".join(key)}) of "{table}" lacks {", ".join(missing)}, {what}: the engine refuses it'
        )


RULE = Rule(
    id="unique-without-shard-key",
    kind="transaction",
    verbs=("create-table", "add-constraint", "create-index", "select"),
    check=unique_without_shard_key,
    needs=needed(("*",), IS_DISTRIBUTED),
    problem=(
        "A unique key that lacks a column by which the rows are distributed: no shard can tell that a value is"
        ' the only one, and the engine refuses the key. Asked where `engine = "singlestore"` or "citus"; not run here.'
    ),
    remedy="add the column to the key, or keep the values unique in the application",
    engines=(*POSTGRES, *MYSQL),
    source="https://docs.singlestore.com/cloud/reference/troubleshooting-reference/query-errors/why-do-i-get-errors-about-unique-keys/",
)
