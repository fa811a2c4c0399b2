"""Without its primary key ON CONFLICT fails, foreign keys lose their target, and logical
replication stops."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_primary_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """A primary key, or a unique one that ON CONFLICT can name."""
    if act.verb == "drop-table":
        yield from _rebuilt(act, scene)
        return
    if act.verb == "drop-index":
        yield from _replica(act, scene)
        return
    if scene.is_new(act.table):
        return
    if act.verb == "drop-constraint":
        table = scene.table(act.table)
        found = (
            next((c for c in table.constraints if scene.same(c.name, act.name)), None)
            if (table)
            else None
        )
        kind = found.kind if found else ("primary" if act.name.endswith("_pkey") else "")
        if kind == "unique" and found is not None and not _again(act, scene, "unique", "primary"):
            yield Hit(
                f'drops unique key "{act.name}" of "{act.table}": ON CONFLICT'
                f" ({', '.join(found.columns)}) fails",
                "report",
            )
        if kind != "primary":
            return
    elif act.verb == "replica-identity":
        if "nothing" in act.text:
            yield Hit(f'REPLICA IDENTITY NOTHING on "{act.table}": replication of UPDATE fails')
        return
    replaced = _again(act, scene, "primary") or any(
        scene.same(a.table, act.table) and a.column and a.column.primary
        for a in scene.after("add-column", "modify-column", table=act.table)
    )
    how = "replaces" if replaced else "drops"
    yield Hit(f'{how} the primary key of "{act.table}"', "report" if replaced else None)


def _replica(act: Act, scene: Scene) -> Iterator[Hit]:
    """The index by which logical replication tells the rows of its table."""
    index = scene.catalog.index(act.name)
    table = scene.table(index.table) if index is not None else None
    if index is None or table is None or scene.is_new(index.table):
        return
    later = any(scene.after("replica-identity", table=index.table))
    if table.replica == scene.fold(index.name) and not later:
        yield Hit(
            f'drops index "{act.name}", the replica identity of "{index.table}": UPDATE and DELETE fail'
            " where the table is published"
        )


def _again(act: Act, scene: Scene, *kinds: str) -> bool:
    """A key of these kinds is added below."""
    return any(
        a.constraint is not None and a.constraint.kind in kinds
        for a in scene.after("add-constraint", table=act.table)
    )


def _rebuilt(act: Act, scene: Scene) -> Iterator[Hit]:
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    old, new = rebuild.old.primary(), rebuild.new.primary()
    if old and list(map(scene.catalog.fold, old)) != list(map(scene.catalog.fold, new)):
        yield Hit(
            f'rebuilds "{rebuild.name}" with another primary key: ({", ".join(old)}) becomes'
            f" ({', '.join(new)})",
            "report" if new else None,
        )


RULE = Rule(
    id="drop-primary-key",
    kind="breaks-clients",
    verbs=("drop-primary-key", "drop-constraint", "drop-table", "drop-index", "replica-identity"),
    check=drop_primary_key,
    problem=(
        "Without its primary key ON CONFLICT fails, foreign keys lose their target, and "
        "logical replication stops. An index that is the table's replica identity is such a key too: "
        "without it PostgreSQL refuses UPDATE and DELETE of a table that is published."
    ),
    remedy="add the new key first, switch the code, and drop the old one a release later",
)
