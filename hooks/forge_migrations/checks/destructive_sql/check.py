"""Refuse migration SQL that loses data, fails or breaks running code."""

from __future__ import annotations

import gc

from forge_migrations.checks.destructive_sql.acceptance import Declarations
from forge_migrations.checks.destructive_sql.acceptance import scripts_of
from forge_migrations.checks.destructive_sql.acceptance import told
from forge_migrations.checks.destructive_sql.marks import Marks
from forge_migrations.checks.destructive_sql.production import Observed
from forge_migrations.checks.destructive_sql.production import observed
from forge_migrations.checks.destructive_sql.settings import settings_of
from forge_migrations.checks.destructive_sql.settings import severities_of
from forge_migrations.checks.migration_history.respelt import respelt
from forge_migrations.checks.migration_history.start import CUT_AT
from forge_migrations.checks.migration_history.start import cut_comment
from forge_migrations.checks.migration_history.start import start_of
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.sql import memory
from forge_migrations.sql.judgement import CHECK
from forge_migrations.sql.judgement import Judgement
from forge_migrations.sql.migrator import migrator_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.pending_acts import PendingActs
    from forge_migrations.sql.read import Reading
    from forge_migrations.sql.replay import Replay
    from forge_migrations.sql.statements import Statement


def check(subject: Subject) -> Iterator[Finding | Note]:
    """Every new or changed migration of every project; all of them when the whole is judged."""
    seen: set[str] = set()
    for change in subject.projects:
        if change.gone or not change.after.migrations or change.project.out in seen:
            continue
        seen.add(change.project.out)
        dialect = dialect_of(change.project.dialect, change.after.dialect)
        if dialect is None:
            what = change.project.dialect or "an unknown dialect"
            yield Note(CHECK, f"the SQL of {what} isn't judged", change.project.config)
            continue
        tree = subject.change.after
        scripts = scripts_of(change.project, tree, subject.change.changed)
        declared = Declarations(tree, scripts, dialect, change.after.migrations[-1].path)
        alone = len(subject.projects) == 1
        for said in _Judged(subject, change, dialect).said():
            yield told(said, declared, alone) if isinstance(said, Finding) else said


class _Judged:
    """One project's history on its way through the rules."""

    def __init__(self, subject: Subject, change: ProjectChange, dialect: Dialect) -> None:
        self.subject = subject
        self.project = change.project
        self.dialect = dialect
        self.history = change.after
        self.migrations = change.after.migrations
        pairs = zip(
            brought_in(change.base, change.after),
            brought_in(change.before, change.after),
            strict=True,
        )
        deployed = subject.policy.get("pending") == "commit"
        self.released = [not lacking or (deployed and not new) for lacking, new in pairs]
        whole = [m.blob is not None for m in self.migrations]
        self.new = whole if subject.whole else brought_in(change.before, change.after)
        if any(self.new):
            self._leave_respelt(change)
        self.before = change.before.migrations
        first = self.new.index(True) if any(self.new) else len(self.new)
        self.behind = [at > first and not new for at, new in enumerate(self.new)]
        """Not new, and after something new: only what the two do together is judged."""
        known = zip(self.migrations, self.released, strict=True)
        self.past = {migration.path for migration, released in known if released}
        self.settings = settings_of(subject.policy, self.project)
        self.migrator = migrator_of(dialect, self.project.driver, self.project.packages)
        blobs = [(m.blob or "", r) for m, r in zip(self.migrations, self.released, strict=True)]
        self.commented = False
        """True when the first migration is one comment that is released or that breakpoints cut."""
        self.start = self._start() if any(self.new) else ""
        """The SQL of what was there before the first migration."""
        self.keys = memory.prefixes(dialect, blobs, self.start) if any(self.new) else []
        self.observed = observed(subject, self.project, dialect) if any(self.new) else Observed()
        self._marks: Marks | None = None
        lasting = self.migrator.transaction and dialect == "postgres"  # as locks do, to its end
        self.together = lasting and bool(self.observed.environments)

    def _leave_respelt(self, change: ProjectChange) -> None:
        """What a formatter did to released migrations brings nothing in."""
        tree, released = self.subject.change.after, self.subject.change.base
        paths = respelt(change, released, tree)
        for at, migration in enumerate(self.migrations):
            if migration.path in paths:
                self.released[at] = True
                self.new[at] = self.subject.whole

    def _start(self) -> str:
        tree, facts = self.subject.change.after, self.subject.facts
        start = start_of(self.history, tree, self.dialect, facts, not self.released[0])
        if start and start.whole:
            data = tree.read(self.migrations[0].path)
            self.commented = self.released[0] or CUT_AT in data
        return start.text if start else ""

    def said(self) -> Iterator[Finding | Note]:
        """The findings, and how much was read."""
        if not any(self.new):
            return
        places = self._wanted()
        judged = dict(zip(places, self._all(), strict=True))
        judgements = [judged[at] for at in places if self.new[at] or self.behind[at]]
        found = [each for judgement in judgements for each in judgement.findings]
        yield from map(self._placed, self._across(judged, found))
        yield from self.observed.notes
        statements = sum(j.statements for j in judgements)
        understood = statements - sum(j.opaque for j in judgements)
        count = sum(self.new)
        migrations = "1 migration" if count == 1 else f"{count} migrations"
        yield Note(
            CHECK,
            f"read {statements} statements of {migrations}, {understood} understood",
            self.project.config,
            when="asked" if understood == statements else "clean",
        )

    def _placed(self, finding: Finding) -> Finding:
        """With its project. Where everything is judged, what released SQL did is history."""
        finding = finding._replace(project=self.project.config)
        if not self.subject.whole or finding.path not in self.past:
            return finding
        if self.subject.list_released:
            return finding._replace(released=True, severity="report")
        return finding._replace(released=True, inherited=True)

    def _wanted(self) -> list[int]:
        """What is judged: what is new or behind that, and where locks last, all that is pending."""
        asked = [not released and self.together for released in self.released]
        return [at for at, new in enumerate(self.new) if new or self.behind[at] or asked[at]]

    def _across(self, judged: Mapping[int, Judgement], found: list[Finding]) -> list[Finding]:
        pending = [at for at in judged if self.together and not self.released[at]]
        if len(pending) < 2:
            return found
        from forge_migrations.checks.destructive_sql.across_files import File
        from forge_migrations.checks.destructive_sql.across_files import with_those_across

        files = [
            File(self.migrations[at].path, text, self.new[at], judged[at].held)
            for at, text in zip(pending, self._texts(pending), strict=True)
        ]
        return with_those_across(found, files, self.observed.environments, self.subject.policy)

    def _all(self) -> list[Judgement]:
        """Every judgement. A long history makes millions of tuples and no cycles: no collecting."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            return list(self._judgements())
        finally:
            if collecting:
                gc.enable()

    def _judgements(self) -> Iterator[Judgement]:
        facts = self.subject.facts
        wanted = self._wanted()
        kept: list[Judgement] = []
        for at in wanted:
            judgement = memory.kept_judgement(facts, self._mark(at))
            if judgement is None:
                break
            kept.append(judgement)
        else:
            yield from kept
            return
        unreleased = (at for at, released in enumerate(self.released) if not released)
        first = min(next(unreleased, len(self.keys)), wanted[0])
        start, catalog = memory.kept_catalog(facts, self.keys, first, self.dialect)
        from forge_migrations.sql.reading_ahead import Ahead

        places = range(start, wanted[-1] + 1)
        if self.dialect in ("sqlite", "libsql"):
            self._texts(range(places.stop))  # which are replayed too
        with Ahead(self._texts, places, self.dialect, self.subject.change.after.rest) as ahead:
            yield from self._read(ahead, start, first, catalog)

    def _read(
        self, ahead: Iterable[Reading], start: int, first: int, catalog: Catalog
    ) -> Iterator[Judgement]:
        """The judgements of what is new, of the readings from `start` on; a catalog is kept at `first`."""
        # Imported while the second process reads.
        from forge_migrations.rules.judging.judge import begin
        from forge_migrations.sql.catalog import EARLIER
        from forge_migrations.sql.catalog import PENDING
        from forge_migrations.sql.catalog_ages import empty_tables
        from forge_migrations.sql.catalog_ages import settle
        from forge_migrations.sql.pending_acts import PENDING_VERBS
        from forge_migrations.sql.pending_acts import PendingActs

        facts = self.subject.facts
        if start == 0 and self.start:
            begin(catalog, self.start, self.dialect)
        pending, wanted = PendingActs(catalog.fold), {*self._wanted()}
        replay = self._replay_before(start) if self.dialect in ("sqlite", "libsql") else None
        for at, reading in enumerate(ahead, start):
            if at == first and start < first:
                memory.keep_catalog(facts, self.keys[at], catalog)
            born = EARLIER if self.released[at] else PENDING
            statements = self._statements(at) if replay is not None else ()
            if self.new[at] or (at in wanted and not self.behind[at]):
                empty = empty_tables(catalog) if replay is not None else set()
                judgement = self._judge(at, reading, catalog, pending)
                if replay is not None:
                    judgement = self._measured(at, judgement, replay, statements, empty)
                memory.keep_judgement(facts, self._mark(at), judgement)
                yield judgement
                acts = list(judgement.acts)
                settle(catalog, born)
            elif self.behind[at] and self.migrations[at].blob is not None:
                judgement = self._collisions(at, self._judge(at, reading, catalog, pending))
                memory.keep_judgement(facts, self._mark(at), judgement)
                yield judgement
                acts = list(judgement.acts)
                settle(catalog, born)
            else:
                acts = self._replay(at, reading, catalog, born)
            if not self.released[at]:
                pending.add(act for act in acts if act.verb in PENDING_VERBS)
            if replay is not None:
                replay.advance(statements)

    def _statements(self, at: int) -> tuple[Statement, ...]:
        from forge_migrations.sql.statements import split

        return split(self._texts([at])[0], self.dialect).statements

    def _replay_before(self, start: int) -> Replay:
        """The schema before the migration at `start`, from every migration before it."""
        from forge_migrations.sql.replay import Replay
        from forge_migrations.sql.statements import split

        replay = Replay()
        if self.start:
            replay.advance(split(self.start, self.dialect).statements)
        for at in range(start):
            replay.complete = replay.complete and self.migrations[at].blob is not None
            replay.advance(self._statements(at))
        return replay

    def _measured(
        self,
        at: int,
        judgement: Judgement,
        replay: Replay,
        statements: tuple[Statement, ...],
        empty: set[str],
    ) -> Judgement:
        """The judgement after the migration was replayed on two rows per table, but for those that
        aren't released and hold none."""
        from forge_migrations.rules.judging.measuring import weighed

        ways = (self.migrator.foreign_keys, self.migrator.transaction)
        outcome = replay.measure(statements, *ways, empty)
        return weighed(judgement, outcome, statements, self.migrations[at].path)

    def _judge(
        self, at: int, reading: Reading, catalog: Catalog, pending: PendingActs
    ) -> Judgement:
        from forge_migrations.rules.judging.judge import judge

        path = self.migrations[at].path
        if at == 0 and self.commented:
            data = self.subject.change.after.read(path)
            said = cut_comment(path, data, severities_of(self.subject.policy, path))
            return Judgement(tuple(said) if not self.released[0] else (), 0, 0)
        return judge(
            reading,
            catalog,
            self.migrator.told(self.migrations[at].breakpoints),
            self.settings,
            pending,
            path=path,
            severities=severities_of(self.subject.policy, path),
            production=self.observed.environments,
        )

    def _collisions(self, at: int, judgement: Judgement) -> Judgement:
        from forge_migrations.checks.destructive_sql.collisions import collisions
        from forge_migrations.sql.catalog import Catalog

        return collisions(
            judgement,
            self.migrations[at],
            self.before,
            self.subject.change.before,
            Catalog(self.dialect),
            self.migrator,
            self.settings,
        )

    def _replay(self, at: int, reading: Reading, catalog: Catalog, born: int) -> list[Act]:
        from forge_migrations.rules.judging.judge import extend

        if self.migrations[at].blob is None:
            catalog.complete = catalog.certain = False
            return []
        return extend(catalog, reading, born)

    def _texts(self, places: Iterable[int]) -> list[str]:
        """The SQL of the migrations at these places, by one question to git."""
        paths = [self.migrations[at].path for at in places]
        found = self.subject.change.after.read_many(paths)
        texts = [found.get(path, b"").decode("utf-8", "replace") for path in paths]
        return [
            "" if at == 0 and self.commented else text
            for at, text in zip(places, texts, strict=True)
        ]

    def _mark(self, at: int) -> str:
        if self._marks is None:
            self._marks = Marks(
                repr(self.settings),
                self.subject.policy,
                self.migrator,
                self.observed.key,
                str(self.commented and self.released[0]),
                repr([migration.blob for migration in self.before]) if any(self.behind) else "",
            )
        return self._marks.of(self.keys[at], self.migrations[at], self.behind[at])
