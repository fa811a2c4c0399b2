"""The release that is running uses a schema, type, enum value, view, sequence, function or role
under its old name."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.verbs import verb_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb


def rename_object(act: Act, scene: Scene) -> Iterator[Hit]:
    """What existed; a rename that makes room for a new one of that name is a replacement."""
    kind = act.verb.removeprefix("rename-")
    if act.verb == "rename-enum-value":
        known = scene.catalog.get("type", act.name)
        if known is None or not scene.fresh(known.born):
            yield Hit(f"renames value '{act.values[0]}' of enum \"{act.name}\" to '{act.new}'")
        return
    if act.verb in ("rename-attribute", "alter-attribute"):
        what = act.values[0] if act.values else act.new
        yield Hit(f'changes attribute "{what}" of type "{act.name}"')
        return
    if act.verb == "rename-sequence" and _owned(act, scene):
        return
    known = scene.catalog.get(kind, act.name)
    view = scene.table(act.name) if kind.endswith("view") else None
    if (known is not None and scene.fresh(known.born)) or (view and scene.fresh(view.born)):
        return
    made: set[Verb] = {verb_of("create", kind)} - {"create-another"}
    if kind.endswith("view"):
        made.add("create-view")
    if made and any(scene.same(again.name, act.name) for again in scene.after(*made)):
        return
    yield Hit(f'renames {kind.replace("-", " ")} "{act.name}" to "{act.new}"')


def _owned(act: Act, scene: Scene) -> bool:
    """The sequence of a serial or identity column, which nobody calls by its name; renamed with its
    table, its name is that of the table as it was."""
    short = act.name.rpartition(".")[2]
    homes = {table.name: table for table in scene.catalog.tables.values()}
    named = list(homes.items())
    for renamed in scene.elsewhere("rename-table"):
        table = homes.get(renamed.new) or homes.get(renamed.table)
        named += [(name, table) for name in (renamed.table, renamed.new) if table is not None]
    columns = [(r.name, r.new) for r in scene.elsewhere("rename-column")]
    for name, table in named:
        for column in table.columns.values():
            if column.generated not in ("serial", "identity"):
                continue
            called = {column.name, *(old for old, new in columns if new == column.name)}
            if short in {f"{name.rpartition('.')[2]}_{each}_seq" for each in called}:
                return True
    return False


RULE = Rule(
    id="rename-object",
    kind="breaks-clients",
    verbs=(
        "rename-schema",
        "rename-type",
        "rename-view",
        "rename-sequence",
        "rename-function",
        "rename-procedure",
        "rename-enum-value",
        "rename-attribute",
        "rename-role",
        "rename-database",
        "rename-aggregate",
        "alter-attribute",
        "rename-extension",
        "rename-routine",
        "rename-publication",
        "rename-server",
    ),
    check=rename_object,
    problem=(
        "The release that is running uses a schema, type, enum value, view, sequence, "
        "function or role under its old name."
    ),
    remedy="add the new one beside the old one, and take the old one away a release later",
)
