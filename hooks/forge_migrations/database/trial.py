"""Queries of a project's code, tried before and after the pending migrations.

`before` runs what the released code sends and what the code that comes sends on the database as it is,
`after` both again. Nothing of it stays. What is compared is the same query with the same values.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.database.asked import asked_of
from forge_migrations.database.asked import run
from forge_migrations.database.asked import structural
from forge_migrations.database.asking import tell
from forge_migrations.database.deadline import Deadline
from forge_migrations.database.other_values import Again
from forge_migrations.database.other_values import in_any_case
from forge_migrations.database.samples import Sample
from forge_migrations.database.samples import rows_of
from forge_migrations.database.samples import sample_of
from forge_migrations.database.touched import Touched
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asked import Asked
    from forge_migrations.database.asked import Refusal
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.samples import Row
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.drizzle.kit.queries import Query
    from forge_migrations.drizzle.kit.queries import Thing


SECONDS = 20.0
"""For all the queries on one side of the migrations."""


class Broken(NamedTuple):
    """A query that ran on one side and is refused on the other."""

    asked: Asked
    refusal: Refusal


class Trial:
    """The queries of two schemas on the way from one database to the next."""

    def __init__(
        self,
        engine: str,
        released: Sequence[Query],
        coming: Sequence[Query],
        seconds: float = SECONDS,
    ) -> None:
        self._engine = engine
        self._seconds = seconds
        self._released = released
        self._coming = coming
        self._ran: list[Asked] = []
        self._early: list[Broken] = []
        self.broken: list[Broken] = []
        """Of the released code: ran before, refused after."""
        self.early: list[Broken] = []
        """Of the code that comes: refused before, runs after."""
        self.tried = 0
        """Queries of the released code that ran before."""
        self.measured = False
        """True once both sides were tried."""
        self._samples: _Samples | None = None
        self.trouble = ""
        """Why they were not, where something else than a query is to blame."""
        self.tables: frozenset[str] = frozenset()
        """Labels of the tables and views whose queries of the released code ran before."""
        self._failing: set[str] = set()
        """Labels of those of which one was refused before."""

    def before(
        self,
        connection: Connection,
        tables: Sequence[Table],
        structure: Structure,
        pending: Sequence[Step],
    ) -> None:
        """On the database as it is, with rows in it."""
        with self._on_its_own(connection):
            self._before(connection, tables, structure, pending)

    def _before(
        self,
        connection: Connection,
        tables: Sequence[Table],
        structure: Structure,
        pending: Sequence[Step],
    ) -> None:
        touched = Touched(pending, structure)
        self._released = [each for each in self._released if touched.touch(each)]
        self._coming = [each for each in self._coming if touched.touch(each)]
        if not self._released and not self._coming:
            return
        with _taken_back(connection):
            samples = self._samples = _Samples(connection, tables, self._engine)
            known: dict[tuple[object, ...], Refusal | None] = {}
            for asked, refusal in self._answers(connection, self._released, samples, known):
                if refusal is None:
                    self._ran.append(asked)
                else:
                    self._failing.add(asked.query.thing.label)
            for asked, refusal in self._answers(connection, self._coming, samples, known):
                if refusal is not None and structural(self._engine, asked, refusal):
                    self._early.append(Broken(asked, refusal))
        self.tried = len(self._ran)
        self.tables = frozenset(each.query.thing.label for each in self._ran)

    @property
    def passed(self) -> frozenset[str]:
        """Labels of the tables and views all of whose queries ran before and after."""
        if not self.measured or self.trouble:
            return frozenset()
        broken = {
            thing.label for b in self.broken for thing in (b.asked.query.thing, *b.asked.query.uses)
        }
        return self.tables - self._failing - broken

    def after(self, connection: Connection, tables: Sequence[Table]) -> None:
        """On the same database once the migrations ran."""
        if not self.trouble:
            with self._on_its_own(connection):
                self._after(connection, tables)
                self.measured = True

    def _after(self, connection: Connection, tables: Sequence[Table]) -> None:
        if not self._ran and not self._early:
            return
        with _taken_back(connection):
            self.broken = list(self._refused(connection, tables))
            if self._early:
                samples = _Samples(connection, tables, self._engine)
                again = {_key(each.asked.query, each.asked.label): each for each in self._early}
                for asked in self._with_values([b.asked.query for b in self._early], samples):
                    early = again.get(_key(asked.query, asked.label))
                    if early is None:
                        continue
                    refusal = run(connection, self._engine, asked)
                    if refusal is None or not structural(self._engine, asked, refusal):
                        self.early.append(early)

    @contextmanager
    def _on_its_own(self, connection: Connection) -> Iterator[None]:
        """What goes wrong here is no failure of the migrations, which are rehearsed all the same."""
        with Deadline(connection, self._seconds) as deadline:
            deadline.start()
            try:
                yield
            except Undecided:
                raise
            except Exception as error:
                self.trouble = type(error).__name__
            if deadline.passed:
                self.trouble = f"they took longer than {self._seconds:g} s"

    def _refused(self, connection: Connection, tables: Sequence[Table]) -> Iterator[Broken]:
        """Of what ran before, what no other values would have spared."""
        now = {table.label: table for table in tables}
        for asked in self._ran:
            refusal = run(connection, self._engine, asked)
            if refusal is None:
                continue
            if structural(self._engine, asked, refusal):
                yield Broken(asked, refusal)
                continue
            label = asked.query.thing.label
            assert self._samples is not None
            was, rows = self._samples.table(label), self._samples.rows(label)
            again = Again(asked, refusal, was, now.get(label), rows)
            told = in_any_case(connection, self._engine, again)
            if told is not None:
                yield Broken(asked, told)

    def _answers(
        self,
        connection: Connection,
        queries: Iterable[Query],
        samples: _Samples,
        known: dict[tuple[object, ...], Refusal | None],
    ) -> Iterator[tuple[Asked, Refusal | None]]:
        """What became of each. One UPDATE of every column says it for each of them, where it runs."""
        whole = set()
        for asked in self._with_values(queries, samples):
            query = asked.query
            if query.kind == "update" and query.column and query.thing in whole:
                continue
            key = (query.parts, asked.values, asked.clearing)
            if key not in known:
                known[key] = run(connection, self._engine, asked)
            refusal = known[key]
            told = refusal is None or structural(self._engine, asked, refusal)
            if query.kind == "update" and not query.column and told:
                whole.add(query.thing)
            yield asked, refusal

    def _with_values(self, queries: Iterable[Query], samples: _Samples) -> Iterator[Asked]:
        seen = set()
        for query in queries:
            for label in query.labels or ("",):
                key = _key(query, label)
                if key not in seen:
                    seen.add(key)
                    yield asked_of(query, samples.of(query.thing), label)


def _key(query: Query, label: str) -> tuple[object, ...]:
    return (query.kind, query.parts, query.values, label)


@contextmanager
def _taken_back(connection: Connection) -> Iterator[None]:
    tell(connection, "BEGIN")
    try:
        yield
    finally:
        with suppress(Exception):  # a constraint's ON CONFLICT ROLLBACK has ended it
            tell(connection, "ROLLBACK")


class _Samples:
    """The rows of each table, when they are first asked for."""

    def __init__(self, connection: Connection, tables: Sequence[Table], engine: str) -> None:
        self._connection = connection
        self._engine = engine
        self._tables = tables
        self._by_label = {table.label: table for table in tables}
        self._known: dict[str, Sample] = {}
        self._rows: dict[str, list[Row]] = {}

    def table(self, label: str) -> Table | None:
        """The table of this label, if there is one."""
        return self._by_label.get(label)

    def rows(self, label: str) -> list[Row]:
        """The rows that a table had when its sample was taken."""
        return self._rows.get(label, [])

    def of(self, thing: Thing) -> Sample:
        label = thing.label
        if label not in self._known:
            table = self._by_label.get(label)
            if table is None:
                self._known[label] = Sample({}, {})
            else:
                rows = self._rows[label] = rows_of(self._connection, table, self._engine)
                self._known[label] = sample_of(
                    self._connection, table, rows, self._tables, self._engine
                )
        return self._known[label]
