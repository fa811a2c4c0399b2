"""Whether each migration's SQL says what its own snapshot says, by git's objects alone.

A snapshot that says more than its SQL did is what the next `generate` starts from: what the SQL lacks,
no later migration ever brings.
"""

from __future__ import annotations

from functools import cached_property

from forge_migrations.checks.migration_history.agreement.left_out import left_out
from forge_migrations.checks.migration_history.agreement.words import ADDS
from forge_migrations.checks.migration_history.agreement.words import OVER
from forge_migrations.checks.migration_history.agreement.words import untold
from forge_migrations.checks.migration_history.agreement.words import worded
from forge_migrations.checks.migration_history.mending import made_again
from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.sql.pieces import BREAKPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.migration_history.agreement.carried import Carried
    from forge_migrations.checks.migration_history.agreement.states import Snapshots
    from forge_migrations.checks.migration_history.agreement.told import Compared
    from forge_migrations.checks.migration_history.agreement.told import Told
    from forge_migrations.checks.migration_history.agreement.words import Worded
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.sql.parts import Part

    Key = tuple[str, Part, str]

CHECK = "migration-history"
ORDERING = (0, 30)
"""The drizzle-kit that surely writes where an enum's new value goes, and takes values away."""


def disagreeing(
    project: Project,
    before: tuple[History, Tree],
    after: tuple[History, Tree],
    base: tuple[History, Tree],
    facts: Facts,
    whole: bool,
) -> Iterator[Finding | Note]:
    """The findings of one project: of every migration that is new or was changed; of all of them
    when the `whole` is judged, but for what a later one put right."""
    judge = _Judge(project, *after, facts)
    if judge.dialect is None:
        return
    old = {(one.blob, one.snapshot_blob) for one in base[0].migrations}
    standing = {(one.blob, one.snapshot_blob) for one in before[0].migrations}
    pairs = [(one, (one.blob, one.snapshot_blob)) for one in after[0].migrations]
    released = {one.tag for one in base[0].migrations}  # other rules refuse what changes these
    judged = [one for one, pair in pairs if whole or not (pair in old or one.tag in released)]
    known: set[Key] = set()
    if not whole:
        tags = {one.tag for one in judged}
        for history, tree in (before, base):
            was = _Judge(project, history, tree, facts)
            earlier = [one for one in history.migrations if one.tag in tags]
            known |= {(one.tag, told.key, told.aspect) for one in earlier for told in was.told(one)}
    shown = set()
    for one in judged:
        pair = (one.blob, one.snapshot_blob)
        for told in judge.told(one):
            said = worded(told, judge.orders_enums)
            if said is None or not judge.stands(one, told, said, whole):
                continue
            shown.add((told.key, told.aspect))
            inherited = not whole and (
                pair in standing or (one.tag, told.key, told.aspect) in known
            )
            yield judge.finding(one, told, said, inherited, whole and one.tag in released)
        left = judge.untold(one)
        if left and pair not in standing and not (whole and one.tag in released):
            yield Note(CHECK, f"{one.path}: {left}", project.config)
    if whole:
        yield from judge.over(shown)


class _Judge:
    """One state of a project's history."""

    def __init__(self, project: Project, history: History, tree: Tree, facts: Facts) -> None:
        self.project = project
        self.history = history
        self.tree = tree
        self.facts = facts
        self._compared: dict[str, Compared | None] = {}

    @cached_property
    def dialect(self) -> Dialect | None:
        from forge_migrations.engines import dialect_of

        return dialect_of(self.project.dialect, self.history.dialect)

    @cached_property
    def snapshots(self) -> Snapshots:
        from forge_migrations.checks.migration_history.agreement.states import Snapshots

        assert self.dialect
        return Snapshots(self.history, self.tree, self.facts, self.dialect)

    @cached_property
    def orders_enums(self) -> bool:
        from forge_migrations.drizzle.kit.locked import locked_version

        version = locked_version(self.tree, self.project.cwd, "drizzle-kit").split(".")
        return tuple(int(each) for each in version[:2] if each.isdecimal()) >= ORDERING

    def told(self, one: Migration) -> tuple[Told, ...]:
        found = self._of(one)
        return found.found if found else ()

    def untold(self, one: Migration) -> str:
        found = self._of(one)
        if found is None and self.snapshots.parentless(one):
            return "not compared with its snapshot: the one that it descends from isn't there"
        return untold(found) if found else ""

    def _of(self, one: Migration) -> Compared | None:
        if one.tag not in self._compared:
            self._compared[one.tag] = self.snapshots.compared(one)
        return self._compared[one.tag]

    def stands(self, one: Migration, told: Told, said: Worded, whole: bool) -> bool:
        """False for what the history's SQL as a whole has as the snapshot says: it was run before,
        or, when the whole is judged, put right later."""
        if whole:
            return told in self.carried.end().standing.get(one.tag, ())
        return said.severity != "refuse" or told in self.carried.here(one)

    @cached_property
    def carried(self) -> Carried:
        from forge_migrations.checks.migration_history.agreement.carried import Carried

        return Carried(self.snapshots)

    def over(self, shown: Container[tuple[Part, str]]) -> Iterator[Finding]:
        """What the whole history's SQL leaves otherwise than the newest snapshot says, but for what
        is `shown` of some migration's own: SQL that has none, or that did nothing where it ran."""
        newest, found = self.snapshots.newest(), self.carried.end().over
        if newest is None or found is None:
            return
        custom = generate(self.project, self.tree, "--custom", "--name", "catch_up")
        for told in found.found:
            said = worded(told, self.orders_enums)
            if said is None or (told.key, told.aspect) in shown:
                continue
            added = said.rule == ADDS
            remedy = Remedy("put what is missing into a new migration", custom, decide=True)
            if added:
                remedy = self._declared()
            yield Finding(
                CHECK,
                said.rule,
                newest.path,
                1,
                f"{OVER}: {said.message}",
                remedy,
                "report",
                "history",
                project=self.project.config,
                details="" if added else self.snapshots.right(newest, told),
            )

    def _declared(self) -> Remedy:
        """What databases have, and the next generate would make: its snapshot is to know of it, and
        its SQL to leave it."""
        words = "declare it in the schema, have a migration made, and delete from it what databases have"
        made = generate(self.project, self.tree, "--name", "catch_up")
        custom = generate(self.project, self.tree, "--custom", "--name", "catch_up")
        gone = Remedy("have a new migration drop it", custom, decide=True)
        return Remedy(words, made, instead=[gone], decide=True)

    def finding(
        self, one: Migration, told: Told, said: Worded, inherited: bool, released: bool
    ) -> Finding:
        """`released`: a new migration brings what databases still lack; the rest is history, and
        counted."""
        statement = self.snapshots.right(one, told) if said.rule != "sql-adds" else ""
        goes = told.known and not told.aspect and not told.want
        past = released and said.severity != "refuse"
        remedy = self._remedy(one, said, statement, released, goes)
        line, message = told.line, said.message
        found = left_out(
            one.path, self.tree.read(one.path).decode("utf-8", "replace"), told, statement
        )
        if found is not None:
            line, message = found.edit.line, f"{message}: {found.why}"
            statement = found.edit.new.partition("-->")[0]
            if not released:
                remedy = Remedy("", found.edit)
        return Finding(
            CHECK,
            said.rule,
            one.path,
            line,
            message,
            remedy,
            said.severity,
            "history",
            project=self.project.config,
            inherited=inherited or past,
            details=statement,
            released=past,
        )

    def _remedy(
        self, one: Migration, said: Worded, statement: str, released: bool, goes: bool
    ) -> Remedy:
        """`goes`: the statement drops something. A snapshot that lost what an earlier migration made
        looks the same, and what the schema still has must not be dropped."""
        if released and said.rule != "sql-adds":
            custom = generate(self.project, self.tree, "--custom", "--name", "catch_up")
            return Remedy("put what is missing into a new migration", custom, decide=True)
        steps = list(made_again(self.project, self.tree, one))
        if said.rule == "sql-adds":
            if released:
                return self._declared()
            words = f"declare it in the schema and stage that, then have {one.tag} made again"
            return Remedy(words, *steps, decide=True)
        words = f"have {one.tag} made again, without what was written into it by hand"
        again = Remedy(words, *steps, decide=True)
        if not statement:
            return again
        after = self.tree.read(one.path).count(b"\n") + 2
        end = Edit(one.path, after, f"{BREAKPOINT}\n{statement}", told=False)
        if goes:
            put = Remedy(f"if the schema no longer has it, put that statement into {one.path}", end)
            words = f"have {one.tag} made again: the schema says whether it is dropped"
            return Remedy(words, *steps, instead=[put], decide=True)
        return Remedy(f"put that statement into {one.path}", end, instead=[again])
