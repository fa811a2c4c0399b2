"""What to type where a database isn't what its migrations make: adopt it, undo it, or catch up."""

from __future__ import annotations

from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.engines import row_of
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.remedy import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.structure import Difference
    from forge_migrations.workflow.live.opened import Live


class Ways:
    """The ways back for one project and database; each ends in commands to type."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._project = live.change.project
        self._tree = live.subject.change.after

    def adopted(self, difference: Difference) -> str:
        """The database is right: the schema gets it, and a migration that isn't run here."""
        made = [generate(self._project, self._tree), ours("apply", "--mark")]
        keep = f"to keep it, declare it in the schema, then: {typed(made)}"
        undo = self._undoing(difference)
        return f"{keep}; to undo it: {undo}" if undo else f"{keep}; or {self.caught_up()}"

    def undone(self, difference: Difference) -> str:
        """The migration that made a part of it runs whole afterwards."""
        undo = self._undoing(difference) or "take that part back by hand"
        return f"undo it: {undo} then apply again: {ours('apply')}"

    def recorded(self, tag: str) -> str:
        """It is there already, and the ledger doesn't have it."""
        return f"record it as applied: {ours('apply', '--mark', '--to', tag)}"

    def pushed(self, difference: Difference) -> str:
        """No ledger: what is there is recorded once it is what the migrations make."""
        mark = ours("apply", "--mark")
        if difference.missing:
            return (
                f"push made less than the migrations: add it by hand, then record them all: {mark}"
            )
        return f"make it what the migrations make, then record them all: {mark}"

    def caught_up(self) -> str:
        """A new migration brings the database where the history is."""
        made = generate(self._project, self._tree, "--custom", "--name", "catch_up")
        words = "write what is missing into a new migration, and apply it"
        return f"{words}: {typed([made])}, then: {ours('apply')}"

    def skipped(self, tag: str) -> str:
        """Every database that has run the newer one skips it."""
        dated = typed([ours("repair", "--write"), git_add(self._project.out)])
        mark = ours("apply", "--mark", "--to", tag)
        return f"give it a later date: {dated}, then: {ours('apply')}; or, if it was run by hand: {mark}"

    def lost(self) -> str:
        """The commits that took a migration away."""
        paths = command(
            "git", "log", "--all", "--diff-filter=D", "--summary", "--", self._project.out
        )
        return typed([paths])

    def _undoing(self, difference: Difference) -> str:
        """The statement that takes an extra thing away; empty where no plain one does."""
        if not difference.extra:
            return ""
        thing, row = difference.thing, row_of(self._live.target.engine)
        name, table = self._quoted(thing.name), self._quoted(thing.table)
        if thing.kind == "table":
            return f"DROP TABLE {name or table};"
        if thing.kind == "column":
            return f"ALTER TABLE {table} DROP COLUMN {name};"
        if thing.kind == "index":
            return (
                f"DROP INDEX {name} ON {table};" if row.name == "mysql" else f"DROP INDEX {name};"
            )
        return ""

    def _quoted(self, name: str) -> str:
        row = row_of(self._live.target.engine)
        return ".".join(row.quoted(part) for part in name.split(".")) if name else ""
