"""The migrator's ledger: what Drizzle's migrator has applied, will apply, and will pass over.

Two generations, told apart by the layout of the migrations folder:

- `journal` (drizzle-orm 0.2x to 0.45): `id, hash, created_at`; pending is every entry whose `when`
  is above the newest `created_at`, which is read once.
- `folders` (drizzle-orm 1.0): `name` and `applied_at` besides; pending is every folder whose name
  isn't recorded. A table of the first generation is upgraded on the first run.

Source: `migrator.js`, `{pg,mysql,sqlite}-core/dialect.js` of drizzle-orm 0.45.4, and `migrator.js`,
`migrator.utils.js`, `up-migrations/*.js`, `*-core/async/session.js` of 1.0.0-rc.5.
Every function takes a SQLAlchemy Connection whose driver commits each statement
(`isolation_level="AUTOCOMMIT"`): transactions are the migrator's own `BEGIN` and `COMMIT`.
"""

from __future__ import annotations

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.engines import engine_of
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Step
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.project import Project


class LedgerMismatch(Exception):
    """The migrator itself would refuse this ledger: a recorded row matches no local migration."""


class Ledger(NamedTuple):
    """Which table of which database holds what was applied, and by which generation's rules."""

    engine: str
    """`postgresql`, `mysql` or `sqlite`."""
    layout: str = "journal"
    """`journal` or `folders`."""
    table: str = "__drizzle_migrations"
    schema: str = "drizzle"
    """Only PostgreSQL has one."""

    @classmethod
    def of(cls, project: Project, history: History) -> Ledger:
        """The ledger that the project's migrator writes."""
        layout = "folders" if history.layout == "folders" else "journal"
        return cls(engine_of(project.dialect), layout, project.table, project.ledger_schema)

    @property
    def name(self) -> str:
        """The table's name, quoted for its engine."""
        if self.engine == "postgresql":
            return f"{row_of(self.engine).quoted(self.schema)}.{row_of(self.engine).quoted(self.table)}"
        return row_of(self.engine).quoted(self.table)

    @property
    def create(self) -> tuple[str, ...]:
        """The statements by which the migrator makes sure of its table."""
        columns = behaviour_of(self.engine).ledger_columns[self.layout]
        table = f"CREATE TABLE IF NOT EXISTS {self.name} ({columns})"
        if self.engine == "postgresql":
            return f"CREATE SCHEMA IF NOT EXISTS {row_of(self.engine).quoted(self.schema)}", table
        return (table,)


class Row(NamedTuple):
    """One recorded migration. `name` is None for a row of the first generation."""

    id: int | None
    hash: str
    created_at: int | None
    """Milliseconds since the epoch."""
    name: str | None = None


class Skipped(NamedTuple):
    """A migration that the migrator passes over although it was never applied."""

    step: Step
    reason: str


class Plan(NamedTuple):
    """What the migrator would do on this ledger, in its order."""

    pending: tuple[Step, ...]
    applied: tuple[Step, ...]
    skipped: tuple[Skipped, ...]
    edited: tuple[Step, ...]
    """Applied, but recorded with another hash: the file changed afterwards (the migrator doesn't
    look)."""
    unknown: tuple[Row, ...]
    """Recorded rows that no local migration explains."""


def exists(connection: Connection, ledger: Ledger) -> bool:
    """True when the ledger's table is there."""
    return bool(_columns(connection, ledger))


def generation(connection: Connection, ledger: Ledger) -> int | None:
    """0 for a table without `name`, 1 with it, None when there is no table (`GET_VERSION_FOR`)."""
    columns = _columns(connection, ledger)
    return None if not columns else int("name" in columns)


def ensure(connection: Connection, ledger: Ledger, steps: Sequence[Step] = ()) -> None:
    """Make the table as the migrator does, upgrading an older one when the layout is `folders`.

    Raises `LedgerMismatch` where the migrator refuses the upgrade.
    """
    if ledger.layout == "folders" and exists(connection, ledger):
        if generation(connection, ledger) == 0:
            upgrade(connection, ledger, steps)
        return
    for statement in ledger.create:
        _execute(connection, statement)


def rows(connection: Connection, ledger: Ledger) -> list[Row]:
    """The recorded rows in the order they were written; empty when there is no table."""
    columns = _columns(connection, ledger)
    if not columns:
        return []
    name = "name" if "name" in columns else "NULL"
    order = behaviour_of(ledger.engine).ledger_order
    found = connection.exec_driver_sql(
        f"SELECT id, hash, created_at, {name} FROM {ledger.name} ORDER BY {order}"
    )
    return [
        Row(
            None if row[0] is None else int(row[0]),
            str(row[1]),
            None if row[2] is None else int(float(row[2])),
            None if row[3] is None else str(row[3]),
        )
        for row in found
    ]


def pending(ledger: Ledger, steps: Sequence[Step], recorded: Sequence[Row]) -> Plan:
    """What the migrator would run on a ledger with these rows, and what it would pass over."""
    if ledger.layout == "folders" and not any(row.name is None for row in recorded):
        return _pending_by_name(steps, recorded)
    if ledger.layout == "folders":
        names = dict(match(steps, recorded))
        upgraded = [row._replace(name=names.get(index)) for index, row in enumerate(recorded)]
        return _pending_by_name(steps, upgraded)
    return _pending_by_time(steps, recorded)


def record(connection: Connection, ledger: Ledger, step: Step) -> None:
    """Write the row that the migrator writes after a migration's last statement."""
    row = _row(ledger, step)
    mark = row_of(ledger.engine).mark
    marks = ", ".join([mark] * len(row))
    connection.exec_driver_sql(f"{_insert(ledger, row)} ({marks})", tuple(row.values()))


def recording(ledger: Ledger, step: Step) -> str:
    """The same as a statement of PostgreSQL's."""
    row = _row(ledger, step)
    values = ", ".join(string_literal(str(value)) for value in row.values())
    return f"{_insert(ledger, row)} ({values})"


def _row(ledger: Ledger, step: Step) -> dict[str, object]:
    row: dict[str, object] = {"hash": step.hash, "created_at": step.millis}
    if ledger.layout == "folders":
        row["name"] = step.tag
        if not behaviour_of(ledger.engine).stamps_itself:
            row["applied_at"] = _now()
    return row


def _insert(ledger: Ledger, columns: Iterable[str]) -> str:
    names = ", ".join(row_of(ledger.engine).quoted(column) for column in columns)
    return f"INSERT INTO {ledger.name} ({names}) VALUES"


def upgrade(connection: Connection, ledger: Ledger, steps: Iterable[Step]) -> None:
    """Give a table of the first generation `name` and `applied_at`, as drizzle-orm 1.0 does.

    Source: `upToV1` in `up-migrations/{pg,mysql,sqlite}.js`. Raises `LedgerMismatch`.
    """
    recorded = rows(connection, ledger)
    matched = match(steps, recorded)
    if len(matched) < len(recorded):
        known = {index for index, _ in matched}
        strange = [row for index, row in enumerate(recorded) if index not in known]
        listed = ", ".join(f"id {row.id}, created_at {row.created_at}" for row in strange)
        raise LedgerMismatch(f"{len(strange)} recorded migrations match no local one: {listed}")
    missing = "IF NOT EXISTS " if ledger.engine == "postgresql" else ""
    stamp = behaviour_of(ledger.engine).applied_at
    _execute(connection, f"ALTER TABLE {ledger.name} ADD COLUMN {missing}name text")
    _execute(connection, f"ALTER TABLE {ledger.name} ADD COLUMN {missing}applied_at {stamp}")
    mark = row_of(ledger.engine).mark
    for index, name in matched:
        row = recorded[index]
        key, value = ("id", row.id) if row.id else ("created_at", row.created_at)
        connection.exec_driver_sql(
            f"UPDATE {ledger.name} SET name = {mark}, applied_at = NULL WHERE {key} = {mark}",
            (name, value),
        )


def match(steps: Iterable[Step], recorded: Sequence[Row]) -> list[tuple[int, str]]:
    """Which local migration each recorded row of the first generation is: (row's index, name).

    By `created_at` cut to whole seconds; by hash where several share the second or none has it.
    """
    by_second: dict[int | None, list[Step]] = {}
    by_hash: dict[str, Step] = {}
    for step in sorted(steps, key=lambda step: (step.millis or 0, step.tag)):
        by_second.setdefault(step.millis, []).append(step)
        by_hash[step.hash] = step
    found: list[tuple[int, str]] = []
    for index, row in enumerate(recorded):
        second = None if row.created_at is None else row.created_at // 1000 * 1000
        candidates = by_second.get(second, []) if second is not None else []
        if len(candidates) == 1:
            found.append((index, candidates[0].tag))
        elif candidates:
            same = [step for step in candidates if step.hash == row.hash]
            found += [(index, step.tag) for step in same[:1]]
        elif row.hash in by_hash:
            found.append((index, by_hash[row.hash].tag))
    return found


def _pending_by_name(steps: Iterable[Step], recorded: Sequence[Row]) -> Plan:
    by_name = {row.name: row for row in recorded if row.name is not None}
    todo, applied, edited = [], [], []
    for step in steps:
        row = by_name.pop(step.tag, None)
        if row is None:
            todo.append(step)
        else:
            applied.append(step)
            if row.hash != step.hash:
                edited.append(step)
    unknown = [row for row in recorded if row.name is None or row.name in by_name]
    return Plan(tuple(todo), tuple(applied), (), tuple(edited), tuple(unknown))


def _pending_by_time(steps: Sequence[Step], recorded: Sequence[Row]) -> Plan:
    # `order by created_at desc limit 1` and then `Number(created_at) < when`: no row is no limit.
    newest = max((row.created_at or 0 for row in recorded), default=None)
    local = {step.hash for step in steps}
    hashes = {row.hash for row in recorded}
    # A recorded hash that no file has any more, by its time: the file was edited.
    changed = {row.created_at: row for row in recorded if row.hash not in local}
    todo, applied, skipped, edited = [], [], [], []
    for step in steps:
        if newest is None or (step.millis is not None and newest < step.millis):
            todo.append(step)
        elif step.hash in hashes:
            applied.append(step)
        elif changed.pop(step.millis, None) is not None:
            applied.append(step)
            edited.append(step)
        else:
            skipped.append(Skipped(step, _why_skipped(step, newest)))
    return Plan(tuple(todo), tuple(applied), tuple(skipped), tuple(edited), tuple(changed.values()))


def _why_skipped(step: Step, newest: int) -> str:
    relation = "equal to" if step.millis == newest else "below"
    return f"its `when` {step.millis} is {relation} the newest applied one, {newest}"


def _columns(connection: Connection, ledger: Ledger) -> set[str]:
    return behaviour_of(ledger.engine).columns_of(connection, ledger.schema, ledger.table)


def _execute(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _now() -> str:
    from datetime import UTC
    from datetime import datetime

    moment = datetime.now(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
