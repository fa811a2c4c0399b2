from __future__ import annotations

import json
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Live = SqliteFile | PostgresDatabase | MysqlDatabase
Capture = pytest.CaptureFixture[str]
CANARY = "CANARYofaROW"
ONE = (
    "one",
    ["CREATE TABLE orgs (id integer PRIMARY KEY)",
     ("CREATE TABLE people (id integer PRIMARY KEY, email varchar(60), age integer, org_id integer,"
     " big bigint, gone varchar(60))")],
    {},
)  # fmt: skip
ROWS = f"""INSERT INTO people VALUES (1, '{CANARY}', 5, NULL, 1, '{CANARY}');
INSERT INTO people VALUES (2, '{CANARY}', 50, 9, 5000000000, NULL);
INSERT INTO people VALUES (3, NULL, 50, NULL, 2, NULL);
INSERT INTO people VALUES (4, '{CANARY} and a longer one', NULL, NULL, NULL, NULL)"""


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, repo: Repo) -> Live:
    return made(request.param, request, tmp_path, repo)


@pytest.fixture
def pg(request: pytest.FixtureRequest, tmp_path: Path, repo: Repo) -> PostgresDatabase:
    found = made("postgresql", request, tmp_path, repo)
    assert isinstance(found, PostgresDatabase)
    return found


def made(kind: str, request: pytest.FixtureRequest, tmp_path: Path, repo: Repo) -> Live:
    name = f"live_{uuid.uuid4().hex[:10]}"
    live: Live
    if kind == "sqlite":
        live = SqliteFile(tmp_path / "live.db")
    else:
        server: Postgres | Mysql = request.getfixturevalue(
            "postgres" if kind == "postgresql" else "mysql"
        )
        server.create(name)
        request.addfinalizer(lambda: server.drop(name))
        live = (
            PostgresDatabase(server, name)
            if isinstance(server, Postgres)
            else MysqlDatabase(server, name)
        )
    repo.write(history(ONE, dialect=live.dialect))
    assert main(["apply", "--yes", "--database-url", live.url]) == 0
    for each in ROWS.split(";\n"):
        live.ask(each)
    return live


def pending(repo: Repo, database: Live, *statements: str) -> None:
    repo.write(history(ONE, ("two", list(statements), {}), dialect=database.dialect))


def preflight(database: Live, capsys: Capture, code: int, *words: str) -> Any:
    capsys.readouterr()
    ended = main(["preflight", "--format", "json", "--database-url", database.url, *words])
    said = capsys.readouterr().out
    told = json.loads(said)
    assert ended == code, told
    refuse_what_is_not_published("preflight", told)
    assert CANARY not in said
    return told


def replies(told: Any) -> list[tuple[str, Any, str]]:
    return [(each["verdict"], each["rows"], each["says"]) for each in told["told"]]


NOT_NULL = {
    "postgresql": "ALTER TABLE people ALTER COLUMN email SET NOT NULL",
    "mysql": "ALTER TABLE people MODIFY COLUMN email varchar(60) NOT NULL",
}
SMALLER = {
    "postgresql": "ALTER TABLE people ALTER COLUMN big SET DATA TYPE integer",
    "mysql": "ALTER TABLE people MODIFY COLUMN big int",
}
SHORTER = {
    "postgresql": "ALTER TABLE people ALTER COLUMN email SET DATA TYPE varchar(20)",
    "mysql": "ALTER TABLE people MODIFY COLUMN email varchar(20)",
}
REBUILD = [
    (
        "CREATE TABLE `__new_people` (`id` integer PRIMARY KEY, `email` text NOT NULL, `age` integer, `org_id`"
        ' integer, `big` bigint, CONSTRAINT "adult" CHECK("__new_people"."age" > 18))'
    ),
    (
        'INSERT INTO `__new_people`("id", "email", "age", "org_id", "big")'
        ' SELECT "id", "email", "age", "org_id", "big" FROM `people`'
    ),
    "DROP TABLE `people`",
    "ALTER TABLE `__new_people` RENAME TO `people`",
    "CREATE UNIQUE INDEX people_email ON people (email)",
]


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_each_question_counts_its_rows(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, repo: Repo, capsys: Capture
) -> None:
    database = made(kind, request, tmp_path, repo)
    pending(repo, database, NOT_NULL[kind], "CREATE UNIQUE INDEX people_email ON people (email)",
            "ALTER TABLE people ADD CONSTRAINT f FOREIGN KEY (org_id) REFERENCES orgs(id)",
            "ALTER TABLE people ADD CONSTRAINT adult CHECK (age > 18)", SMALLER[kind],
            SHORTER[kind], "ALTER TABLE people DROP COLUMN gone")  # fmt: skip
    told = preflight(database, capsys, 1)
    assert [(verdict, rows) for verdict, rows, _ in replies(told)] == [
        ("fails", 1), ("fails", 2), ("fails", 1), ("fails", 1), ("fails", 1), ("fails", 1),
        ("loses", 1),
    ]  # fmt: skip
    assert told["asked"] == 7
    assert all(each["keys"] == [] for each in told["told"])
    shown = preflight(database, capsys, 1, "--show-keys")
    keys = [each["keys"] for each in shown["told"]]
    assert keys == [["3"], ["1", "2"], ["2"], ["1"], ["2"], ["4"], ["1"]]
    assert replies(preflight(database, capsys, 1, "--sample")) == replies(told)


def test_a_rebuild_of_sqlite_is_asked_what_the_new_form_refuses(
    request: pytest.FixtureRequest, tmp_path: Path, repo: Repo, capsys: Capture
) -> None:
    database = made("sqlite", request, tmp_path, repo)
    pending(repo, database, *REBUILD)
    told = preflight(database, capsys, 1, "--show-keys")
    assert replies(told) == [
        ("fails", 1, 'have NULL in "email"'),
        ("fails", 1, 'break the CHECK "adult"'),
        ("loses", 1, 'lose what they have in "gone"'),
        ("fails", 2, "are equal to another in (email)"),
    ]
    assert [each["keys"] for each in told["told"]] == [["3"], ["1"], ["1"], ["1", "2"]]


def test_rows_that_are_as_the_migration_wants_them_pass(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    database.ask("DELETE FROM people WHERE id > 1 OR id < 1")
    database.ask("UPDATE people SET age = 50, gone = NULL")
    if database.dialect == "sqlite":
        pending(repo, database, *REBUILD)
    else:
        pending(repo, database, NOT_NULL[database.dialect], SMALLER[database.dialect],
                "CREATE UNIQUE INDEX people_email ON people (email)",
                "ALTER TABLE people DROP COLUMN gone")  # fmt: skip
    assert replies(preflight(database, capsys, 0)) == []
    assert main(["apply", "--yes", "--database-url", database.url]) == 0


def test_what_the_migration_mends_itself_is_left_to_it(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    index = "CREATE UNIQUE INDEX people_email ON people (email)"
    pending(repo, database, "UPDATE people SET email = id", index)
    assert replies(preflight(database, capsys, 0)) == [
        ("open", 2, "are equal to another in (email)")
    ]
    assert main(["apply", "--yes", "--database-url", database.url]) == 0


def test_apply_asks_first_and_runs_nothing_that_would_fail(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    pending(repo, database, "CREATE TABLE other (id integer PRIMARY KEY)",
            "CREATE UNIQUE INDEX people_email ON people (email)")  # fmt: skip
    capsys.readouterr()
    url = ("--database-url", database.url)
    assert main(["apply", "--yes", "--format", "json", *url]) == 1
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("apply", told)
    assert [each["rows"] for each in told["preflight"]] == [2]
    assert [each for each in database.columns() if "other" in each] == []
    assert main(["apply", "--yes", "--no-preflight", *url]) == 1
    assert "nothing was run" not in capsys.readouterr().out
    database.ask("DELETE FROM people WHERE id = 2")
    if database.dialect != "mysql":
        assert main(["apply", "--yes", *url]) == 0


def test_a_table_that_is_renamed_first_is_asked_by_the_name_that_it_has(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    pending(repo, database, "ALTER TABLE people RENAME TO persons",
            "CREATE UNIQUE INDEX people_email ON persons (email)")  # fmt: skip
    assert [each[:2] for each in replies(preflight(database, capsys, 1))] == [("fails", 2)]


def test_a_removed_value_of_an_enum_is_looked_for(
    pg: PostgresDatabase, repo: Repo, capsys: Capture
) -> None:
    one = ("one", ["CREATE TYPE mood AS ENUM ('sad', 'glad')",
                   "CREATE TABLE moods (id integer PRIMARY KEY, mood mood)"], {})  # fmt: skip
    two = ("two", ["ALTER TABLE moods ALTER COLUMN mood SET DATA TYPE text", "DROP TYPE mood",
                   "CREATE TYPE mood AS ENUM ('glad')",
                   ("ALTER TABLE moods ALTER COLUMN mood SET DATA TYPE mood"
                   " USING mood::mood")], {})  # fmt: skip
    pg.ask("DROP SCHEMA drizzle CASCADE")
    repo.write(history(one, dialect="postgresql"))
    assert main(["apply", "--yes", "--database-url", pg.url]) == 0
    pg.ask("INSERT INTO moods VALUES (1, 'sad'), (2, 'glad')")
    repo.write(history(one, two, dialect="postgresql"))
    assert [each[:2] for each in replies(preflight(pg, capsys, 1))] == [("fails", 1)]


def test_text_that_is_no_number_is_counted(
    pg: PostgresDatabase, repo: Repo, capsys: Capture
) -> None:
    pg.ask("UPDATE people SET email = '99999999999' WHERE id = 2")
    pg.ask("UPDATE people SET email = ' 12 ' WHERE id = 1")
    pending(repo, pg, "ALTER TABLE people ALTER COLUMN email SET DATA TYPE integer"
                      " USING email::integer")  # fmt: skip
    told = preflight(pg, capsys, 1, "--show-keys")
    assert [each["keys"] for each in told["told"]] == [["2", "4"]]


def test_a_writer_is_never_kept_waiting_and_nothing_is_written(
    pg: PostgresDatabase, repo: Repo, capsys: Capture
) -> None:
    """A writer that gives up on any lock goes on all the while; no transaction number is spent."""
    pending(repo, pg, NOT_NULL["postgresql"], "CREATE UNIQUE INDEX e ON people (email)")
    asked = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
    before = pg.ask(asked)
    preflight(pg, capsys, 1)
    assert pg.ask(asked) == before
    failed: list[BaseException] = []
    done, wrote = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with pg.server.engine(pg.name).connect() as connection:
                connection.exec_driver_sql("SET lock_timeout = '50ms'")
                while not done.is_set():
                    connection.exec_driver_sql("UPDATE people SET age = age + 1 WHERE id = 2")
                    wrote.set()
        except BaseException as error:
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(30)
    for _ in range(3):
        preflight(pg, capsys, 1)
    done.set()
    writer.join()
    assert failed == []


def test_a_question_ends_at_its_limit(pg: PostgresDatabase, repo: Repo, capsys: Capture) -> None:
    pg.ask("CREATE FUNCTION slow(a int) RETURNS boolean LANGUAGE sql AS"
           " 'SELECT pg_sleep(5) IS NOT NULL'")  # fmt: skip
    pending(repo, pg, "ALTER TABLE people ADD CONSTRAINT s CHECK (slow(age))")
    told = preflight(pg, capsys, 3, "--timeout", "0.2")
    assert [each["verdict"] for each in told["told"]] == ["unanswered"]
    assert "no answer within 0.2 s" in told["told"][0]["why"]


def test_a_lock_and_a_reader_without_rights_are_told(
    pg: PostgresDatabase, repo: Repo, capsys: Capture
) -> None:
    pending(repo, pg, NOT_NULL["postgresql"])
    role = f"reader_{uuid.uuid4().hex[:6]}"
    with pg.server.engine(pg.name, admin=True).connect() as admin:
        admin.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        admin.exec_driver_sql(f"GRANT USAGE ON SCHEMA drizzle TO {role}")
        admin.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO {role}")
        url = pg.url.replace("postgres@", f"{role}@")
        capsys.readouterr()
        assert main(["preflight", "--database-url", url]) == 3
        assert "GRANT SELECT on the table" in capsys.readouterr().out
        admin.exec_driver_sql(f"GRANT SELECT ON people TO {role}")
        admin.exec_driver_sql("BEGIN")
        admin.exec_driver_sql("LOCK TABLE people IN SHARE MODE")
        assert main(["preflight", "--database-url", url]) == 1
        said = capsys.readouterr().out
        admin.exec_driver_sql("ROLLBACK")
        assert "ShareLock on people" in said
        assert "the role doesn't own" in said
        assert CANARY not in said
        admin.exec_driver_sql(f"DROP OWNED BY {role}")
        admin.exec_driver_sql(f"DROP ROLE {role}")


def test_a_database_that_is_not_there_yet_asks_nothing(
    repo: Repo, tmp_path: Path, capsys: Capture
) -> None:
    repo.write(history(ONE))
    database = SqliteFile(tmp_path / "new.db")
    assert preflight(database, capsys, 0)["asked"] == 0
    assert not database.path.exists()
