"""ATTACH PARTITION reads every row of the partition unless a CHECK proves the bounds; DETACH locks
the whole table against reads and writes."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def attach_or_detach_partition(act: Act, scene: Scene) -> Iterator[Hit]:
    """Partitions that existed."""
    if act.verb in ("create-table", "attach-partition"):
        yield from _beside_default(act, scene)
        if act.verb == "create-table":
            return
    if scene.is_new(act.table) or act.has("concurrently"):
        return
    if act.verb == "attach-partition":
        if scene.is_new(act.name) or _proven(act, scene):
            return
        yield Hit(f'reads every row of "{act.name}" to attach it to "{act.table}"')
    elif act.verb == "detach-partition":
        if act.has("finalize"):
            return
        if scene.dialect in MYSQL:
            yield Hit(f'moves partition "{act.values[0]}" of "{act.table}" out into "{act.name}"')
            return
        yield Hit(f'locks "{act.table}" against reads and writes to detach "{act.name}"')
    else:
        yield Hit(f'copies rows of "{act.table}" between partitions while writes wait')


def _beside_default(act: Act, scene: Scene) -> Iterator[Hit]:
    """The rows of the DEFAULT partition are read: none may belong to the new one."""
    parent = act.table if act.verb == "attach-partition" else act.new
    if act.verb == "create-table" and not act.has("partition-of"):
        return
    for other in scene.catalog.tables.values():
        beside = other.parent and scene.same(other.parent, parent) and other.name != act.name
        if beside and other.options == "default" and scene.existed(other.name):
            yield Hit(
                f'reads every row of "{other.name}", the DEFAULT partition of "{parent}", while'
                " nothing can read or write it, and fails if one belongs to the new partition"
            )


def _proven(act: Act, scene: Scene) -> bool:
    table = scene.table(act.name)
    return table is not None and any(c.kind == "check" and c.valid for c in table.constraints)


RULE = Rule(
    id="attach-or-detach-partition",
    kind="lock",
    verbs=("attach-partition", "detach-partition", "repartition", "create-table"),
    check=attach_or_detach_partition,
    needs=needed(("create-table",), "partition-of"),
    problem=(
        "ATTACH PARTITION reads every row of the partition unless a CHECK proves the bounds; "
        "DETACH locks the whole table against reads and writes. A partition that comes beside a "
        "DEFAULT one makes PostgreSQL read all rows of that. MySQL copies the rows."
    ),
    remedy=(
        "add a CHECK that matches the bounds before ATTACH; run DETACH … CONCURRENTLY outside "
        "the migrator"
    ),
    severity="report",
)
