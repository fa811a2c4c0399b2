"""What is wrong with a history whose files are run by name, whatever the journal says."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.migration_history.violation import Violation

DATED = ("out-of-order", "future-when", "round-when")
"""Rules that rest on what Drizzle's migrator does with `when`."""


def as_run_by_name(found: Iterable[Violation], tree: Tree) -> Iterator[Violation]:
    """The violations that hold there too: dates and folders are Drizzle's own migrator's, and a file
    without an entry runs all the same."""
    for one in found:
        if one.rule == "missing-journal":
            yield one._replace(severity="report")
        elif one.rule == "orphan-sql":
            what = f"{one.key} has no entry in the journal: drizzle-kit doesn't know of it"
            yield one._replace(message=what, severity="report")
        elif one.rule not in DATED and not _is_moved_out(one, tree):
            yield one


def _is_moved_out(one: Violation, tree: Tree) -> bool:
    """True for SQL of the layout of 1.0 that stands beside the folders, where such a runner looks."""
    return one.rule == "missing-sql" and one.path.endswith(".sql") and one.path in tree
