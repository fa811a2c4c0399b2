"""Ask a live database whether the pending migrations would fail on the rows that it holds.

Asked are, each by a SELECT that counts in a read-only transaction of its own with a time limit: rows
that are NULL where NOT NULL or a primary key comes, rows that are equal where a unique key comes,
rows without their parent where a foreign key comes, rows that break a new CHECK, values that a
shorter text, a smaller integer, a uuid or an enum without one of its values refuses, and what a drop
loses. Then whether the moment is good: long transactions, locks, replication lag, another apply.

Counts are told and, with --show-keys, at most three primary keys, never another value. A replica and a
role that can only read will do. Exit code 1 when a migration would fail, 3 when a question couldn't
be answered. What `apply` asks first, too.
"""

from __future__ import annotations

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.sql.questions import Asker
from forge_migrations.words import counted
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import is_of_driver
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Plan
    from forge_migrations.database.steps import Step
    from forge_migrations.sql.question import Question
    from forge_migrations.workflow.live.opened import Live

TIMEOUT = 30
"""Seconds for one question."""
SAMPLE = 100_000
"""Rows of a table that `--sample` looks at."""


class Reply(NamedTuple):
    """What the database said to one question."""

    path: str
    line: int
    table: str
    says: str
    rows: int | None
    """Rows; `None` when it wasn't answered."""
    verdict: str
    """`fails`, `loses`, `open` (a pending statement above writes the table), `unanswered`, `fine`."""
    keys: tuple[str, ...] = ()
    why: str = ""
    """Why it wasn't answered."""

    @property
    def sentence(self) -> str:
        """For a person."""
        place = f"{self.path}:{self.line}: "
        if self.rows is None:
            return f'{place}whether rows of "{self.table}" {self.says} isn\'t known: {self.why}'
        those = f'{counted(self.rows, "row")} of "{self.table}" {self.says}'
        keys = f" (keys: {'; '.join(self.keys)})" if self.keys else ""
        late = " now; a pending statement above writes them" if self.verdict == "open" else ""
        return f"{place}{those}{keys}{late}"


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--sample", action="store_true",
                        help=f"look at the first {SAMPLE} rows of a table: finds, proves nothing")  # fmt: skip
    parser.add_argument("--show-keys", action="store_true",
                        help="show up to three primary keys of such rows")  # fmt: skip
    parser.add_argument("--timeout", type=float, default=TIMEOUT, metavar="S",
                        help=f"seconds for one question (default: {TIMEOUT})")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0 when nothing stands in the way, 1 when a migration would fail, 3 when that isn't known."""
    if not options.timeout > 0:
        raise UsageError("--timeout takes seconds above 0")
    with open_live(options) as live:
        print(f"{live.change.project.config}: {heading(live)}")
        replies: list[Reply] = []
        moment: list[str] = []
        locked: list[str] = []
        pending: list[str] = []
        if not live.is_new_file:
            with connect(live.target, read_only=True) as connection:
                plan = live.plan(connection)
                pending = [step.tag for step in plan.pending]
                sample = SAMPLE if options.sample else 0
                replies = asked(live, connection, plan, plan.pending, options.timeout,
                                sample, options.show_keys)  # fmt: skip
                moment = _moment(live, connection, replies, options.timeout)
                locked = _locked(live, connection, plan, options.timeout)
        told = [each for each in replies if each.verdict != "fine"]
        answer_of(options).tell(
            project=live.change.project.config, database=str(live.target), pending=pending,
            asked=len(replies), sampled=bool(options.sample), moment=moment, waits=locked,
            told=as_objects(told),
        )  # fmt: skip
        code = code_of(replies)
        for each in told:
            print(f"  {each.verdict}: {each.sentence}")
        for line in locked:
            print(f"  waits: {line}")
        for line in moment:
            print(f"  moment: {line}")
        print(_summary(len(pending), replies, options.sample))
        if code == 1:
            answer_of(options).next = Remedy(
                "mend the rows or the migration, then", ours("preflight")
            )
        return code


def asked(
    live: Live, connection: Connection, plan: Plan, chosen: Sequence[Step], seconds: float,
    sample: int = 0, show_keys: bool = False,
) -> list[Reply]:  # fmt: skip
    """The replies to the questions of the migrations that are to run, in their order."""
    if not chosen:
        return []
    asker = Asker([step.text for step in plan.applied], chosen[0].dialect)
    return [
        _reply(live, connection, step.path, question, seconds, sample, show_keys)
        for step in chosen
        for question in asker.ask(step.text)
    ]


def code_of(replies: Sequence[Reply]) -> int:
    """1 when a migration would fail, 3 when that isn't known."""
    verdicts = {each.verdict for each in replies}
    return 1 if "fails" in verdicts else 3 if "unanswered" in verdicts else 0


def as_objects(replies: Sequence[Reply]) -> list[dict[str, Any]]:
    """For a program."""
    return [{**each._asdict(), "keys": list(each.keys)} for each in replies]


def _reply(
    live: Live, connection: Connection, path: str, question: Question, seconds: float, sample: int,
    show_keys: bool,
) -> Reply:  # fmt: skip
    """Words of the server are kept back: they can quote a row."""
    reply = Reply(path, question.line, question.table, question.says, None, "unanswered")
    own, keys = behaviour_of(live.target.engine), reply.keys
    try:
        with own.reading(connection, seconds):
            (number,) = _row(connection, question.number(sample))
            if number and show_keys and question.some():
                found = connection.exec_driver_sql(
                    question.some(sample), execution_options={"no_parameters": True}
                ).all()
                keys = tuple(", ".join(map(str, row)) for row in found)
    except Exception as error:
        if not is_of_driver(error):
            raise
        return reply._replace(why=_why(error, seconds))
    verdict = "fine"
    if number:
        verdict = "loses" if not question.fails else "open" if question.written else "fails"
    return reply._replace(rows=int(number), verdict=verdict, keys=keys)


def _row(connection: Connection, query: str) -> Any:
    return connection.exec_driver_sql(query, execution_options={"no_parameters": True}).first()


def _why(error: Exception, seconds: float) -> str:
    original = getattr(error, "orig", None) or error
    code = str(getattr(original, "sqlstate", "") or (original.args[0] if original.args else ""))
    if code in ("57014", "1969", "3024", "interrupted"):
        return f"no answer within {seconds:g} s; --sample looks at the first {SAMPLE} rows, --timeout waits longer"
    if code in ("42501", "1142", "1143"):
        return "the role may not read it: GRANT SELECT on the table"
    if code in ("55P03", "1205"):
        return "another session locks the table"
    shown = code if code.isalnum() and len(code) <= 6 else type(original).__name__
    return f"the database refuses the question ({shown})"


def _moment(
    live: Live, connection: Connection, replies: Sequence[Reply], seconds: float
) -> list[str]:
    own = behaviour_of(live.target.engine)
    tables = sorted({_quoted(each.table) for each in replies})
    with plainly(live.target), own.reading(connection, seconds):
        return list(own.moment(connection, live.target, tables))


def _locked(live: Live, connection: Connection, plan: Plan, seconds: float) -> list[str]:
    if len(plan.pending) == 0:
        return []
    from forge_migrations.workflow.live.waits import waits

    return waits(live, connection, plan.applied, plan.pending, seconds)


def _quoted(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def _summary(pending: int, replies: Sequence[Reply], sampled: bool) -> str:
    counts = {verdict: sum(each.verdict == verdict for each in replies) for verdict in
              ("fails", "unanswered", "open", "loses")}  # fmt: skip
    words = {"fails": "would fail", "unanswered": "without an answer",
             "open": "left to the migration", "loses": "lose something"}  # fmt: skip
    said = [f"{count} {words[verdict]}" for verdict, count in counts.items() if count]
    of = f" of the first {SAMPLE} rows" if sampled else ""
    asked_of = f"{pending} pending, {counted(len(replies), 'question')} asked{of}"
    return f"{asked_of}: {', '.join(said) or 'nothing stands in the way'}"


def refuse_what_fails(live: Live, chosen: Sequence[Step], options: argparse.Namespace) -> bool:
    """Before an apply, on a connection of its own: True when a migration would fail."""
    with connect(live.target, read_only=True) as connection:
        plan = live.plan(connection)
        replies = asked(live, connection, plan, chosen, TIMEOUT)
    failing = [each for each in replies if each.verdict == "fails"]
    for line in _lines(replies):
        print(f"  {line}")
    if not failing:
        return False
    answer_of(options).tell(preflight=as_objects(failing))
    answer_of(options).next = fix = Remedy(
        "mend the rows or the migration", decide=True,
        instead=[Remedy("run it all the same", ours("apply", "--no-preflight"))],
    )  # fmt: skip
    print("nothing was run: it would fail on rows that are there")
    print(f"  fix: {fix}")
    return True


def _lines(replies: Sequence[Reply]) -> Iterator[str]:
    for each in replies:
        if each.verdict in ("fails", "unanswered"):
            yield f"{each.verdict}: {each.sentence}"
