"""An index is dropped before the one that takes its place is built."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def replace_index(act: Act, scene: Scene) -> Iterator[Hit]:
    """An index that existed; the new one begins with the same column."""
    index = scene.catalog.index(act.name, act.table)
    if index is None or not index.columns or scene.fresh(index.born) or scene.is_new(index.table):
        return
    if any(scene.same(gone.table, index.table) for gone in scene.after("drop-table")):
        return
    together = {id(made) for made in scene.together("create-index")}
    for made in scene.after("create-index", table=index.table):
        new = made.indexed
        if new is None or not new.columns or id(made) in together:
            continue
        if new.columns[0] != index.columns[0] or new.method != index.method:
            continue
        if scene.in_transaction and scene.dialect == "postgres" and not act.has("concurrently"):
            meanwhile = f'nothing reads or writes "{index.table}" until that is built'
        else:
            meanwhile = "queries go without one until that is built"
        yield Hit(f'drops index "{act.name}" before "{made.name}" takes its place: {meanwhile}')
        return


RULE = Rule(
    id="replace-index",
    kind="lock",
    verbs=("drop-index",),
    check=replace_index,
    problem=(
        "DROP INDEX holds PostgreSQL's ACCESS EXCLUSIVE lock to the end of the transaction, so that "
        "nothing reads the table while the new index is built behind it; where each statement commits, "
        "queries scan the table meanwhile."
    ),
    remedy="build the new index first, and drop the old one below it or in a later deploy",
    engines=(*POSTGRES, *MYSQL),
    severity="report",
    source="https://www.postgresql.org/docs/current/sql-dropindex.html",
)
