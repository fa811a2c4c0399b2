"""What the rehearsed statements take in production: measured on made rows, or by a known cost for each.

Measured is where the rehearsal itself is asked for, or something is pushed; a commit that rehearses in
passing (SQLite) takes the costs.
"""

from __future__ import annotations

from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.checks.rehearsal.findings import acknowledged_in
from forge_migrations.checks.rehearsal.held import held_across
from forge_migrations.database.many_rows import Wanted
from forge_migrations.database.predicting import fetched
from forge_migrations.database.predicting import measured
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.engines import MYSQL
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Predicted
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.sql import costs
from forge_migrations.sql.held import sentence
from forge_migrations.sql.production import in_words
from forge_migrations.sql.production import rows_in_words
from forge_migrations.sql.production import seconds_in_words
from forge_migrations.sql.read import acts_of
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.production import Facts
    from forge_migrations.sql.production import Production

RULE = "long-block"
FEW = 20_000
"""Rows that no statement keeps anybody waiting for."""
_WORKING = frozenset(
    ["add-column", "add-constraint", "add-identity", "alter-column-to", "alter-type",
     "convert-charset", "create-index", "delete", "drop-column", "drop-primary-key", "insert",
     "modify-column", "rebuild-table", "repartition", "set-expression", "set-not-null",
     "table-option", "update", "validate-constraint"]
)  # fmt: skip
_COPYING = frozenset({"add-column", "alter-column-to", "alter-type", "convert-charset", "insert",
                      "modify-column", "rebuild-table", "set-expression", "table-option"})  # fmt: skip
_SORTED = ("unique", "primary", "exclude")
_BLOCKING = {
    "SHARE": "writes to", "SHARE ROW EXCLUSIVE": "writes to", "EXCLUSIVE": "writes to",
    "ACCESS EXCLUSIVE": "reads and writes of", "COPY": "writes to", "INPLACE, SHARED": "writes to",
}  # fmt: skip
"""Locks and ways of MySQL's that keep others waiting, and whom."""


class _Task(NamedTuple):
    """A segment that goes through the rows of a table that production has."""

    step: Step
    segment: Segment
    facts: Facts
    acts: tuple[Act, ...]

    @property
    def sorts(self) -> bool:
        return any(
            act.verb == "create-index"
            or (act.constraint is not None and act.constraint.kind in _SORTED)
            for act in self.acts
        )

    @property
    def copies(self) -> bool:
        return any(act.verb in _COPYING for act in self.acts)


class Told(NamedTuple):
    """By path and line what each statement takes, and the notes on it."""

    statements: Mapping[tuple[str, int], Predicted] = {}
    notes: tuple[Note, ...] = ()


def predicted(
    production: Sequence[Production],
    plan: Planned,
    arena: Arena,
    result: Rehearsal,
    config: str,
    measure: bool,
) -> Told:
    """For the first environment that knows the tables; nothing where nothing is released. Rows that are
    meant to break a migration may have stopped the rehearsal: these are others."""
    if not production or not plan.before or not result.pending:
        return Told()
    for environment in production:
        tasks = [*_tasks(result.pending, environment)]
        if not tasks:
            continue
        if not measure:
            return Told(dict(_known(tasks, environment)))
        try:
            wanted = _wanted(tasks, result)
            found = measured(arena, plan.before, result.pending, plan.setting, wanted, environment)
        except Undecided as error:
            text = f"not measured for {environment.environment}, a known cost for each row stands for it: {error}"
            known = dict(_known(tasks, environment))
            return Told(known, (Note(CHECK, text, config),))
        by_place = {(task.step.path, task.segment.line): task for task in tasks}
        statements = {}
        for one in found:
            task = by_place.get((one.path, one.line))
            if task is not None:
                sizes = " and ".join(in_words(rows) for rows in one.rows)
                seconds = one.at(task.facts.rows, task.sorts)
                seconds += fetched(task.facts.bytes, environment)
                factor = one.factor(task.facts.rows, task.sorts)
                how = f"measured at {sizes} rows, within a factor of {factor:g}"
                statements[one.path, one.line] = _told(task, environment, seconds, factor, how)
        return Told(statements)
    return Told()


def long_blocks(
    told: Told, production: Sequence[Production], result: Rehearsal, config: str
) -> Iterator[Finding]:
    """A finding for each statement that others wait for longer than the team has patience."""
    by_name = {one.environment: one for one in production}
    traced = {(each.path, each.line): each for each in result.statements}
    for (path, line), one in told.statements.items():
        limits, seconds = by_name[one.environment], one.seconds or 0
        if seconds * (one.factor if seconds < limits.patience else 1) < limits.patience:
            continue
        statement = traced.get((path, line))
        locks = {lock.table: lock.mode for lock in (statement.locks if statement else ())}
        waits = _waits(one.table, locks, result.version.engine)
        if not waits:
            continue
        text = next((step.text for step in result.pending if step.path == path), "")
        over = limits.refuse_over is not None and seconds > limits.refuse_over
        found = Finding(
            CHECK,
            RULE,
            path,
            line,
            f"{waits} wait{one.words}",
            Remedy(
                "split it so that no statement holds a lock over all rows, or run it when nobody waits",
                decide=True,
            ),
            "refuse" if over else "report",
            "lock",
            project=config,
            production=one,
        )
        accepted = acknowledged_in(found, text, result.version.engine)
        yield found._replace(acknowledged=accepted)


def lasting_blocks(
    told: Told, production: Sequence[Production], result: Rehearsal, config: str
) -> Iterator[Finding]:
    """A finding for each table that stays locked while later files work, all in one transaction."""
    if not told.statements:
        return
    worst = max(told.statements.values(), key=lambda one: one.factor)
    limits = next(one for one in production if one.environment == worst.environment)
    tags = [step.tag for step in result.pending]
    for found in held_across(result, told.statements):
        (seconds,), step = found.seconds, result.pending[found.at]
        if seconds < limits.patience:
            continue
        facts = limits.table(found.lock.table)
        words = f": ≈ {seconds_in_words(seconds)} (within a factor of {worst.factor:g})"
        name, rows = (facts.name, facts.rows) if facts else (found.lock.table, 0)
        over = limits.refuse_over is not None and seconds > limits.refuse_over
        finding = Finding(
            CHECK,
            RULE,
            step.path,
            found.lock.line,
            f"{sentence(found, tags)}, which runs in the same transaction{words}",
            "deploy what locks it and what works long one after the other",
            "refuse" if over else "report",
            "lock",
            project=config,
            production=Predicted(
                limits.environment, limits.observed, name, rows, words, seconds, worst.factor
            ),
        )
        accepted = acknowledged_in(finding, step.text, result.version.engine)
        yield finding._replace(acknowledged=accepted)


def _waits(table: str, locks: Mapping[str, str], engine: str) -> str:
    if engine == "sqlite":
        return "writes of every other connection"
    short = table.rpartition(".")[2]
    modes = [mode for label, mode in locks.items() if label.rpartition(".")[2] == short]
    who = next((_BLOCKING[mode] for mode in modes if mode in _BLOCKING), "")
    return f'{who} "{table}"' if who else ""


def _tasks(steps: Iterable[Step], production: Production) -> Iterator[_Task]:
    for step in steps:
        for segment in step.segments:
            acts = tuple(acts_of(segment.sql, step.dialect))
            known = [facts for act in acts if (facts := _facts(act, step, production))]
            if known:
                largest = max(known, key=lambda facts: facts.rows)
                yield _Task(step, segment, largest, acts)


def _facts(act: Act, step: Step, production: Production) -> Facts | None:
    """The table whose rows the act goes through; `None` for few rows, or for no work."""
    if act.verb not in _WORKING:
        return None
    column = act.column if act.verb == "add-column" and step.dialect == "postgres" else None
    if column is not None and column.default is None and not column.generated:
        return None
    names = [act.table]
    if act.verb == "insert":
        words = [token for token in act.tokens if token.kind in (WORD, QUOTED)]
        names = [identifier(token, step.dialect) for token in words]
        if not any(token.key == "SELECT" for token in words):
            return None
    known = [facts for name in names if (facts := production.table(name)) and facts.rows >= FEW]
    return max(known, key=lambda facts: facts.rows, default=None)


def _wanted(tasks: Iterable[_Task], result: Rehearsal) -> dict[str, Wanted]:
    """The tables by label, with what the migrations ask of their rows."""
    labels = {label.removeprefix("public."): label for label in (*result.filled, *result.unfilled)}
    found: dict[str, Wanted] = {}
    for task in tasks:
        label = labels.get(task.facts.name, task.facts.name)
        want = found.get(label, Wanted(task.facts))
        for act in task.acts:
            filled, distinct, references = set[str](), set[str](), list[ForeignKey]()
            if act.verb == "set-not-null":
                filled.add(act.name)
            if act.indexed is not None and act.indexed.unique:
                distinct.update(act.indexed.columns)
            key = act.constraint
            if key is not None and key.kind in _SORTED:
                distinct.update(key.columns)
                filled.update(key.columns)
            elif key is not None and key.reference is not None:
                parent = key.reference.table
                referred = key.reference.columns or ("id",)
                references.append(ForeignKey(key.columns, labels.get(parent, parent), referred))
            want = Wanted(
                want.facts,
                want.filled | filled,
                want.distinct | distinct,
                (*want.references, *references),
            )
        found[label] = want
    return found


def _known(
    tasks: Iterable[_Task], production: Production
) -> Iterator[tuple[tuple[str, int], Predicted]]:
    for task in tasks:
        engine: costs.Engine = (
            "postgres"
            if task.step.dialect == "postgres"
            else "mysql"
            if task.step.dialect == MYSQL.dialect
            else "sqlite"
        )
        facts = task.facts
        kind: costs.Kind = "text index" if task.sorts else "copy"
        if not task.sorts and all(
            act.verb in ("set-not-null", "validate-constraint") for act in task.acts
        ):
            kind = "scan"
        seconds = costs.seconds(engine, kind, facts.rows, facts.bytes, facts.indexes)
        how = f"within a factor of {costs.FACTOR:g}"
        told = _told(task, production, seconds, costs.FACTOR, how)
        yield (task.step.path, task.segment.line), told


def _told(
    task: _Task, production: Production, seconds: float, factor: float, how: str
) -> Predicted:
    old = f"; {production.old}" if production.old else ""
    where = "" if production.environment == "production" else f" of {production.environment}"
    rows = task.facts.rows
    words = f": ≈ {seconds_in_words(seconds)} on {rows_in_words(rows)}{where} ({how}{old})"
    return Predicted(
        production.environment, production.observed, task.facts.name, rows, words, seconds, factor
    )
