"""The ledger against drizzle-orm's own migrators: the same tables, the same rows, the same
refusals."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from database.made_histories import WHEN
from database.made_histories import folders
from database.made_histories import journal
from database.made_histories import steps
from database.made_histories import write
from database.real_migrators import real_migrate
from forge_migrations.change.tree import MemoryTree
from forge_migrations.database import ledger as ledgers
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.ledger import LedgerMismatch
from forge_migrations.database.migrator import Run
from forge_migrations.database.migrator import migrate
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.sqlite.engine import connect
from forge_migrations.drizzle.history.history import History

Made = tuple[History, MemoryTree]

FIRST = "CREATE TABLE a (id integer PRIMARY KEY, name text);"
SECOND = (
    "ALTER TABLE a ADD COLUMN age integer;\n--> statement-breakpoint\nCREATE INDEX i ON a (age);"
)
THIRD = "CREATE TABLE b (id integer PRIMARY KEY);"


def run(connection: Connection, ledger: Ledger, made: Made) -> Run:
    ledgers.ensure(connection, ledger, steps(made))
    plan = ledgers.pending(ledger, steps(made), ledgers.rows(connection, ledger))
    return migrate(connection, ledger, plan.pending, STRICTEST[ledger.engine])


def sqlite_state(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        schema = connection.execute("SELECT name, type FROM sqlite_master ORDER BY name").fetchall()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(__drizzle_migrations)")]
        wanted = ", ".join(column for column in columns if column != "applied_at")
        rows = connection.execute(f"SELECT {wanted}, typeof(created_at) FROM __drizzle_migrations")
        return [*schema, tuple(columns), *rows.fetchall()]
    finally:
        connection.close()


def both_sqlite(generation: str, histories: Sequence[Made], tmp_path: Path) -> Ledger:
    """Each history in turn through the real migrator and through ours; the ends must be equal."""
    layout = "journal" if generation == "0.45" else "folders"
    ledger = Ledger("sqlite", layout)
    for number, made in enumerate(histories):
        folder = write(made[1], tmp_path / f"{generation}-{number}")
        said = real_migrate(generation, "libsql", folder, str(tmp_path / "real.db"))
        with connect(str(tmp_path / "ours.db")) as connection:
            ours = run(connection, ledger, made)
        assert said.ok == (ours.failure is None), (said, ours)
        assert sqlite_state(tmp_path / "real.db") == sqlite_state(tmp_path / "ours.db")
    return ledger


@pytest.mark.network
def test_0_45_leaves_the_same_sqlite_ledger_as_ours(tmp_path: Path) -> None:
    both_sqlite(
        "0.45",
        [
            journal({"0000_a": FIRST}),
            journal({"0000_a": FIRST, "0001_b": SECOND, "0002_c": THIRD}),
            journal({"0000_a": FIRST, "0001_b": SECOND, "0002_c": THIRD}),
        ],
        tmp_path,
    )


@pytest.mark.network
def test_1_0_leaves_the_same_sqlite_ledger_as_ours(tmp_path: Path) -> None:
    first = {"20260101000000_a": FIRST}
    late = {"20250101000000_late": THIRD, **first, "20260102000000_b": SECOND}
    both_sqlite("1.0", [folders(first), folders(late), folders(late)], tmp_path)


@pytest.mark.network
def test_1_0_upgrades_a_0_45_sqlite_ledger_as_ours(tmp_path: Path) -> None:
    when = {"0000_a": 1_767_225_600_123, "0001_b": 1_767_312_000_456}
    old = journal({"0000_a": FIRST, "0001_b": SECOND}, when)
    new = folders(
        {"20260101000000_a": FIRST, "20260102000000_b": SECOND, "20260103000000_c": THIRD}
    )
    both_sqlite("0.45", [old], tmp_path)
    both_sqlite("1.0", [new], tmp_path)


@pytest.mark.network
def test_0_45_passes_over_an_entry_whose_time_is_old_as_ours_tells(tmp_path: Path) -> None:
    first = journal({"0000_a": FIRST, "0001_b": SECOND})
    late = journal({"0000_a": FIRST, "0001_b": SECOND, "0002_c": THIRD}, {"0002_c": WHEN + 1000})
    ledger = both_sqlite("0.45", [first, late], tmp_path)
    with connect(str(tmp_path / "ours.db")) as connection:
        plan = ledgers.pending(ledger, steps(late), ledgers.rows(connection, ledger))
    assert [each.step.tag for each in plan.skipped] == ["0002_c"]
    assert plan.skipped[0].reason == (
        f"its `when` {WHEN + 1000} is equal to the newest applied one, {WHEN + 1000}"
    )


@pytest.mark.network
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x (id integer); CREATE TABLE y (id integer);",
        "CREATE TABLE x (id integer);\n--> statement-breakpoint\n",
        "-- Custom SQL migration file, put your code below! --",
        "CREATE TABLE x (id integer);\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);",
        "PRAGMA foreign_keys=OFF;",
        'CREATE TABLE x (t text DEFAULT "quoted");',
        "COMMIT;\n--> statement-breakpoint\nCREATE TABLE x (id integer);",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET name = 1; DELETE FROM a; END;",
    ],
)
def test_better_sqlite3_refuses_what_ours_refuses(sql: str, tmp_path: Path) -> None:
    made = journal({"0000_a": FIRST, "0001_b": sql})
    folder = write(made[1], tmp_path)
    said = real_migrate("0.45", "better-sqlite3", folder, str(tmp_path / "real.db"))
    with connect(str(tmp_path / "ours.db")) as connection:
        ours = run(connection, Ledger("sqlite"), made)
    assert said.ok == (ours.failure is None), (said, ours)
    assert sqlite_state(tmp_path / "real.db") == sqlite_state(tmp_path / "ours.db")


def both_postgres(
    generation: str, histories: Sequence[Made], postgres: Postgres, tmp_path: Path
) -> None:
    layout = "journal" if generation == "0.45" else "folders"
    ledger = Ledger("postgresql", layout)
    names = f"real_{tmp_path.name}".replace("-", "_"), f"ours_{tmp_path.name}".replace("-", "_")
    for name in names:
        postgres.create(name)
    real, ours = (postgres.engine(name) for name in names)
    target = {"user": "postgres", "database": names[0], "host": real.url.query["host"]}
    try:
        for number, made in enumerate(histories):
            folder = write(made[1], tmp_path / str(number))
            said = real_migrate(generation, "pg", folder, json.dumps(target))
            with ours.connect() as connection:
                result = run(connection, ledger, made)
            assert said.ok == (result.failure is None), (said, result)
            if result.failure is not None:
                assert said.code == result.failure.code
            assert postgres_state(real) == postgres_state(ours)
    finally:
        for name in names:
            postgres.drop(name)


def postgres_state(engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        columns = connection.exec_driver_sql(
            "SELECT table_schema, table_name, column_name, data_type, column_default, is_nullable"
            " FROM information_schema.columns WHERE table_schema IN ('public', 'drizzle')"
            " ORDER BY 1, 2, ordinal_position"
        ).all()
        rows = connection.exec_driver_sql(
            "SELECT to_jsonb(m) - 'applied_at' FROM drizzle.__drizzle_migrations m ORDER BY id"
        ).all()
    return [tuple(row) for row in [*columns, *rows]]


@pytest.mark.network
def test_node_postgres_leaves_the_same_ledger_as_ours(postgres: Postgres, tmp_path: Path) -> None:
    fails = "ALTER TABLE a ADD COLUMN more text;\n--> statement-breakpoint\nDROP TABLE nowhere;"
    index = "CREATE INDEX CONCURRENTLY j ON a (name);"
    both_postgres(
        "0.45",
        [
            journal({"0000_a": FIRST}),
            journal({"0000_a": FIRST, "0001_b": SECOND, "0002_c": fails}),
            journal({"0000_a": FIRST, "0001_b": SECOND, "0002_c": index}),
            journal({"0000_a": FIRST, "0001_b": SECOND + "\n-- and 100%, :not a 'parameter'"}),
        ],
        postgres,
        tmp_path,
    )


@pytest.mark.network
def test_1_0_upgrades_a_0_45_postgres_ledger_as_ours(postgres: Postgres, tmp_path: Path) -> None:
    when = {"0000_a": 1_767_225_600_123, "0001_b": 1_767_312_000_456}
    old = journal({"0000_a": FIRST, "0001_b": SECOND}, when)
    new = folders(
        {"20260101000000_a": FIRST, "20260102000000_b": SECOND, "20260103000000_c": THIRD}
    )
    ledger = Ledger("postgresql", "folders")
    postgres.create("upgrade_real")
    postgres.create("upgrade_ours")
    real, ours = postgres.engine("upgrade_real"), postgres.engine("upgrade_ours")
    target = {"user": "postgres", "database": "upgrade_real", "host": real.url.query["host"]}
    for number, (generation, made) in enumerate([("0.45", old), ("1.0", new)]):
        folder = write(made[1], tmp_path / str(number))
        assert real_migrate(generation, "pg", folder, json.dumps(target)).ok
        with ours.connect() as connection:
            layout = "journal" if generation == "0.45" else "folders"
            assert run(connection, ledger._replace(layout=layout), made).failure is None
        assert postgres_state(real) == postgres_state(ours)


def test_a_recorded_row_without_a_file_stops_the_upgrade(tmp_path: Path) -> None:
    with connect(str(tmp_path / "one.db")) as connection:
        run(connection, Ledger("sqlite"), journal({"0000_a": FIRST, "0001_b": SECOND}))
        newer = Ledger("sqlite", "folders")
        with pytest.raises(LedgerMismatch, match="1 recorded migrations match no local one"):
            ledgers.ensure(connection, newer, steps(folders({"20260101000000_a": FIRST})))


def test_an_edited_migration_is_told_apart_from_a_skipped_one(tmp_path: Path) -> None:
    ledger = Ledger("sqlite")
    with connect(str(tmp_path / "one.db")) as connection:
        run(connection, ledger, journal({"0000_a": FIRST, "0001_b": SECOND}))
        recorded = ledgers.rows(connection, ledger)
    edited = journal({"0000_a": FIRST, "0001_b": THIRD})
    plan = ledgers.pending(ledger, steps(edited), recorded)
    assert [step.tag for step in plan.edited] == ["0001_b"]
    assert (plan.pending, plan.skipped, plan.unknown) == ((), (), ())
    gone = journal({"0000_a": FIRST})
    plan = ledgers.pending(ledger, steps(gone), recorded)
    assert [row.hash for row in plan.unknown] == [recorded[1].hash]


def test_a_ledger_that_does_not_exist_has_no_rows(tmp_path: Path) -> None:
    with connect(str(tmp_path / "one.db")) as connection:
        assert not ledgers.exists(connection, Ledger("sqlite"))
        assert ledgers.rows(connection, Ledger("sqlite")) == []
        assert ledgers.generation(connection, Ledger("sqlite")) is None
