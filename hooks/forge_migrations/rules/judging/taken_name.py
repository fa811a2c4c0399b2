"""What takes the name of a table that is renamed away, and whether the old code can go on with it."""

from __future__ import annotations

from forge_migrations.sql.view_columns import not_updatable
from forge_migrations.sql.view_columns import view_columns
from forge_migrations.sql.view_reads import words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.verbs import Verb

_FILLS: tuple[Verb, ...] = ("insert", "copy", "merge", "attach-partition")


def lacking(act: Act, scene: Scene) -> str | None:
    """Why what takes the old name doesn't do; empty when it does, `None` when nothing takes it."""
    old = scene.table(act.table)
    for made in scene.after("create-view", table=act.table):
        return _view(act, made, old, scene)
    for made in scene.after("create-table", table=act.table):
        if made.has("as-select") or _filled(act.table, scene):
            return ""
        return f'the new table "{act.table}" is empty'
    other = next(scene.taking(act.table), None)
    if other is not None:
        return _renamed(other, scene)
    return "" if scene.gets_name(act.table) else None  # above: the first rename has been judged


def _view(act: Act, made: Act, old: Table | None, scene: Scene) -> str:
    if made.has("materialized"):
        return f'nothing can write to the materialized view "{made.table}"'
    if scene.dialect in ("sqlite", "libsql"):
        instead = any("INSTEAD" in a.values for a in scene.after("create-trigger"))
        return "" if instead else f'SQLite lets nothing write to the view "{made.table}"'
    if made.has("temporary"):
        return f'the temporary view "{made.table}" is gone when the migration ends'
    gives = view_columns(made.tokens, scene.catalog)
    gone = [c.name for key, c in old.columns.items() if key not in gives] if old and gives else []
    if gone:
        return f'the view "{made.table}" lacks "{gone[0]}"'
    new = act.new.rpartition(".")[2].lower()
    if act.verb == "rename-table" and new not in words_of(made.tokens, scene.catalog):
        return f'the view "{made.table}" reads another table'
    return _writable(made, scene)


def _writable(made: Act, scene: Scene) -> str:
    """Why the view doesn't do for the table: writes don't reach it, or rows are left out.

    https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS,
    https://dev.mysql.com/doc/refman/8.4/en/view-updatability.html
    """
    if any("INSTEAD" in a.values for a in scene.after("create-trigger", table=made.table)):
        return ""
    if any(scene.after("create-rule", table=made.table)):
        return ""
    why = not_updatable(made.tokens, scene.catalog)
    if why:
        return f'{why}, so that nothing writes through the view "{made.table}"'
    depth = 0
    for token in made.tokens:
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == "WHERE":
            return f'the view "{made.table}" gives only some of the rows'
    return ""


def _renamed(other: Act, scene: Scene) -> str:
    """A table of this file that nothing was put into."""
    table = scene.table(other.table)
    if table is None or not scene.fresh(table.born) or table.rows or not table.complete:
        return ""
    return "" if _filled(other.table, scene) else f'table "{other.table}", which takes it, is empty'


def _filled(name: str, scene: Scene) -> bool:
    if any(scene.same(a.table, name) for a in scene.elsewhere(*_FILLS)):
        return True
    # the rows stay where they are, below the new table
    return any(
        a.has("partition-of") and scene.same(a.new, name) for a in scene.after("create-table")
    )
