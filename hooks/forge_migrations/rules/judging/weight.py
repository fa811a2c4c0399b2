"""How much a hit weighs in production: what is predicted of its table's rows, over what a rule said.

The one place that asks for a table's size. The rules know nothing of it: a hit of theirs is told, made
a refusal, or left out here, by the act that it is about.
"""

from __future__ import annotations

from forge_migrations.findings import Predicted
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.rules.judging.on_rows import said_of_rows
from forge_migrations.rules.judging.works import locked_by
from forge_migrations.rules.judging.works import released_name
from forge_migrations.rules.judging.works import work_beside
from forge_migrations.rules.judging.works import work_of
from forge_migrations.sql import costs
from forge_migrations.sql.held import Held
from forge_migrations.sql.held import Lock
from forge_migrations.sql.production import rows_in_words
from forge_migrations.sql.production import seconds_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.rule import Rule
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.rules.judging.works import Work
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.production import Production

_CHEAP = 0.01
"""Seconds of other statements that don't make a wait longer."""


class _Weighed(NamedTuple):
    """A hit's work, where it stands, and what it takes in each environment; `None`: not known there."""

    work: Work
    at: int
    seconds: tuple[float | None, ...]
    rows: tuple[int, ...]


class Weights:
    """What the acts of one file take in production; asked act by act, then for all of them."""

    def __init__(self, environments: Sequence[Production], scene: Scene) -> None:
        self._environments = environments
        self._scene = scene
        self._hits: dict[tuple[int, str, str], _Weighed] = {}
        self._takes: dict[int, list[float | None]] = {}
        """By act: how long it works in each environment."""
        self._copies: set[int] = set()
        self._ends: list[int] = []
        """The acts behind which the transaction that held them is over."""
        self._locks: list[tuple[int, str, int, bool]] = []
        """The acts that lock a table that has rows: their line, and whether readers wait too."""

    def saw(self, rule: Rule, act: Act, finding: Finding) -> Finding:
        """A hit, while the catalog is as it was before its act; facts of its rows are told at once."""
        work = work_of(rule, act, self._scene, finding.message)
        if work is not None:
            weighed = self._weigh(work)
            home = self._scene.homes[self._scene.at]
            self._hits[home, rule.id, finding.message] = weighed
            self._take(weighed.seconds)
            return finding
        if rule.kind != "fails-on-data":
            return finding
        told = said_of_rows(rule, act, self._scene, self._environments)
        return _with(finding, told) if told else finding

    def passed(self, act: Act) -> None:
        """The act is over: what no rule weighed of it counts too, while its locks last."""
        scene = self._scene
        line = scene.statements[scene.homes[scene.at]].line
        for table, both in locked_by(act):
            if scene.existed(table):
                self._locks.append((scene.at, released_name(table, scene), line, both))
        work = None if scene.at in self._takes else work_beside(act, scene)
        if work is not None:
            self._take(self._weigh(work).seconds)
        if (
            not scene.engine.ddl_in_transactions
            or not scene.session.inside
            or act.verb == "transaction"
        ):
            self._ends.append(scene.at)

    def settled(
        self, raw: Iterable[tuple[int, Finding]], severities: frozenset[str]
    ) -> Iterator[tuple[int, Finding]]:
        """The hits with what they take. `severities`: the rules that the user has set."""
        for home, finding in raw:
            weighed = self._hits.get((home, finding.rule, finding.message))
            told = self._predicted(weighed) if weighed else None
            if told is None:
                yield home, finding
                continue
            limit = next(
                one.refuse_over for one in self._environments if one.environment == told.environment
            )
            severity: Severity = finding.severity
            over = limit is not None and (told.seconds or 0) > limit
            if over and weighed and weighed.work.blocks and finding.rule not in severities:
                severity = "refuse"
            yield home, _with(finding, told)._replace(severity=severity)

    def held(self) -> Held:
        """What of it lasts beyond this file."""
        everything = range(len(self._environments))
        locks: list[Lock] = []
        for at, table, line, both in self._locks:
            if table not in {each.table for each in locks}:
                seconds = tuple(self._works(at, number) for number in everything)
                locks.append(Lock(table, line, both, seconds))
        takes = tuple(self._works(0, number) for number in everything)
        return Held(tuple(locks), takes, bool(self._ends))

    def _works(self, start: int, number: int) -> float:
        """Seconds of all acts from this one on; a statement copies a table once."""
        homes, copied, total = self._scene.homes, set[int](), 0.0
        for at, taken in self._takes.items():
            if at < start or homes[at] in copied:
                continue
            if at in self._copies:
                copied.add(homes[at])
            total += taken[number] or 0.0
        return total

    def _later(self, weighed: _Weighed, end: int) -> Iterator[int]:
        """The acts that work while the locks of this one last; a statement copies a table once."""
        homes = self._scene.homes
        copied = {homes[weighed.at]} if weighed.work.kind == "copy" else set()
        for at in self._takes:
            if weighed.at < at <= end and homes[at] not in copied:
                yield at
                if at in self._copies:
                    copied.add(homes[at])

    def _weigh(self, work: Work) -> _Weighed:
        taken: list[float | None] = []
        rows = []
        for one in self._environments:
            facts = one.table(work.table)
            rows.append(facts.rows if facts else 0)
            taken.append(
                costs.seconds(work.engine, work.kind, facts.rows, facts.bytes, facts.indexes)
                if facts and not work.unsure
                else None
            )
        if work.kind == "copy":
            self._copies.add(self._scene.at)
        return _Weighed(work, self._scene.at, tuple(taken), tuple(rows))

    def _take(self, taken: Sequence[float | None]) -> None:
        here = self._takes.setdefault(self._scene.at, list(taken))
        for number, one in enumerate(taken):
            known = here[number]
            here[number] = None if one is None or known is None else max(one, known)

    def _predicted(self, weighed: _Weighed) -> Predicted | None:
        """The environment where it takes longest; `None` when there is one where nobody knows."""
        found = [
            self._in(number, weighed, own)
            for number, own in enumerate(weighed.seconds)
            if own is not None
        ]
        if not found:
            return None
        worst = max(found, key=lambda one: one.seconds or 0)
        return worst._replace(silent=all(f.silent for f in found) and None not in weighed.seconds)

    def _in(self, number: int, weighed: _Weighed, own: float) -> Predicted:
        production, rows = self._environments[number], weighed.rows[number]
        end = next((at for at in self._ends if at >= weighed.at), len(self._scene.acts))
        later = [self._takes[at][number] for at in self._later(weighed, end)]
        held = own + sum(one or 0 for one in later)
        sure = None not in later
        took = f"≈ {seconds_in_words(own)} on {rows_in_words(rows)}"
        if len(self._environments) > 1 or production.environment != "production":
            took += f" of {production.environment}"
        if held > own + _CHEAP and held > 1.5 * own:
            took += (
                f", and its lock lasts ≈ {seconds_in_words(held)}, to the end of the transaction"
            )
        waits = f"; {weighed.work.waits} wait" if weighed.work.waits else ""
        old = f"; {production.old}" if production.old else ""
        words = f": {took}{waits} (within a factor of {costs.FACTOR:g}{old})"
        facts = production.table(weighed.work.table)
        return Predicted(
            production.environment,
            production.observed,
            facts.name if facts else weighed.work.table,
            rows,
            words,
            held,
            costs.FACTOR,
            sure and held * costs.FACTOR < production.patience,
        )


def _with(finding: Finding, told: Predicted) -> Finding:
    return finding._replace(message=finding.message + told.words, production=told)
