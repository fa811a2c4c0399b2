"""Without an index on the referring columns every DELETE or UPDATE of the parent reads the whole
child table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint


def foreign_key_without_index(act: Act, scene: Scene) -> Iterator[Hit]:
    """No full index of the table starts with the columns when the file is done."""
    keys = [
        key
        for key in (act.constraint, *act.constraints)
        if key is not None and key.kind == "foreign" and key.columns
    ]
    if not keys:
        return
    table = scene.table(act.table)
    inherited = _inherited(act, scene)
    for key in keys:
        if inherited is not None and any(key.columns == c.columns for c in inherited):
            continue
        wanted = tuple(map(scene.fold, key.columns))
        if table and wanted in table.keys(scene.fold).served:
            continue
        made = (c.columns for c in act.constraints if c.kind in ("primary", "unique"))
        if not scene.served_after(act.table, wanted) and not any(
            tuple(map(scene.fold, columns[: len(wanted)])) == wanted for columns in made
        ):
            yield Hit(f'foreign key ({", ".join(key.columns)}) of "{act.table}" has no index')


def _inherited(act: Act, scene: Scene) -> list[Constraint] | None:
    """The keys of the table that a rebuild's new form replaces: they had no index before either."""
    if act.verb == "create-table":
        for renamed in scene.after("rename-table", table=act.table):
            if scene.same(renamed.table, act.table):
                old = scene.table(renamed.new)
                return [c for c in old.constraints if c.kind == "foreign"] if old else None
    elif act.constraint is not None and any(
        scene.same(gone.table, act.table) and scene.same(gone.name, act.name)
        for gone in scene.before("drop-constraint", table=act.table, name=act.name)
    ):
        return [act.constraint]
    return None


RULE = Rule(
    id="foreign-key-without-index",
    kind="hygiene",
    verbs=("add-constraint", "add-column", "create-table"),
    check=foreign_key_without_index,
    needs=needed(("*",), "foreign"),
    problem=(
        "Without an index on the referring columns every DELETE or UPDATE of the parent reads "
        "the whole child table."
    ),
    remedy="add an index whose first columns are the foreign key's",
    engines=("postgres", "sqlite", "libsql"),
    severity="report",
)
