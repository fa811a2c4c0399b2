"""What the static rules say of a statement, beside what a rehearsal measures of it.

    PYTHONPATH=hooks:tests python -m rules.agreement [CASES.jsonl]

Prints the table: for each rule of a class that can be measured, its bad example; then each rule about running
code, whose queries are drizzle-orm's and no example's, with why it can differ from what those queries meet
(`python -m benchmarks.released` counts that on real histories). `CASES` holds other
cases, one JSON object a line: `id`, `dialect`, `sql`, `context` (statements before), `expect`
(the class), `tx` (false: no transaction around it).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from forge_migrations.database.arena import Arena
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.drivers import Driver
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.mysql.arena import MysqlArena
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.database.sqlite.arena import SqliteArena
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import step_of
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.judge import judge_sql
from rules.examples_on_disk import example

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

MEASURED = ("data-loss", "fails-on-data", "transaction", "lock", "rewrite")
ENGINES = {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite", "libsql": "sqlite"}
STRONG = {"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE", "COPY", "INPLACE"}
"""Locks behind which writers wait."""

OF_CODE: Mapping[str, str] = {
    "rename-column": "measured; alone where only SQL of one's own has the name",
    "rename-table": "measured; alone where the schema doesn't declare the table",
    "new-required-for-old-code": "measured; alone where drizzle-orm fills it in ($defaultFn) and other code doesn't",
    "drop-default": "measured where the column is required; else rows get NULL, which no query fails on",
    "takes-no-values": "measured",
    "text-for-a-name": "measured",
    "drop-primary-key": "measured for ON CONFLICT; replication and foreign keys to it are no query's",
    "replace-view": "measured where the schema declares the view",
    "drop-object": "measured where a query comes by it (view, type, trigger); calls of functions are SQL of one's own",
    "rename-object": "measured where a query comes by it; calls of functions are SQL of one's own",
    "rebuild-drops-trigger": "read alone: without the trigger every query runs, and does less",
    "drop-not-null": "read alone: reading a NULL fails in code, not in the database",
    "revoke-access": "read alone: the queries run as the owner",
}
"""Why a rule about running code and that code's queries can differ."""


class Case(NamedTuple):
    """A migration on a history, and the class of what is wrong with it."""

    name: str
    dialect: Dialect
    earlier: tuple[str, ...]
    sql: str
    kind: str
    transaction: bool = True
    pending: str = ""
    """What is applied in the same run before it."""


class Row(NamedTuple):
    """One case's answers."""

    case: Case
    said: frozenset[str]
    """Classes of the static findings."""
    measured: frozenset[str]
    failure: str = ""
    """Why the rehearsal can't tell: its history doesn't apply here."""

    @property
    def agrees(self) -> bool:
        return (self.case.kind in self.said) == (self.case.kind in self.measured)


class Servers:
    """An arena for each engine; what isn't installed is None."""

    def __init__(self, postgres: Postgres | None, mysql: Mysql | None) -> None:
        self._postgres, self._mysql = postgres, mysql

    def arena(self, engine: str, steps: list[Step]) -> Arena | None:
        binaries, servers = find_binaries(), find_mysql()
        if engine == "sqlite":
            return SqliteArena()
        if engine == "postgresql" and binaries and self._postgres:
            return PostgresArena(binaries, steps, self._postgres)
        return MysqlArena(servers, self._mysql) if servers and self._mysql else None


def examples() -> Iterator[Case]:
    """The bad example of every rule of a class that can be measured."""
    for rule in RULES:
        if rule.kind in MEASURED:
            found = example(rule.id, "bad")
            earlier = (found.earlier,) if found.earlier else ()
            yield Case(
                rule.id, found.dialect, earlier, found.migration, rule.kind, pending=found.pending
            )


def cases(path: str) -> Iterator[Case]:
    for line in Path(path).read_text().splitlines():
        told: dict[str, Any] = json.loads(line)
        if told["expect"] in MEASURED:
            context = tuple(told.get("context") or ())
            dialect, transaction = told["dialect"], told.get("tx", True)
            yield Case(told["id"], dialect, context, told["sql"], told["expect"], transaction)


def compared(case: Case, servers: Servers) -> Row | None:
    """Both answers; None without a server of the engine."""
    engine = ENGINES[case.dialect]
    history = "\n--> statement-breakpoint\n".join(case.earlier)
    texts = [text for text in (history, case.pending, case.sql) if text]
    steps = [
        step_of(f"{i:04}", f"{i:04}.sql", "", text.encode(), i + 1, case.dialect)
        for i, text in enumerate(texts)
    ]
    arena = servers.arena(engine, steps)
    if arena is None:
        return None
    driver = Driver("any", transaction=case.transaction)
    # What the engine does is asked, not what a driver takes.
    driver = driver._replace(foreign_keys=STRICTEST[engine].foreign_keys)
    setting = Setting(Ledger(engine), driver, timeout=10)
    try:
        found = rehearse(arena, steps[: bool(history)], steps, setting)
    finally:
        arena.close()
    earlier = [text.rstrip(";") + ";" for text in case.earlier]
    judged = judge_sql(
        case.sql,
        dialect=case.dialect,
        earlier=["\n".join(earlier)] if earlier else [],
        pending=[case.pending] if case.pending else [],
        transaction=None if case.transaction else False,
    )
    said = frozenset(each.kind for each in judged if each.severity != "off")
    reason = str(found.history_failure or "")
    return Row(case, said, frozenset(measured(found)), reason)


def measured(found: Rehearsal) -> Iterator[str]:
    """The classes that a rehearsal's measures speak of."""
    if found.lost or found.taken:
        yield "data-loss"
    failures = [each for each in (found.failure, found.fresh_failure) if each is not None]
    if failures or found.broken:
        yield "fails-on-data"
    if failures or found.half_applied or found.skipped:
        yield "transaction"
    for statement in found.statements:
        if any(lock.mode in STRONG for lock in statement.locks):
            yield "lock"
        if any("rewrites" in each or "copies" in each for each in statement.work):
            yield "rewrite"


def table(rows: list[Row]) -> str:
    """The agreement by class, then each disagreement."""
    lines = [
        "| class | cases | agree | only the rule | only the rehearsal |",
        "|---|---|---|---|---|",
    ]
    for kind in MEASURED:
        same = [row for row in rows if row.case.kind == kind and not row.failure]
        agree = sum(row.agrees for row in same)
        rule = sum(not row.agrees and kind in row.said for row in same)
        lines.append(f"| {kind} | {len(same)} | {agree} | {rule} | {len(same) - agree - rule} |")
    for row in rows:
        if row.failure:
            lines.append(f"{row.case.name}: its history doesn't apply here: {row.failure}")
        elif not row.agrees:
            side = "the rule" if row.case.kind in row.said else "the rehearsal"
            text = " ".join(row.case.sql.split())[:90]
            lines.append(
                f"{row.case.name} ({row.case.dialect}, {row.case.kind}): only {side}: {text}"
            )
    lines += [f"{rule} (breaks-clients): {why}" for rule, why in OF_CODE.items()]
    return "\n".join(lines)


def main(paths: list[str]) -> None:
    chosen = [case for path in paths for case in cases(path)] if paths else list(examples())
    with ExitStack() as stack:
        binaries, servers = find_binaries(), find_mysql()
        postgres = Postgres(binaries) if binaries else None
        mysql = Mysql(servers) if servers else None
        for server in (postgres, mysql):
            if server is not None:
                stack.callback(server.stop)
        both = Servers(postgres, mysql)
        print(table([row for case in chosen if (row := compared(case, both))]))


if __name__ == "__main__":
    main(sys.argv[1:])
