"""The tasks that a literal-minded agent is given: each ends in a commit that passes, or in a question."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from repositories import Repo
from workflow.agents.literal import literal
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile
from workflow.projects import lay_out
from workflow.tasks import CATS
from workflow.tasks import PETS
from workflow.tasks import task_tables

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]
Live = SqliteFile | PostgresDatabase


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    if request.param == "sqlite":
        yield SqliteFile(tmp_path / "dev.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"dev_{uuid.uuid4().hex[:10]}"
    server.create(name)
    yield PostgresDatabase(server, name)
    server.drop(name)


@pytest.fixture(params=["0.31", "1.0"])
def kit(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("kit31" if request.param == "0.31" else "kit1")
    return found


def tables(database: Live, *columns: str, more: str = "") -> str:
    return task_tables(database.dialect, *columns, more=more)


@pytest.fixture
def started(
    repo: Repo, kit: str, database: Live, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> Repo:
    """A released project whose development database holds rows."""
    lay_out(repo, kit, tables(database, "name", more=PETS), dialect=database.dialect)
    monkeypatch.setenv("DATABASE_URL", database.url)
    end = literal(repo, capsys, "migrate", "--name", "first")
    assert (end.what, end.told["asked"]) == ("done", "")
    repo.git("commit", "-q", "-m", "first")
    database.ask("INSERT INTO users (id, name) VALUES (1, 'Ada'), (2, 'Bea')")
    database.ask("INSERT INTO pets (id) VALUES (1)")
    repo.git("checkout", "-q", "-b", "work")
    return repo


ROWS = [(1, "Ada"), (2, "Bea")]


def passes(repo: Repo) -> bool:
    return main(["--staged"]) == 0


def accept(repo: Repo, finding: dict[str, Any]) -> None:
    """What the person does who was asked: the edit that accepts it, with a reason."""
    (edit,) = [each for way in finding["alternatives"] for each in way["edits"]]
    lines = (repo.path / edit["path"]).read_text().splitlines()
    lines.insert(edit["line"] - 1, edit["new"].replace("WHY", "nobody reads it yet"))
    repo.write({edit["path"]: "\n".join(lines) + "\n"})


def test_a_column_is_added(started: Repo, database: Live, capsys: Capture) -> None:
    started.write({"schema.ts": tables(database, "name", "nick", more=PETS)})
    end = literal(started, capsys, "migrate")
    assert end.what == "done", end
    assert passes(started)
    started.git("commit", "-q", "-m", "nick")
    assert database.ask("SELECT id, name, nick FROM users ORDER BY id") == [
        (1, "Ada", None), (2, "Bea", None),
    ]  # fmt: skip


def test_a_required_column_of_a_populated_table_ends_in_a_question(
    started: Repo, database: Live, capsys: Capture
) -> None:
    started.write({"schema.ts": tables(database, "name", "nick!", more=PETS)})
    end = literal(started, capsys, "migrate")
    assert end.what == "asks", end
    assert "nick" in end.told["asked"] or "default" in end.told["asked"], end
    assert database.ask("SELECT id, name FROM users ORDER BY id") == ROWS


def test_a_column_is_renamed_with_its_values(
    started: Repo, database: Live, capsys: Capture
) -> None:
    started.write({"schema.ts": tables(database, "called", more=PETS)})
    end = literal(started, capsys, "migrate")
    assert end.what == "asks", end
    assert [each["rule"] for each in end.told["findings"]] == ["rename-column"]
    assert database.ask("SELECT id, name FROM users ORDER BY id") == ROWS
    accept(started, end.told["findings"][0])
    end = literal(started, capsys, "migrate")
    assert end.what == "done", end
    assert passes(started)
    assert database.ask("SELECT id, called FROM users ORDER BY id") == ROWS


def test_a_dropped_table_ends_in_a_question(started: Repo, database: Live, capsys: Capture) -> None:
    started.write({"schema.ts": tables(database, "name")})
    end = literal(started, capsys, "migrate")
    assert end.what == "asks", end
    assert "drop-table" in {each["rule"] for each in end.told["findings"]}
    assert database.ask("SELECT id FROM pets") == [(1,)]


def test_two_branches_that_collide_become_one_history(
    started: Repo, database: Live, capsys: Capture
) -> None:
    started.write({"schema.ts": tables(database, "name", "mine", more=PETS)})
    assert literal(started, capsys, "migrate").what == "done"
    started.git("commit", "-q", "-m", "mine")
    started.git("checkout", "-q", "main")
    theirs = PETS + CATS
    started.write({"schema.ts": tables(database, "name", more=theirs)})
    assert literal(started, capsys, "migrate", "generate").what == "done"
    started.git("commit", "-q", "-m", "theirs")
    started.git("checkout", "-q", "work")
    started.git("merge", "main", check=False)
    started.write({"schema.ts": tables(database, "name", "mine", more=theirs)})
    started.git("add", "schema.ts")
    end = literal(started, capsys, "migrate", "generate")
    assert end.what == "done", end
    assert passes(started), capsys.readouterr()
    started.git("commit", "-q", "-m", "merged", check=False)  # git merges folders of 1.0 itself
    assert database.ask("SELECT id, name FROM users ORDER BY id") == ROWS


def test_a_hand_written_migration_is_repaired(
    started: Repo, database: Live, capsys: Capture
) -> None:
    sql = "ALTER TABLE users ADD COLUMN nick text;\n"
    if (started.path / "drizzle/meta").exists():
        started.write({"drizzle/0001_by_hand.sql": sql})
    else:
        started.write({"drizzle/20990101000000_by_hand/migration.sql": sql})
    started.write({"schema.ts": tables(database, "name", "nick", more=PETS)})
    end = literal(started, capsys, "migrate")
    # The layout of 1.0 has no order but the snapshots', which nobody can write by hand.
    assert end.what == ("done" if (started.path / "drizzle/meta").exists() else "asks"), end
    assert end.what == "asks" or passes(started)
    assert database.ask("SELECT id, name FROM users ORDER BY id") == ROWS


def test_a_column_is_added_on_mariadb(
    repo: Repo, kit: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch, mysql: Mysql
) -> None:
    name = f"dev_{uuid.uuid4().hex[:10]}"
    mysql.create(name)
    database = MysqlDatabase(mysql, name)
    schema = (
        'import { int, mysqlTable, varchar } from "drizzle-orm/mysql-core";\n'
        'export const users = mysqlTable("users", { id: int("id").primaryKey(), COLUMNS });\n'
    )
    columns = 'name: varchar("name", { length: 20 })'
    lay_out(repo, kit, schema.replace("COLUMNS", columns), dialect="mysql")
    monkeypatch.setenv("DATABASE_URL", database.url)
    end = literal(repo, capsys, "migrate", "--name", "first")
    assert end.what == "done", end
    repo.commit({})
    database.ask("INSERT INTO users VALUES (1, 'Ada')")
    nick = columns.replace("name", "nick")
    repo.write({"schema.ts": schema.replace("COLUMNS", f"{columns}, {nick}")})
    end = literal(repo, capsys, "migrate")
    assert end.what == "done", end
    assert passes(repo)
    assert database.ask("SELECT id, name, nick FROM users") == [(1, "Ada", None)]
    mysql.drop(name)
