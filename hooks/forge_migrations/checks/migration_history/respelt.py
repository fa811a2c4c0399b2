"""Released migrations that were only written otherwise: a formatter's work is nothing new."""

from __future__ import annotations

from forge_migrations.engines import DIALECTS
from forge_migrations.sql.migrator import migrator_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.migrator import Migrator


def respelt(one: ProjectChange, released: Tree, tree: Tree) -> frozenset[str]:
    """The paths of the migrations whose SQL has other bytes than the released one of the same tag,
    and does the same. `released` is the tree of `one.base`."""
    was = {each.tag: each for each in one.base.migrations}
    project, name = one.project, one.project.dialect or one.after.dialect
    dialect = DIALECTS.get(name)
    migrator = dialect and migrator_of(dialect, project.driver, project.packages)
    return frozenset(
        now.path
        for now in one.after.migrations
        if now.tag in was
        and was[now.tag].blob not in (None, now.blob)
        and now.blob
        and first_edit(was[now.tag], released, now, tree, name, migrator) == 0
    )


def first_edit(
    one: Migration,
    released: Tree,
    now: Migration,
    tree: Tree,
    dialect: str,
    migrator: Migrator | None,
) -> int:
    """The line of `now` from which its SQL does something else than that of `one`; 0 for nowhere.

    Node reads bytes that are no UTF-8 as U+FFFD, and so do we.
    """
    from forge_migrations.sql.sameness import first_edit

    was = released.read(one.path).decode("utf-8", "replace")
    text = tree.read(now.path).decode("utf-8", "replace")
    known = DIALECTS.get(dialect)
    if known is not None:
        return first_edit(was, text, known, migrator)
    # Whose SQL it is isn't known: it has to be the same to all of them.
    return max(first_edit(was, text, each) for each in set(DIALECTS.values()))
