"""REPLACE and INSERT OR REPLACE delete the row that has the same key, so every column that isn't
listed falls back to its default, and children with ON DELETE CASCADE go."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Table


def replace_rows(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed, unless every column is given and no child hangs on the row."""
    table = scene.table(act.table)
    if not _replaces(act, table) or not scene.existed(act.table):
        return
    if act.verb == "update":
        if table is None or not table.complete or _assigns_key(table, act, scene):
            yield Hit(
                f'deletes the rows of table "{act.table}" whose key the UPDATE gives to others'
            )
        return
    if table is not None and table.complete and not _meets_keys(table, act, scene):
        return
    children = [
        child.name
        for child, key in scene.catalog.inbound(act.table)
        if key.reference and key.reference.on_delete in ("cascade", "set null", "set default")
    ]
    if table is not None and table.complete and act.values:
        given = {scene.fold(name) for name in act.values}
        left = [c.name for key, c in table.columns.items() if key not in given and not c.computed]
        if left:
            yield Hit(f'replaces whole rows of table "{act.table}" and resets {quoted(left)}')
            return
    elif act.values:
        yield Hit(
            f'replaces whole rows of table "{act.table}": columns that aren\'t listed are reset'
        )
        return
    if children and (scene.dialect in MYSQL or scene.session.foreign_keys):
        yield Hit(
            f'replaces whole rows of table "{act.table}", and with each the rows of'
            f" {quoted(sorted(set(children)))} that refer to it"
        )


def _replaces(act: Act, table: Table | None) -> bool:
    """OR REPLACE, or a key of the table that says so where the statement says nothing."""
    if act.has("or-replace"):
        return True
    said = any(flag.startswith("or-") for flag in act.flags) or act.has("on-conflict")
    return (
        not said
        and table is not None
        and any(key.on_conflict == "replace" for key in table.constraints)
    )


def _assigns_key(table: Table, act: Act, scene: Scene) -> bool:
    """True when the UPDATE assigns a column of a key that replaces."""
    assigned = {scene.fold(name) for name in act.values}
    named = act.has("or-replace")
    keys = (
        table.unique_keys()
        if named
        else [key.columns for key in table.constraints if key.on_conflict == "replace"]
    )
    indexes = [index.columns for index in table.indexes.values() if index.unique and named]
    return any(assigned & {scene.fold(name) for name in key} for key in (*keys, *indexes))


def _meets_keys(table: Table, act: Act, scene: Scene) -> bool:
    """Without a key that two rows can share nothing is replaced: a row comes beside the others."""
    numbered = {"rowid", "oid", "_rowid_"} & {scene.fold(name) for name in act.values}
    unique = any(index.unique for index in table.indexes.values())
    return bool(numbered) or unique or any(table.unique_keys())


RULE = Rule(
    id="replace-rows",
    kind="data-loss",
    verbs=("insert", "update"),
    check=replace_rows,
    problem=(
        "REPLACE and INSERT OR REPLACE delete the row that has the same key, so every column "
        "that isn't listed falls back to its default, and children with ON DELETE CASCADE go. SQLite's "
        "UPDATE OR REPLACE, and a key with ON CONFLICT REPLACE, delete it too."
    ),
    remedy="write INSERT … ON CONFLICT … DO UPDATE SET (MySQL: ON DUPLICATE KEY UPDATE)",
)
