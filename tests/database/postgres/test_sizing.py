"""Few rows meet what many meet in production: workers and memory as PostgreSQL would give them there."""

from __future__ import annotations

import uuid

import pytest

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.many_rows import Sample
from forge_migrations.database.many_rows import Wanted
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.shapes import read_tables
from forge_migrations.database.postgres.sizing import as_in_production
from forge_migrations.database.postgres.sizing import workers
from forge_migrations.sql.production import Facts
from forge_migrations.sql.production import Production

MB = 1 << 20


@pytest.mark.parametrize(
    ("size", "memory", "limit", "number"),
    [
        (7 * MB, 1 << 20, 2, 0),
        (8 * MB, 1 << 20, 2, 1),
        (24 * MB, 1 << 20, 2, 2),
        (1000 * MB, 1 << 20, 8, 5),
        (1000 * MB, 64 << 10, 2, 1),  # each has 32 MB at least: 64 MB are enough for two
        (1000 * MB, 32 << 10, 2, 0),
    ],
)
def test_as_many_processes_join_in_as_the_planner_lets(
    size: int, memory: int, limit: int, number: int
) -> None:
    assert workers(size, memory, limit) == number


def test_memory_is_as_short_as_it_is_there(postgres: Postgres) -> None:
    name = f"sized_{uuid.uuid4().hex[:8]}"
    postgres.create(name)
    facts = Facts("events", 10_000_000, 1000 * MB, 1, {})
    settings = {"maintenance_work_mem": "262144", "max_parallel_maintenance_workers": "4"}
    production = Production("production", "PostgreSQL", "2026-01-01", {}, settings)
    with postgres.engine(name).connect() as connection:
        tell(connection, "CREATE TABLE events (id int); CREATE TABLE others (id int)")
        tables = read_tables(connection, ("drizzle", "ledger"))
        label = next(table.label for table in tables if "events" in table.label)
        sample = Sample(tables, {label: Wanted(facts)}, 100_000, production)
        as_in_production(connection, sample)
        [(memory,)] = ask(connection, "SHOW maintenance_work_mem")
        [(most,)] = ask(connection, "SHOW max_parallel_maintenance_workers")
        options = ask(connection, "SELECT relname, reloptions FROM pg_class WHERE relname IN ('events', 'others') ORDER BY 1")  # fmt: skip
    postgres.drop(name)
    assert (memory, str(most)) == ("2621kB", "4")
    assert [tuple(row) for row in options] == [
        ("events", ["parallel_workers=4"]), ("others", None),
    ]  # fmt: skip
