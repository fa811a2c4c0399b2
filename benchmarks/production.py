"""How near the predictions for production are to what the same statements take there.

    python -m benchmarks.production FOLDER [postgresql] [mariadb] [sqlite]

`FOLDER` has room for the databases (3 GB) and is left as it was. Each engine gets a table of millions of rows on
a server with the settings that it comes with; `observe` writes its facts, `rehearse` predicts from them,
and then each statement runs there. Printed are both predictions (measured in the rehearsal, and by the
known cost for each row), what it took, and how many times the one is the other.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from typing import Literal
from typing import NamedTuple

from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.process import unprivileged_user
from forge_migrations.sql import costs

ZERO = "00000000-0000-0000-0000-000000000000"


class Case(NamedTuple):
    """One engine: how many rows, what its table is like, and what is done to it."""

    dialect: Literal["postgresql", "mysql", "sqlite"]
    rows: int
    made: tuple[str, ...]
    filled: tuple[str, ...]
    """`{rows}` is the number."""
    statements: tuple[tuple[str, costs.Kind, str], ...]
    """What it is called, its kind, and its SQL; a CREATE TABLE … stands before a rebuild."""


POSTGRESQL = Case(
    "postgresql",
    10_000_000,
    (
        'CREATE TABLE "people" ("id" integer PRIMARY KEY NOT NULL)',
        'CREATE TABLE "events" ("id" bigint PRIMARY KEY NOT NULL, "who" integer, "at" timestamp, "note" varchar(40))',
    ),
    (
        "INSERT INTO people SELECT g FROM generate_series(1, 1000) g",
        (
            "INSERT INTO events SELECT g, (g * 7919) % 1000 + 1, TIMESTAMP '2020-01-01' + (g * 37 % 1000000) * INTERVAL"
            " '1 s', md5(g::text) FROM generate_series(1::bigint, {rows}) g"
        ),
        "VACUUM ANALYZE",
        "CHECKPOINT",
    ),
    (
        (
            "integer to bigint",
            "copy",
            'ALTER TABLE "events" ALTER COLUMN "who" SET DATA TYPE bigint',
        ),
        ("index on a timestamp", "index", 'CREATE INDEX "events_at" ON "events" ("at")'),
        ("index on text", "text index", 'CREATE INDEX "events_note" ON "events" ("note")'),
        ("SET NOT NULL", "scan", 'ALTER TABLE "events" ALTER COLUMN "who" SET NOT NULL'),
        ("CHECK", "scan", 'ALTER TABLE "events" ADD CONSTRAINT "c" CHECK ("who" > 0)'),
        (
            "FOREIGN KEY",
            "foreign key",
            'ALTER TABLE "events" ADD CONSTRAINT "f" FOREIGN KEY ("who") REFERENCES "people" ("id")',
        ),
        ("UNIQUE on text", "text index", 'ALTER TABLE "events" ADD CONSTRAINT "u" UNIQUE ("note")'),
    ),
)
MARIADB = Case(
    "mysql",
    2_000_000,
    (
        "CREATE TABLE `people` (`id` int PRIMARY KEY NOT NULL)",
        "CREATE TABLE `events` (`id` bigint PRIMARY KEY NOT NULL, `who` int, `at` datetime, `note` varchar(40))",
    ),
    (
        "INSERT INTO people SELECT seq FROM seq_1_to_1000",
        (
            "INSERT INTO events SELECT seq, (seq * 7919) % 1000 + 1, TIMESTAMP '2020-01-02 00:00:00' + INTERVAL (seq * 37 % 1000000)"
            " SECOND, md5(seq) FROM seq_1_to_{rows}"
        ),
        "ANALYZE TABLE events, people PERSISTENT FOR ALL",
    ),
    (
        ("datetime to datetime(3)", "copy", "ALTER TABLE `events` MODIFY COLUMN `at` datetime(3)"),
        (
            "FOREIGN KEY",
            "foreign key",
            "ALTER TABLE `events` ADD CONSTRAINT `f` FOREIGN KEY (`who`) REFERENCES `people` (`id`)",
        ),
        ("index on a datetime", "index", "CREATE INDEX `events_at` ON `events` (`at`)"),
        ("index on text", "text index", "CREATE INDEX `events_note` ON `events` (`note`)"),
        ("NOT NULL", "copy", "ALTER TABLE `events` MODIFY COLUMN `who` int NOT NULL"),
        ("CHECK", "copy", "ALTER TABLE `events` ADD CONSTRAINT `c` CHECK (`who` > 0)"),
        ("UNIQUE on text", "text index", "ALTER TABLE `events` ADD CONSTRAINT `u` UNIQUE (`note`)"),
    ),
)
SQLITE = Case(
    "sqlite",
    2_000_000,
    (
        "CREATE TABLE `people` (`id` integer PRIMARY KEY NOT NULL)",
        "CREATE TABLE `events` (`id` integer PRIMARY KEY NOT NULL, `who` integer, `at` integer, `note` text)",
    ),
    (
        "WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < 1000) INSERT INTO people SELECT g FROM n",
        (
            "WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {rows}) INSERT INTO events SELECT g,"
            " (g * 7919) % 1000 + 1, g * 37 % 1000000, printf('%08x%024x', (g * 2654435761) % 4294967296, g) FROM n"
        ),
    ),
    (
        ("index on a number", "index", "CREATE INDEX `events_at` ON `events` (`at`)"),
        ("index on text", "text index", "CREATE INDEX `events_note` ON `events` (`note`)"),
        ("UNIQUE on text", "text index", "CREATE UNIQUE INDEX `events_u` ON `events` (`note`)"),
        (
            "rebuild: the copy",
            "copy",
            (
                "CREATE TABLE `__new_events` (`id` integer PRIMARY KEY NOT NULL, `who` integer NOT NULL, `at` integer, `note` text)"
                ";--> statement-breakpoint\nINSERT INTO `__new_events`(`id`, `who`, `at`, `note`) SELECT `id`, `who`, `at`,"
                " `note` FROM `events`"
            ),
        ),
    ),
)
CASES = {"postgresql": POSTGRESQL, "mariadb": MARIADB, "sqlite": SQLITE}


def main(folder: Path, names: list[str]) -> None:
    """Print the tables."""
    for name in names or list(CASES):
        place = folder / name
        place.mkdir(parents=True)
        try:
            _measure(name, CASES[name], place)
        finally:
            shutil.rmtree(place)


def _measure(name: str, case: Case, place: Path) -> None:
    repository = place / "repository"
    _repository(repository, case)
    with _server(name, place) as (url, run):
        for statement in (*case.made, *case.filled):
            run(statement.format(rows=case.rows))
        _ours(repository, "observe", "--database-url", url, "--timeout", "120")
        _git(repository, "add", "--all")
        _git(repository, "commit", "--quiet", "-m", "facts")
        _second(repository, case)
        began = time.perf_counter()
        told = json.loads(_ours(repository, "rehearse", "--format", "json"))
        took = time.perf_counter() - began
        predicted = {
            each["line"]: each for project in told["projects"] for each in project["production"]
        }
        facts = json.loads((repository / ".forge-migrations/production.json").read_text())
        table = facts["tables"]["events"]
        engine = told["projects"][0]["engine"] if told["projects"] else name
        print(f"\n{engine}, {case.rows:,} rows; the rehearsal took {took:.1f} s\n")
        print("| statement | predicted | took | ratio | by known costs | ratio |")
        print("|---|---|---|---|---|---|", flush=True)
        line = 1
        for what, kind, sql in case.statements:
            pieces = sql.split(";--> statement-breakpoint\n")
            start = time.perf_counter()
            for piece in pieces:
                run(piece)
            real = time.perf_counter() - start
            dialect: costs.Engine = "postgres" if case.dialect == "postgresql" else case.dialect
            cost = costs.seconds(dialect, kind, table["rows"], table["bytes"], table["indexes"])
            said = predicted.get(line + sql.count("\n"))
            cells = [_cell(said["seconds"] if said else None, real), _cell(cost, real)]
            print(
                f"| {what} | {cells[0][0]} | {real:.2f} s | {cells[0][1]} | {' | '.join(cells[1])} |",
                flush=True,
            )
            line += sql.count("\n") + 1


def _cell(predicted: float | None, real: float) -> tuple[str, str]:
    return ("—", "—") if predicted is None else (f"{predicted:.2g} s", f"{predicted / real:.2f}")


def _repository(repository: Path, case: Case) -> None:
    files: dict[str, Any] = {
        "drizzle.config.ts": f'export default {{ dialect: "{case.dialect}", schema: "./s.ts", out: "./drizzle" }};\n',
        "s.ts": "export {};\n",
        "drizzle/0000_made.sql": ";--> statement-breakpoint\n".join(case.made),
    }
    files |= _snapshot(case, 0)
    _write(repository, files)
    _git(repository, "init", "--quiet", "--initial-branch=main")
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "-m", "made")


def _second(repository: Path, case: Case) -> None:
    sql = ";--> statement-breakpoint\n".join(sql for _what, _kind, sql in case.statements)
    _write(repository, {"drizzle/0001_more.sql": sql, **_snapshot(case, 1)})
    _git(repository, "add", "--all")


def _snapshot(case: Case, newest: int) -> dict[str, Any]:
    version = {"postgresql": "7", "mysql": "5", "sqlite": "6"}[case.dialect]
    tags = ("0000_made", "0001_more")
    entries = [
        {
            "idx": at,
            "version": version,
            "when": 1_700_000_000_000 + at,
            "tag": tags[at],
            "breakpoints": True,
        }
        for at in range(newest + 1)
    ]
    head = {
        "id": f"{newest + 1:08}-0000-4000-8000-000000000000", "version": version, "dialect": case.dialect,
        "prevId": f"{newest:08}-0000-4000-8000-000000000000" if newest else ZERO,
        "tables": {}, "enums": {}, "views": {}, "_meta": {"schemas": {}, "tables": {}, "columns": {}},
    }  # fmt: skip
    journal = {"version": "7", "dialect": case.dialect, "entries": entries}
    return {
        "drizzle/meta/_journal.json": json.dumps(journal),
        f"drizzle/meta/{newest:04}_snapshot.json": json.dumps(head),
    }


def _write(repository: Path, files: dict[str, Any]) -> None:
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _git(repository: Path, *words: str) -> None:
    who = ("-c", "user.name=b", "-c", "user.email=b@example.com")
    subprocess.run(["git", *who, *words], cwd=repository, check=True, capture_output=True)


def _ours(repository: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "forge_migrations", *words],
        cwd=repository, capture_output=True, text=True, check=False,
        env={**os.environ, "FORGE_CACHE": str(repository.parent / "cache")},
    )  # fmt: skip
    if done.returncode not in (0, 1, 3):
        raise RuntimeError((done.stdout + done.stderr)[-800:])
    return done.stdout


@contextmanager
def _server(name: str, place: Path) -> Iterator[tuple[str, Any]]:
    if name == "sqlite":
        connection = sqlite3.connect(place / "big.db", isolation_level=None)
        yield f"file:{place / 'big.db'}", lambda sql: connection.execute(sql).fetchall()
        connection.close()
        return
    from sqlalchemy import create_engine

    user = unprivileged_user()
    if user is not None:
        os.chown(place, user, user)
    begin = _postgres if name == "postgresql" else _mariadb
    process, url, reach = begin(place, user)
    engine = create_engine(reach, isolation_level="AUTOCOMMIT")
    try:
        for _ in range(200):
            try:
                engine.connect().close()
                break
            except Exception:
                time.sleep(0.1)
        with engine.connect() as opened:
            yield url, lambda sql: opened.exec_driver_sql(sql.replace("%", "%%"))
    finally:
        engine.dispose()
        process.terminate()
        process.wait(60)


Begun = tuple["subprocess.Popen[Any]", str, str]


def _postgres(place: Path, user: int | None) -> Begun:
    binaries = find_binaries()
    assert binaries is not None
    as_user: dict[str, Any] = {"user": user, "group": user} if user is not None else {}
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": place,
    }
    data = place / "data"
    made = [
        f"{binaries.folder}/initdb",
        "-D",
        str(data),
        "-U",
        "owner",
        "--auth=trust",
        "--locale=C.UTF-8",
    ]
    subprocess.run(made, check=True, **quiet, **as_user)
    words = [
        f"{binaries.folder}/postgres",
        "-D",
        str(data),
        "-c",
        "listen_addresses=",
        "-c",
        f"unix_socket_directories={place}",
    ]
    process = subprocess.Popen(words, **quiet, **as_user)
    where = f"//owner@/postgres?host={place}"
    return process, f"postgresql:{where}", f"postgresql+psycopg:{where}"


def _mariadb(place: Path, user: int | None) -> Begun:
    binaries = find_mysql()
    assert binaries is not None
    as_user: dict[str, Any] = {"user": user, "group": user} if user is not None else {}
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": place,
    }
    made = ["mariadb-install-db", "--no-defaults", f"--datadir={place}/data", "--skip-test-db",
            "--auth-root-authentication-method=normal"]  # fmt: skip
    subprocess.run(made, check=True, env={**os.environ, "TMPDIR": str(place)}, **quiet, **as_user)
    words = [binaries.server, "--no-defaults", f"--datadir={place}/data", f"--socket={place}/s",
             "--bind-address=127.0.0.1", "--port=33987", f"--pid-file={place}/pid", f"--tmpdir={place}"]  # fmt: skip
    process = subprocess.Popen(words, **quiet, **as_user)
    reach = f"mysql+pymysql://root@/mysql?unix_socket={place}/s"
    from sqlalchemy import create_engine

    for _ in range(200):
        try:
            with create_engine(reach).connect() as connection:
                connection.exec_driver_sql("CREATE DATABASE IF NOT EXISTS big")
                break
        except Exception:
            time.sleep(0.1)
    with create_engine(reach, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("CREATE USER IF NOT EXISTS b@'%%' IDENTIFIED BY 'b'")
        connection.exec_driver_sql("GRANT ALL ON *.* TO b@'%%'")
    return (
        process,
        "mysql://b:b@127.0.0.1:33987/big",
        f"mysql+pymysql://root@/big?unix_socket={place}/s",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
