"""Two measurements and a line through them: what it says of more rows, on a real engine."""

from __future__ import annotations

import pytest

from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import Driver
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.many_rows import Wanted
from forge_migrations.database.predicting import Measured
from forge_migrations.database.predicting import fetched
from forge_migrations.database.predicting import measured
from forge_migrations.database.sqlite.arena import SqliteArena
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import step_of
from forge_migrations.findings import Undecided
from forge_migrations.sql.production import Facts
from forge_migrations.sql.production import Production

FACTS = Facts("events", 1_000_000, 60_000_000, 1, {})
PRODUCTION = Production("production", "SQLite", "2026-01-01", {}, {"journal_mode": "wal"})
MADE = "CREATE TABLE events (id integer PRIMARY KEY, note text)"


def of(small: float, large: float) -> Measured:
    return Measured("0001.sql", 1, (1000, 10_000), (small, large), None)


def test_what_each_row_costs_is_told_from_what_it_costs_anyway() -> None:
    assert of(0.02, 0.11).at(1_000_000, sorts=False) == pytest.approx(10.01)


def test_what_doesnt_grow_takes_on_many_rows_what_it_takes_on_few() -> None:
    assert of(0.004, 0.004).at(10**9, sorts=False) == pytest.approx(0.004)
    assert of(0.004, 0.002).at(10**9, sorts=True) == pytest.approx(0.004)


def test_what_the_machine_took_of_the_smaller_run_is_not_taken_off_the_rows() -> None:
    """A process that joins in was kept waiting: as if ten thousand rows took hardly more than a thousand."""
    assert of(0.033, 0.039).at(1_000_000, sorts=False) == pytest.approx(3.23, rel=0.01)


def test_sorting_costs_more_for_each_row_the_more_there_are() -> None:
    assert of(0.01, 0.1).at(10**7, sorts=True) > 1.5 * of(0.01, 0.1).at(10**7, sorts=False)


def test_what_a_disk_takes_comes_on_top() -> None:
    with_disk = of(0.02, 0.11)._replace(flushed=(0.001, 0.01))
    assert with_disk.at(1_000_000, sorts=False) == pytest.approx(10.01 + 1.0)


def test_the_error_is_as_far_as_the_run_between_would_have_said() -> None:
    steady = of(0.01, 0.1)._replace(between=(5_000, 0.05))
    other = of(0.01, 0.1)._replace(between=(5_000, 0.02))
    assert steady.factor(10**7, sorts=False) == 2, "the benchmark found no less"
    assert other.factor(10**7, sorts=False) == 4


def test_one_run_alone_is_trusted_more_where_the_system_tells_how_long_it_waited() -> None:
    assert of(0.01, 0.1).factor(10**7, sorts=False) == 4
    assert of(0.01, 0.1)._replace(own=True).factor(10**7, sorts=False) == 3


def test_a_table_that_is_larger_than_the_server_s_memory_is_fetched_from_the_system() -> None:
    production = Production(
        "production", "PostgreSQL", "2026-01-01", {}, {"shared_buffers": "1000"}
    )
    assert fetched(8_191_999, production) == 0
    assert fetched(10**9, production) == pytest.approx(0.4)
    assert fetched(10**9, production._replace(engine="SQLite")) == 0


def step(tag: str, *statements: str) -> Step:
    text = "\n--> statement-breakpoint\n".join(statements)
    return step_of(tag, f"drizzle/{tag}.sql", "", text.encode(), 1, "sqlite")


def run(*statements: str, made: str = MADE) -> list[Measured]:
    arena = SqliteArena()
    setting = Setting(Ledger("sqlite"), Driver("better-sqlite3"))
    try:
        pending = [step("0001", *statements)]
        wanted = {"events": Wanted(FACTS)}
        return measured(arena, [step("0000", made)], pending, setting, wanted, PRODUCTION, 1.0)
    finally:
        arena.close()


def test_every_statement_is_measured_at_both_sizes() -> None:
    found = run("CREATE INDEX i ON events (note)", "ALTER TABLE events ADD COLUMN more text")
    assert [(one.path, one.line) for one in found] == [
        ("drizzle/0001.sql", 1), ("drizzle/0001.sql", 3),
    ]  # fmt: skip
    small, large = found[0].rows
    assert large >= 5 * small
    assert found[0].seconds[1] > 0
    assert all(seconds >= 0 for one in found for seconds in one.seconds)


def test_what_stops_on_made_rows_says_why() -> None:
    with pytest.raises(Undecided, match=r"on made rows it stops: .*no such column"):
        run("CREATE INDEX i ON events (lacking)")
    with pytest.raises(Undecided, match=r"no rows could be made: .*CHECK"):
        run("SELECT 1", made="CREATE TABLE events (id integer PRIMARY KEY, a int CHECK (a < 0))")
