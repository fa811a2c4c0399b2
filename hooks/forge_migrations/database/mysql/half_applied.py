"""How far a migration has come on MySQL, where DDL commits by itself and nothing rolls it back.

One row in a table beside the ledger, written by the same session: `begun` before a statement (its
DDL commits the row with it) and `done` after it. So after a kill, `done == begun` says that exactly
the first `done` statements took effect; `begun == done + 1` leaves one statement in doubt, which is
looked for in the catalogue. `done` costs no commit of its own: the next DDL commits it before it
runs, and before a statement that moves rows, whose failure is rolled back, it is committed. The
table is dropped when everything is applied.
https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right

from forge_migrations.engines import MYSQL
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_restore
from forge_migrations.sql.sessions import moves_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.database.target import Target

TABLE = "`__forge_migrations_progress`"


class Left(NamedTuple):
    """What an earlier run left behind."""

    tag: str
    begun: int
    done: int
    digest: str
    """SHA-256 of the first `begun` statements."""


class HalfApplied:
    """Keeps and reads the row."""

    def __init__(self, connection: Connection, target: Target) -> None:
        self._connection = connection
        self._target = target
        self._offsets: dict[str, int] = {}
        self._originals: dict[str, Step] = {}
        self._made = False
        self._now: tuple[str, int, int] = ("", 0, 0)
        self._uncommitted = False
        """A statement's `done` is written and not yet committed."""
        self._digests: dict[str, list[str]] = {}

    def resumed(self, steps: Sequence[Step], resume: str) -> list[Step]:
        """The steps without what ran already. Raises `Undecided` when one statement is in doubt."""
        self._originals = {step.tag: step for step in steps}
        left = self._left()
        found = [self._without(step, left, resume) if left and step.tag == left.tag else step
                 for step in steps]  # fmt: skip
        self._say(f"CREATE TABLE IF NOT EXISTS {TABLE} (one int PRIMARY KEY, tag varchar(255), begun int,"
                  " done int, digest char(64)) ENGINE=InnoDB")  # fmt: skip
        self._made = True
        return found

    def _left(self) -> Left | None:
        known = self._connection.exec_driver_sql(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE()"
            " AND table_name = %s",
            (TABLE.strip("`"),),
        ).first()
        if known is None:
            return None
        row = self._connection.exec_driver_sql(
            f"SELECT tag, begun, done, digest FROM {TABLE}"
        ).first()
        return Left(str(row[0]), int(row[1]), int(row[2]), str(row[3])) if row else None

    def _without(self, step: Step, left: Left, resume: str) -> Step:
        done = left.done
        if left.digest not in (self._digest(step, left.begun), self._digest(step, done)):
            raise UsageError(
                f"{step.path} was edited above the statement at which it stopped, "
                f"and its first {done} statements have run",
                Remedy("bring them back", git_restore(step.path)),
            )
        if left.begun > done:
            segment = step.segments[done]
            took = resume == "next" if resume else self._took_effect(segment)
            if took is None:
                raise Undecided(
                    f"{step.path}:{segment.line}: apply was killed while this statement ran; "
                    "whether it took effect can't be seen",
                    "look, then: forge-migrations apply --resume again, or --resume next",
                )
            done += took
        print(f"  {step.tag} is half applied: goes on behind its first {done} statements")
        self._offsets[step.tag] = done
        return step._replace(segments=step.segments[done:])

    def _took_effect(self, segment: Segment) -> bool | None:
        """Is what the statement makes (or removes) there (or gone)? None when it can't be told."""
        from forge_migrations.sql.read import read_script

        acts = [act for each in read_script(segment.sql, MYSQL.dialect).acts for act in each]
        if len(acts) != 1:
            return None
        act = acts[0]
        name = act.column.name if act.column else act.name
        if act.constraint is not None:
            name = act.constraint.name
        table = act.table.rpartition(".")[2]
        look = _LOOKS.get(act.verb)
        if look is None or (look[0] != "tables" and not name):
            return None
        view, column, there = look
        where = f"AND {column} = %s" if column else ""
        values = (table, name) if column else (table,)
        found = self._connection.exec_driver_sql(
            f"SELECT 1 FROM information_schema.{view} WHERE table_schema = DATABASE()"
            f" AND table_name = %s {where} LIMIT 1",
            values,
        ).first()
        return (found is not None) == there

    def started(self, step: Step, segment: Segment) -> None:
        at = self._at(step, segment)
        done = at if self._now[0] == step.tag else self._offsets.get(step.tag, 0)
        if _moves_rows(segment):
            if self._uncommitted:
                self._say("COMMIT")
                self._say("BEGIN")
                self._uncommitted = False
            self._now = (step.tag, at + 1, done)  # it commits with its own `done` or not at all
        else:
            self._write(step, at + 1, done)
            self._uncommitted = False  # the statement commits it before it runs

    def done(self, step: Step, segment: Segment) -> None:
        at = self._at(step, segment)
        if not _moves_rows(segment):
            self._say("BEGIN")  # the statement has ended the transaction
            self._uncommitted = True
        self._write(step, at + 1, at + 1)

    def failed(self) -> None:
        """The statement took no effect. What a rows' statement began, the migrator rolls back."""
        tag, begun, _ = self._now
        if tag and not _moves_rows(self._originals[tag].segments[begun - 1]):
            self._write(self._originals[tag], begun - 1, begun - 1)
            self._say("COMMIT")

    def kept(self) -> tuple[str, int]:
        """After a failure: the migration that has come the furthest, and how many of its statements
        took effect and stay."""
        left = self._left()
        return (left.tag, left.done) if left else ("", 0)

    def finish(self) -> None:
        if self._made:
            self._say(f"DROP TABLE IF EXISTS {TABLE}")

    def _at(self, step: Step, segment: Segment) -> int:
        """The statement's number among all of the migration's, from 0."""
        lines = [each.line for each in step.segments]
        # A comment above a statement is cut off from what is run, so its line may be a later one.
        return self._offsets.get(step.tag, 0) + bisect_right(lines, segment.line) - 1

    def _write(self, step: Step, begun: int, done: int) -> None:
        self._now = (step.tag, begun, done)
        self._connection.exec_driver_sql(
            f"REPLACE INTO {TABLE} (one, tag, begun, done, digest) VALUES (1, %s, %s, %s, %s)",
            (step.tag, begun, done, self._digest(self._originals[step.tag], begun)),
        )

    def _digest(self, step: Step, count: int) -> str:
        if step.tag not in self._digests:
            self._digests = {step.tag: _digests(step)}
        return self._digests[step.tag][count]

    def _say(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)


_LOOKS = {
    "create-table": ("tables", "", True),
    "drop-table": ("tables", "", False),
    "add-column": ("columns", "column_name", True),
    "drop-column": ("columns", "column_name", False),
    "create-index": ("statistics", "index_name", True),
    "drop-index": ("statistics", "index_name", False),
    "add-constraint": ("table_constraints", "constraint_name", True),
    "drop-constraint": ("table_constraints", "constraint_name", False),
}
"""Verb -> (view of information_schema, the column with the name, is it there afterwards)."""


def _moves_rows(segment: Segment) -> bool:
    return moves_rows(segment.sql, MYSQL.dialect)


def _digests(step: Step) -> list[str]:
    """The SHA-256 of the first n statements, for each n."""
    running = hashlib.sha256()
    found = [running.hexdigest()]
    for number, segment in enumerate(step.segments):
        running.update(("\0" * bool(number) + segment.sql.strip()).encode())
        found.append(running.hexdigest())
    return found
