"""What PostgreSQL itself tells of each statement: locks, rewrites, scans, builds, what it dropped.

At `debug1` the server names every rewrite, verification scan, foreign key validation and index
build (`tablecmds.c`, `index.c`); event triggers name every dropped object, whichever statement,
function, DO block or CASCADE dropped it; `pg_locks` tells the locks, by the names that the tables
had before, because a dropped one has none any more.
"""

from __future__ import annotations

import json
import re

from forge_migrations.database.asking import ask
from forge_migrations.database.postgres.shapes import OURS
from forge_migrations.database.tracing import Destroyed
from forge_migrations.database.tracing import Lock
from forge_migrations.database.tracing import Tracer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step

WATCH = f"""
CREATE SCHEMA {OURS};
GRANT USAGE ON SCHEMA {OURS} TO PUBLIC;
CREATE FUNCTION {OURS}.dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE o record;
BEGIN
  FOR o IN SELECT * FROM pg_catalog.pg_event_trigger_dropped_objects() LOOP
    RAISE INFO 'forge:drop %', pg_catalog.json_build_array(o.object_type, o.object_identity,
      o.original, o.objid::int8, o.is_temporary);
  END LOOP;
END $$;
CREATE FUNCTION {OURS}.rewritten() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE INFO 'forge:rewrite %', pg_catalog.json_build_array(
    pg_catalog.pg_event_trigger_table_rewrite_oid()::int8,
    pg_catalog.pg_event_trigger_table_rewrite_reason());
END $$;
CREATE EVENT TRIGGER forge_dropped ON sql_drop EXECUTE FUNCTION {OURS}.dropped();
CREATE EVENT TRIGGER forge_rewritten ON table_rewrite EXECUTE FUNCTION {OURS}.rewritten();
"""
"""Run by the superuser before the migration. INFO reaches the client whatever its settings are."""

_STATE = """
SELECT (SELECT json_agg(json_build_array(relation::int8, mode)) FROM pg_locks
        WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND relation >= 16384),
       (SELECT json_agg(json_build_array(relid::int8, seq_scan, n_tup_upd, n_tup_del))
        FROM pg_stat_xact_user_tables WHERE seq_scan + n_tup_upd + n_tup_del > 0)
"""
_MODES = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORK = (
    (re.compile(r'rewriting table "(.+)"'), 'rewrites table "{}"'),
    (re.compile(r'verifying table "(.+)"'), 'scans table "{}"'),
    (re.compile(r'validating foreign key constraint "(.+)"'), 'validates foreign key "{}"'),
    (re.compile(r'building index "(.+)" on table "(?!pg_toast)(.+)"'), 'builds index "{}"'),
)


class PostgresTracer(Tracer):
    """Measures one connection's statements. The tables are those that were there before."""

    def __init__(self, connection: Connection, tables: Sequence[Table]) -> None:
        super().__init__()
        self._connection = connection
        self._labels = {int(table.key): table.label for table in tables}
        self._notices: list[str] = []
        self._locks: set[tuple[int, str]] = set()
        self._counts: dict[int, tuple[int, int, int]] = {}
        self._rows = self._all_rows()
        self._read_state()
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(self._hear)
        connection.exec_driver_sql("SET client_min_messages = debug1")

    def before(self, step: Step, segment: Segment) -> None:
        self._notices = []

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        super().after(step, segment, seconds, rows)
        notices, self._notices = self._notices, []
        known, before = self._locks, self._counts
        self._read_state()
        self.amend(
            locks=self._new_locks(self._locks - known),
            work=self._work(notices, before),
            destroyed=_dropped(notices),
            deleted=self._deleted(before, segment.sql),
        )

    def _read_state(self) -> None:
        locks, counts = ask(self._connection, _STATE)[0]
        self._locks = {(int(oid), str(mode)) for oid, mode in locks or ()}
        self._counts = {int(one[0]): (one[1], one[2], one[3]) for one in counts or ()}

    def _hear(self, diagnosis: Any) -> None:
        self._notices.append(diagnosis.message_primary or "")

    def _new_locks(self, locks: set[tuple[int, str]]) -> tuple[Lock, ...]:
        """The strongest new lock on each table that was there before, above plain reading."""
        best: dict[int, str] = {}
        for oid, mode in locks:
            words = _MODES.sub(" ", mode.removesuffix("Lock")).upper()
            known = oid in self._labels and words in STRENGTH
            if known and STRENGTH.index(words) > STRENGTH.index(best.get(oid, STRENGTH[0])):
                best[oid] = words
        return tuple(Lock(self._labels[oid], mode) for oid, mode in sorted(best.items()))

    def _work(self, notices: list[str], before: dict[int, tuple[int, int, int]]) -> tuple[str, ...]:
        found = []
        old = {label.rpartition(".")[2] for label in self._labels.values()}
        for notice in notices:
            for pattern, words in _WORK:
                match = pattern.match(notice)
                # An index of a table that is new has nothing to build.
                new = match is not None and match.lastindex == 2 and match.group(2) not in old
                if match and not new and "pg_toast" not in notice:
                    found.append(words.format(match.group(1)))
        for oid, (scans, _, _) in self._counts.items():
            if oid in self._labels and scans > before.get(oid, (0, 0, 0))[0]:
                found.append(f'scans table "{self._labels[oid]}"')
        return tuple(dict.fromkeys(found))

    def _deleted(self, before: dict[int, tuple[int, int, int]], sql: str) -> tuple[str, ...]:
        fewer = [
            label
            for oid, label in self._labels.items()
            if self._counts.get(oid, (0, 0, 0))[2] > before.get(oid, (0, 0, 0))[2]
        ]
        if re.search(r"(?i)\btruncate\b", sql):
            rows = self._all_rows()
            fewer += [self._labels[oid] for oid, count in rows.items() if count < self._rows[oid]]
            self._rows |= rows
            self._read_state()
        return tuple(dict.fromkeys(fewer))

    def _all_rows(self) -> dict[int, int]:
        if not self._labels:
            return {}
        # count(*) through query_to_xml: one round trip for every table that is still there.
        found = ask(
            self._connection,
            "SELECT oid::int8, (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM '"
            " || oid::regclass, false, true, '')))[1]::text::int8 FROM pg_class"
            f" WHERE oid IN ({', '.join(map(str, self._labels))}) AND relkind IN ('r', 'p')",
        )
        return {int(row[0]): int(row[1]) for row in found}


STRENGTH = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)
"""Modes from the weakest: https://www.postgresql.org/docs/current/explicit-locking.html"""


def _dropped(notices: Sequence[str]) -> tuple[Destroyed, ...]:
    found = []
    for notice in notices:
        if notice.startswith("forge:drop "):
            kind, name, original, oid, temporary = json.loads(notice.removeprefix("forge:drop "))
            inner = kind == "trigger" and name.startswith('"RI_ConstraintTrigger_')
            if not temporary and not inner and kind not in _PARTS:
                found.append(Destroyed(str(kind), str(name), not original, str(oid)))
    return tuple(found)


_PARTS = frozenset({"type", "toast table", "default value", "rule"})
"""What goes with its table or view and says nothing by itself; `type` is a table's row type too."""
