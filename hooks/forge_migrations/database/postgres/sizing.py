"""Has few rows meet what many meet in production: as many processes, and memory that is as short.

An index of ten million rows is sorted in dozens of runs that don't fit into maintenance_work_mem and are
merged; one of a hundred thousand is sorted at once. With memory cut down as the rows are, it takes as
many runs. https://www.postgresql.org/docs/current/runtime-config-resource.html
"""

from __future__ import annotations

import contextlib

from forge_migrations.database.asking import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.many_rows import Sample

SCANNED = 8 << 20
"""Bytes: min_parallel_table_scan_size, from which on a process joins in; a further one for three times as many."""
EACH = 32 << 10
"""kB that each of the processes has at least: `plan_create_index_workers` of src/backend/optimizer/plan/planner.c."""
LEAST = 1024
"""kB: maintenance_work_mem takes no less."""


def as_in_production(connection: Connection, sample: Sample) -> None:
    """Set this session and its tables up."""
    wanted, production = sample.wanted, sample.production
    memory = production.number("maintenance_work_mem", 64 << 10)
    most = max((want.facts.rows for want in wanted.values()), default=sample.rows)
    scaled = max(LEAST, round(memory * min(1.0, sample.rows / max(most, 1))))
    tell(connection, f"SET maintenance_work_mem = {scaled}")
    limit = production.number("max_parallel_maintenance_workers", 2)
    allowed = production.number("max_parallel_workers", 8)
    tell(connection, f"SET max_parallel_workers = {min(allowed, 1024)}")
    tell(connection, f"SET max_parallel_maintenance_workers = {min(limit, 1024)}")
    for table in sample.tables:
        want = wanted.get(table.label)
        if want is not None:
            number = min(workers(want.facts.bytes, memory, limit), allowed)
            with contextlib.suppress(Exception):  # a partitioned table takes no such parameter
                tell(connection, f"ALTER TABLE {table.name} SET (parallel_workers = {number})")


def workers(size: int, memory: int, limit: int) -> int:
    """How many processes join in when an index is built. `size`: bytes of the table; `memory`: kB."""
    number, threshold = 0, SCANNED
    while size >= threshold and number < limit:
        number, threshold = number + 1, threshold * 3
    while number and memory // (number + 1) < EACH:
        number -= 1
    return number
