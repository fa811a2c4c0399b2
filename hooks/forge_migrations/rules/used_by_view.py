"""A view still reads the column or the table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.sql.view_reads import reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def used_by_view(act: Act, scene: Scene) -> Iterator[Hit]:
    """Views of the catalog that exist at this point."""
    if act.has("cascade") or not scene.engine.holds_for_views:
        return
    if act.verb == "drop-type":
        users = [f"{t.name}.{c.name}" for t, c in scene.catalog.users_of_type(act.name)]
        if users and scene.dialect == "postgres":
            yield Hit(f'drops type "{act.name}" while {quoted(users)} use it')
        return
    if act.verb in ("alter-type", "drop-column"):
        views = [
            view
            for view in scene.catalog.views_of(act.table, act.name)
            if reads(view, act.table, act.name, scene.catalog)
        ]
        if act.verb == "drop-column" and scene.dialect != "postgres":
            views = [v for v in views if act.name.lower() in v.words]
        what = f'"{act.table}"."{act.name}"'
    elif scene.dialect == "postgres":
        views = [v for v in scene.catalog.views_of(act.table) if not scene.same(v.name, act.table)]
        what = f'"{act.table}"'
        if views:
            along = {scene.fold(gone.table) for gone in scene.together(act.verb)}
            views = [v for v in views if scene.fold(v.name) not in along]
    else:
        return
    if views:
        verb = "changes the type of" if act.verb == "alter-type" else "drops"
        yield Hit(f"{verb} {what} while view {quoted([view.name for view in views])} reads it")


RULE = Rule(
    id="used-by-view",
    kind="fails-on-data",
    verbs=(
        "alter-type",
        "drop-column",
        "drop-table",
        "drop-view",
        "drop-type",
        "drop-materialized-view",
    ),
    check=used_by_view,
    problem=(
        "A view still reads the column or the table. PostgreSQL refuses to change its type or "
        "to drop it without CASCADE; SQLite refuses to drop the column."
    ),
    remedy="drop the view first and create it again below",
)
