"""CREATE OR REPLACE VIEW with fewer columns: PostgreSQL refuses it, elsewhere readers miss them."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.view_columns import view_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def replace_view(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the view gave and no longer gives, where both lists are told."""
    old = scene.table(act.table)
    if not act.has("or-replace") or old is None or old.kind != "view" or not old.gives:
        return
    new = view_columns(act.tokens, scene.catalog)
    if not new:
        return
    if scene.dialect == "postgres":
        if new[: len(old.gives)] != old.gives:
            yield Hit(
                f'replaces view "{act.table}", which gives ({", ".join(old.gives)}), by one that'
                f" gives ({', '.join(new)}): the statement fails"
            )
        return
    gone = [name for name in old.gives if name not in new]
    if gone and not scene.fresh(old.born):
        yield Hit(f'replaces view "{act.table}" by one without "{gone[0]}"')


RULE = Rule(
    id="replace-view",
    kind="breaks-clients",
    verbs=("create-view",),
    check=replace_view,
    problem=(
        "The release that is running reads columns that the view no longer gives. PostgreSQL's "
        "CREATE OR REPLACE VIEW can only add columns at the end, and fails when it drops, renames "
        "or moves one."
    ),
    remedy="keep the columns, or drop the view and create it again once no release reads them",
    engines=(*POSTGRES, *MYSQL),
    source="https://www.postgresql.org/docs/current/sql-createview.html",
)
