"""Tell each migration's state in a live database: applied, pending, skipped, edited, unknown.

Reads the migrations folder of the work tree and the ledger (`__drizzle_migrations`) of the database
that --database-url, DATABASE_URL, .env or the config names. Writes nothing, makes no ledger.
"""

from __future__ import annotations

from forge_migrations.checks.rehearsal.owed import debts_of
from forge_migrations.database.connection import connect
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Plan
    from forge_migrations.workflow.live.opened import Live

HALF = "__forge_migrations_progress"


class State(NamedTuple):
    """One line of the answer."""

    tag: str
    state: str
    """`applied`, `pending`, `skipped`, `edited`, `unknown`, `missing`, `half applied`."""
    when: str = ""
    """When it was applied, where the ledger tells (drizzle-orm 1.0)."""
    why: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--exit-code", action="store_true", help="1 unless everything is applied and unedited"
    )


def run(options: argparse.Namespace) -> int:
    """0; with --exit-code 1 when anything is pending or not as it should be."""
    with open_live(options, sound=False) as live:
        states, owed = _states(live), [str(each) for each in debts_of(live.steps)]
        if options.format == "json":
            answer_of(options).tell(project=live.change.project.config, database=str(live.target),
                                    migrations=[each._asdict() for each in states],
                                    owed=owed)  # fmt: skip
        else:
            _print(live, states)
            tell_owed(owed)
    return int(options.exit_code and any(each.state != "applied" for each in states))


def _states(live: Live) -> list[State]:
    if live.is_new_file:
        return [State(step.tag, "pending", why="the database doesn't exist yet")
                for step in live.steps]  # fmt: skip
    with connect(live.target, read_only=True) as connection:
        plan = live.plan(connection)
        with plainly(live.target):
            times = _times(connection, live)
            half = _half(connection, live)
    return [*_told(live, plan, times, half)]


def _told(live: Live, plan: Plan, times: dict[str, str], half: dict[str, str]) -> list[State]:
    edited = {step.tag for step in plan.edited}
    applied = {step.tag for step in plan.applied}
    skipped = {each.step.tag: each.reason for each in plan.skipped}
    found = []
    for step in live.steps:
        when = times.get(step.tag) or times.get(step.hash, "")
        if step.tag in edited:
            found.append(State(step.tag, "edited", when, "the file changed since it was applied"))
        elif step.tag in applied:
            found.append(State(step.tag, "applied", when))
        elif step.tag in skipped:
            found.append(State(step.tag, "skipped", "", skipped[step.tag]))
        elif step.tag in half:
            found.append(State(step.tag, "half applied", "", half[step.tag]))
        else:
            found.append(State(step.tag, "pending"))
    known = {step.tag for step in live.steps}
    for migration in live.change.after.migrations:
        if migration.blob is None and migration.tag not in known:
            found.append(State(migration.tag, "missing", "", f"{migration.path} doesn't exist"))
    for row in plan.unknown:
        name = row.name or f"created_at {row.created_at}"
        found.append(State(name, "unknown", "", "the ledger has it, the history doesn't"))
    return found


def _times(connection: Connection, live: Live) -> dict[str, str]:
    """When each was applied, by name and hash; only drizzle-orm 1.0 records it."""
    from forge_migrations.database import ledger as ledgers

    if ledgers.generation(connection, live.ledger) != 1:
        return {}
    rows = connection.exec_driver_sql(f"SELECT name, hash, applied_at FROM {live.ledger.name}")
    found = {}
    for name, digest, moment in rows:
        if moment is not None:
            found[str(name or digest)] = str(moment)[:19].replace("T", " ")
    return found


def _half(connection: Connection, live: Live) -> dict[str, str]:
    """Where DDL commits: the migration that an apply didn't finish."""
    if row_of(live.target.engine).ddl_in_transactions:
        return {}
    known = connection.exec_driver_sql(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE()"
        " AND table_name = %s",
        (HALF,),
    ).first()
    if known is None:
        return {}
    rows = connection.exec_driver_sql(f"SELECT tag, begun, done FROM `{HALF}`")
    return {
        str(tag): f"its first {done} statements ran"
        + (f", whether number {begun} did isn't known" if begun > done else "")
        for tag, begun, done in rows
    }


def tell_owed(owed: Sequence[str]) -> None:
    """What migrations left for later ones that aren't there yet."""
    if owed:
        shown = ", ".join(owed[:6]) + (f" and {len(owed) - 6} more" if len(owed) > 6 else "")
        print(f"left to a later migration: {shown}: forge-migrations contract")


NONE = "no migration yet: forge-migrations generate"


def _print(live: Live, states: list[State]) -> None:
    print(f"{live.change.project.config}: {heading(live)}")
    width = max((len(each.tag) for each in states), default=0)
    for each in states:
        print(f"  {each.tag:<{width}}  {each.state:<12}  {each.when or each.why}".rstrip())
    counts: dict[str, int] = {}
    for each in states:
        counts[each.state] = counts.get(each.state, 0) + 1
    print(", ".join(f"{count} {state}" for state, count in counts.items()) or NONE)
