"""What only looks at a database of MariaDB's or MySQL's writes nothing: its general log, and a role without rights, say so."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import MysqlDatabase

LOOKING = (["observe"], ["preflight", "--show-keys"], ["verify"], ["status"])
READS = re.compile(
    r"\s*(?:SELECT|SHOW|WITH|START TRANSACTION\b.*\bREAD ONLY|COMMIT|ROLLBACK|SET (?:SESSION|NAMES|AUTOCOMMIT)|EXPLAIN)\b",
    re.I | re.S,
)
WRITES = re.compile(
    r"\bINTO\s+(?:OUTFILE|DUMPFILE)\b|\bFOR\s+UPDATE\b|\bLOCK\s+IN\s+SHARE\b|\b(?:GET_LOCK|SETVAL|NEXTVAL)\s*\(",
    re.I,
)
"""What of a SELECT leaves something behind, or keeps a writer waiting."""


@pytest.fixture
def watched(mysql: Mysql, repo: Repo) -> Iterator[tuple[MysqlDatabase, str]]:
    """A database with one migration applied and one pending, and a role that may only SELECT there."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    mysql.create(name)
    database = MysqlDatabase(mysql, name)
    one = ("one", ["CREATE TABLE people (id int PRIMARY KEY, name varchar(20), boss int)"], {})
    two = ("two", ["ALTER TABLE people MODIFY COLUMN name varchar(20) NOT NULL",
                   "CREATE UNIQUE INDEX u ON people (boss)"], {})  # fmt: skip
    repo.write(history(one, dialect="mysql"))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask("INSERT INTO people VALUES (1, 'CANARY', 1), (2, NULL, 1)")
    repo.write(history(one, two, dialect="mysql"))
    role = f"reader_{uuid.uuid4().hex[:8]}"
    with admin(mysql) as tell:
        tell(f"CREATE USER '{role}'@'localhost'")
        tell(f"GRANT SELECT ON `{name}`.* TO '{role}'@'localhost'")
    user = str(mysql.engine(name, admin=True).url.username)
    yield database, database.url.replace(f"{user}@", f"{role}@")
    with admin(mysql) as tell:
        tell(f"DROP USER '{role}'@'localhost'")
    mysql.drop(name)


@contextmanager
def admin(server: Mysql) -> Iterator[Any]:
    with server.engine("", admin=True).connect() as connection:
        yield lambda sql: connection.exec_driver_sql(sql.replace("%", "%%"))


@contextmanager
def general_log(server: Mysql) -> Iterator[list[str]]:
    """Fills with every statement that the server was sent meanwhile by others than the administrator."""
    told: list[str] = []
    with admin(server) as tell:
        tell("SET GLOBAL log_output = 'TABLE'")
        tell("TRUNCATE TABLE mysql.general_log")
        tell("SET GLOBAL general_log = 1")
        try:
            yield told
        finally:
            tell("SET GLOBAL general_log = 0")
            rows = tell(
                "SELECT argument FROM mysql.general_log WHERE command_type IN ('Query', 'Execute', 'Prepare')"
                " AND user_host LIKE '%reader_%' ORDER BY event_time"
            )
            told += [
                bytes(row[0]).decode() if isinstance(row[0], bytes) else row[0] for row in rows
            ]


def state(database: MysqlDatabase) -> object:
    names = [row[0] for row in database.ask("SHOW TABLES")]
    return [database.ask(f"CHECKSUM TABLE `{name}` EXTENDED") for name in names], database.columns()


@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_a_role_that_may_only_select_is_enough_and_the_general_log_has_reads_alone(
    watched: tuple[MysqlDatabase, str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    database, url = watched
    before = state(database)
    capsys.readouterr()
    with general_log(database.server) as told:
        code = main([*words, "--database-url", url])
    said = capsys.readouterr()
    assert code in (0, 1), said
    assert "CANARY" not in said.out + said.err
    assert told, "the log says nothing"
    assert [each for each in told if not READS.match(each) or WRITES.search(each)] == []
    assert state(database) == before


def test_the_log_would_have_seen_a_write(watched: tuple[MysqlDatabase, str]) -> None:
    database, url = watched
    with general_log(database.server) as told:
        assert main(["apply", "--yes", "--no-preflight", "--database-url", url]) != 0
    assert [each for each in told if not READS.match(each) or WRITES.search(each)]


def test_no_value_of_a_row_is_in_the_cache_or_in_what_is_written(
    watched: tuple[MysqlDatabase, str],
    repo: Repo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _database, url = watched
    cache = tmp_path / "cache"
    monkeypatch.setenv("FORGE_CACHE", str(cache))
    for words in LOOKING:
        main([*words, "--debug", "--database-url", url])
    said = capsys.readouterr()
    assert "CANARY" not in said.out + said.err
    places = [path for root in (cache, repo.path) for path in root.rglob("*") if path.is_file()]
    assert any(path.name == "production.json" for path in places)
    assert [path for path in places if b"CANARY" in path.read_bytes()] == []


def test_what_the_role_does_not_see_is_no_drift(
    mysql: Mysql, repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Views' texts and triggers are hidden from a role that may only SELECT; who sees them finds them as they are."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    mysql.create(name)
    database = MysqlDatabase(mysql, name)
    one = ("one", ["CREATE TABLE people (id int PRIMARY KEY, name varchar(20))",
                   "CREATE VIEW seen AS SELECT id FROM people",
                   "CREATE TRIGGER tr BEFORE INSERT ON people FOR EACH ROW SET NEW.name = 'x'"], {})  # fmt: skip
    repo.write(history(one, dialect="mysql"))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    assert main(["verify", "--database-url", database.url]) == 0, capsys.readouterr().out
    role = f"reader_{uuid.uuid4().hex[:8]}"
    with admin(mysql) as tell:
        tell(f"CREATE USER '{role}'@'localhost'")
        tell(f"GRANT SELECT ON `{name}`.* TO '{role}'@'localhost'")
    user = str(mysql.engine(name, admin=True).url.username)
    url = database.url.replace(f"{user}@", f"{role}@")
    capsys.readouterr()
    assert main(["verify", "--database-url", url]) == 3
    said = capsys.readouterr().out
    assert "not seen: triggers that its migrations make: GRANT TRIGGER ON" in said
    assert "not seen: views that its migrations make: GRANT SHOW VIEW ON" in said
    assert "what is seen is what its migrations make" in said
    with admin(mysql) as tell:
        tell(f"GRANT TRIGGER, SHOW VIEW ON `{name}`.* TO '{role}'@'localhost'")
    assert main(["verify", "--database-url", url]) == 0, capsys.readouterr().out
    with admin(mysql) as tell:
        tell(f"DROP USER '{role}'@'localhost'")
    mysql.drop(name)
