"""What each table and column went through, by the migrations of its project and their commits.

past = column_history(history, tree, dialect, facts, arrivals(repository, facts))
[str(step) for step in past.history_of("auth.users", "email")]
# added in 0004_add_teams, 2025-03-02, by commit 1a2b3c4 (describe teams)
past.migrations_of("auth.users")          # for a code lens
"""

from __future__ import annotations

from datetime import UTC
from datetime import datetime

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.editor.column_acts import acts_in
from forge_migrations.workflow.editor.column_lives import Lives

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.change.arrivals import Arrival
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.workflow.editor.column_life import Event
    from forge_migrations.workflow.editor.column_life import TableLife


class Step(NamedTuple):
    """Something that happened to a table or a column."""

    what: str
    """`created`, `added`, `renamed from "mail"`, `type changed from text to integer`, `dropped`, …"""
    migration: Migration
    line: int
    """The statement's in the migration's SQL, from 1."""
    arrival: Arrival | None
    """The commit that brought the migration; `None` for one that isn't committed."""

    def __str__(self) -> str:
        return f"{self.what} in {told(self.migration, self.arrival)}"


class Touch(NamedTuple):
    """A migration that has to do with a table."""

    migration: Migration
    line: int
    """The first statement's about the table."""
    arrival: Arrival | None

    def __str__(self) -> str:
        return told(self.migration, self.arrival)


def told(migration: Migration, arrival: Arrival | None) -> str:
    """A migration with its day (UTC, as the journal or the folder's name says) and its commit."""
    day = ""
    if migration.when:
        try:
            day = f", {datetime.fromtimestamp(migration.when / 1000, UTC):%Y-%m-%d}"
        except (ValueError, OverflowError, OSError):
            day = ""
    if arrival is None:
        return f"{migration.tag}{day}, not committed"
    return f"{migration.tag}{day}, by commit {arrival.commit[:7]} ({arrival.subject})"


class ColumnHistory:
    """The tables of one project, and what happened to them. Names are those of the database, with the
    schema before a dot where it isn't the default one."""

    def __init__(
        self, history: History, lives: Lives, brought: Mapping[str, Arrival] | None
    ) -> None:
        self._migrations = history.migrations
        self._lives = lives
        self._brought = brought or {}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that there are in the end."""
        return tuple(each.name for each in self._lives.tables.values())

    def columns_of(self, table: str) -> tuple[str, ...]:
        """The columns that a table has in the end, or had when it was dropped."""
        found = self._find(table)
        return tuple(each.name for each in found.columns.values() if each.alive) if found else ()

    def history_of(self, table: str, column: str = "") -> tuple[Step, ...]:
        """The oldest first, under every name that it had; empty for what no migration speaks of.

        What is gone is found under its last name.
        """
        found = self._find(table)
        if found is None:
            return ()
        if not column:
            return self._steps(found.events)
        life = found.columns.get(self._lives.fold(column))
        return self._steps(life.events) if life else ()

    def migrations_of(self, table: str) -> tuple[Touch, ...]:
        """The migrations that have to do with a table, its rows and indexes, the oldest first."""
        found = self._find(table)
        if found is None:
            return ()
        touched = ((self._migrations[at], line) for at, line in sorted(found.touched.items()))
        return tuple(Touch(each, line, self._arrival(each)) for each, line in touched)

    def _find(self, table: str) -> TableLife | None:
        return self._lives.table(table) or self._lives.table(table.removeprefix("public."))

    def _steps(self, events: list[Event]) -> tuple[Step, ...]:
        steps = ((each, self._migrations[each.at]) for each in events)
        return tuple(
            Step(each.what, migration, each.line, self._arrival(migration))
            for each, migration in steps
        )

    def _arrival(self, migration: Migration) -> Arrival | None:
        return self._brought.get(migration.path)


def column_history(
    history: History,
    tree: Tree,
    dialect: Dialect,
    facts: Facts,
    brought: Mapping[str, Arrival] | None = None,
) -> ColumnHistory:
    """The lives of a project's tables, of its migrations as the tree has them.

    `brought` is what `change.arrivals` says of the repository. A migration without its SQL did nothing.
    """
    done = acts_in(tree, [each.path for each in history.migrations], dialect, facts)
    lives = Lives(dialect)
    for at, migration in enumerate(history.migrations):
        lives.carry_out(at, done.get(migration.path, ()))
    return ColumnHistory(history, lives, brought)
