"""How near the predictions for production are to what the same statements take there.

    python -m benchmarks.production FOLDER [postgresql] [mariadb] [sqlite] [--rounds N]

`FOLDER` has room for the databases (5 GB) and is left as it was. Each engine gets a table of millions of rows on
a server with the settings that it comes with, and `observe` writes its facts. Then, statement by statement:
`rehearse` predicts, the statement runs there, and is undone. Printed are what it took by the clock and by itself (without
what it waited for a processor that others had, where the system tells), what the rehearsal said with its error, what the
known cost for each row says, and how many times the one is the other. The last line counts how often the truth lay within the printed error.
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
from forge_migrations.system.turns import OWN
from forge_migrations.system.turns import of_thread
from forge_migrations.system.turns import waited

ZERO = "00000000-0000-0000-0000-000000000000"


class Case(NamedTuple):
    """One engine: how many rows, what its table is like, and what is done to it."""

    dialect: Literal["postgresql", "mysql", "sqlite"]
    rows: int
    made: tuple[str, ...]
    filled: tuple[str, ...]
    """`{rows}` is the number."""
    statements: tuple[tuple[str, costs.Kind, str, str], ...]
    """What it is called, its kind, its SQL (a CREATE TABLE … stands before a rebuild), and what undoes it."""


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
        ("integer to bigint", "copy", 'ALTER TABLE "events" ALTER COLUMN "who" SET DATA TYPE bigint',
         'ALTER TABLE "events" ALTER COLUMN "who" SET DATA TYPE integer'),
        ("index on a timestamp", "index", 'CREATE INDEX "i" ON "events" ("at")', 'DROP INDEX "i"'),
        ("index on text", "text index", 'CREATE INDEX "i" ON "events" ("note")', 'DROP INDEX "i"'),
        ("index on two columns", "index", 'CREATE INDEX "i" ON "events" ("who", "at")', 'DROP INDEX "i"'),
        ("index on lower(text)", "text index", 'CREATE INDEX "i" ON "events" (lower("note"))', 'DROP INDEX "i"'),
        ("SET NOT NULL", "scan", 'ALTER TABLE "events" ALTER COLUMN "who" SET NOT NULL',
         'ALTER TABLE "events" ALTER COLUMN "who" DROP NOT NULL'),
        ("CHECK", "scan", 'ALTER TABLE "events" ADD CONSTRAINT "c" CHECK ("who" > 0)',
         'ALTER TABLE "events" DROP CONSTRAINT "c"'),
        ("FOREIGN KEY", "foreign key",
         'ALTER TABLE "events" ADD CONSTRAINT "f" FOREIGN KEY ("who") REFERENCES "people" ("id")',
         'ALTER TABLE "events" DROP CONSTRAINT "f"'),
        ("UNIQUE on text", "text index", 'ALTER TABLE "events" ADD CONSTRAINT "u" UNIQUE ("note")',
         'ALTER TABLE "events" DROP CONSTRAINT "u"'),
        ("column with a volatile default", "copy",
         'ALTER TABLE "events" ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL',
         'ALTER TABLE "events" DROP COLUMN "key"'),
    ),
)  # fmt: skip
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
        ("datetime to datetime(3)", "copy", "ALTER TABLE `events` MODIFY COLUMN `at` datetime(3)",
         "ALTER TABLE `events` MODIFY COLUMN `at` datetime"),
        ("int to bigint", "copy", "ALTER TABLE `events` MODIFY COLUMN `who` bigint",
         "ALTER TABLE `events` MODIFY COLUMN `who` int"),
        ("FOREIGN KEY", "foreign key",
         "ALTER TABLE `events` ADD CONSTRAINT `f` FOREIGN KEY (`who`) REFERENCES `people` (`id`)",
         "ALTER TABLE `events` DROP FOREIGN KEY `f`, DROP INDEX `f`"),
        ("index on a datetime", "index", "CREATE INDEX `i` ON `events` (`at`)", "DROP INDEX `i` ON `events`"),
        ("index on text", "text index", "CREATE INDEX `i` ON `events` (`note`)", "DROP INDEX `i` ON `events`"),
        ("index on two columns", "index", "CREATE INDEX `i` ON `events` (`who`, `at`)", "DROP INDEX `i` ON `events`"),
        ("NOT NULL", "copy", "ALTER TABLE `events` MODIFY COLUMN `who` int NOT NULL",
         "ALTER TABLE `events` MODIFY COLUMN `who` int"),
        ("CHECK", "copy", "ALTER TABLE `events` ADD CONSTRAINT `c` CHECK (`who` > 0)",
         "ALTER TABLE `events` DROP CONSTRAINT `c`"),
        ("UNIQUE on text", "text index", "ALTER TABLE `events` ADD CONSTRAINT `u` UNIQUE (`note`)",
         "ALTER TABLE `events` DROP INDEX `u`"),
        ("UPDATE of every row", "write", "UPDATE `events` SET `who` = `who` + 0 + (`id` > 0)",
         "UPDATE `events` SET `who` = `who` - 1"),
    ),
)  # fmt: skip
BREAK = "--> statement-breakpoint\n"
REBUILT = (
    "CREATE TABLE `__new_events` (`id` integer PRIMARY KEY NOT NULL, `who` integer NOT NULL, `at` integer, `note` text);"
    + BREAK
)
COPIED = "INSERT INTO `__new_events`(`id`, `who`, `at`, `note`) SELECT `id`, `who`, `at`, `note` FROM `events`"
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
        ("index on a number", "index", "CREATE INDEX `i` ON `events` (`at`)", "DROP INDEX `i`"),
        ("index on text", "text index", "CREATE INDEX `i` ON `events` (`note`)", "DROP INDEX `i`"),
        ("index on two columns", "index", "CREATE INDEX `i` ON `events` (`who`, `at`)", "DROP INDEX `i`"),
        ("index on lower(text)", "text index", "CREATE INDEX `i` ON `events` (lower(`note`))", "DROP INDEX `i`"),
        ("UNIQUE on text", "text index", "CREATE UNIQUE INDEX `i` ON `events` (`note`)", "DROP INDEX `i`"),
        ("rebuild: the copy", "copy", f"{REBUILT}{COPIED}", "DROP TABLE `__new_events`"),
        ("rebuild: the copy under a unique index", "copy",
         f"{REBUILT}CREATE UNIQUE INDEX `n` ON `__new_events` (`note`);{BREAK}{COPIED}", "DROP TABLE `__new_events`"),
        ("UPDATE of every row", "write", "UPDATE `events` SET `who` = `who` + 1", "SELECT 1"),
    ),
)  # fmt: skip
THREAD = {
    "postgresql": "SELECT pg_backend_pid()",
    "mariadb": "SELECT TID FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()",
}
"""Who does the work, by the system's number."""
CASES = {"postgresql": POSTGRESQL, "mariadb": MARIADB, "sqlite": SQLITE}


def main(folder: Path, names: list[str], rounds: int) -> None:
    """Print the tables."""
    for name in names or list(CASES):
        place = folder / name
        place.mkdir(parents=True)
        try:
            _measure(name, CASES[name], place, rounds)
        finally:
            shutil.rmtree(place)


class Near(NamedTuple):
    """One statement, predicted and then run."""

    said: float
    factor: float
    real: float

    @property
    def ratio(self) -> float:
        return self.said / max(self.real, 0.001)

    @property
    def held(self) -> bool:
        """True when the truth lay within the printed error."""
        return 1 / self.factor <= self.ratio <= self.factor


def _measure(name: str, case: Case, place: Path, rounds: int) -> None:
    repository = place / "repository"
    _repository(repository, case)
    with _server(name, place) as (url, run, thread):
        for statement in (*case.made, *case.filled):
            run(statement.format(rows=case.rows))
        _ours(repository, "observe", "--database-url", url, "--timeout", "120")
        _git(repository, "add", "--all")
        _git(repository, "commit", "--quiet", "-m", "facts")
        facts = json.loads((repository / ".forge-migrations/production.json").read_text())
        table = facts["tables"]["events"]
        print(f"\n{facts['engine']} {facts['version']}, {case.rows:,} rows\n")
        print(
            "| statement | predicted | took by itself | ratio | by the clock | by known costs | ratio | rehearsal | load |"
        )
        print("|---|---|---|---|---|---|---|---|---|", flush=True)
        seen: list[Near] = []
        for _round in range(rounds):
            for what, kind, sql, undo in case.statements:
                _second(repository, case, sql)
                began = time.perf_counter()
                told = json.loads(_ours(repository, "rehearse", "--format", "json"))
                rehearsed = time.perf_counter() - began
                *before, last = sql.split(f";{BREAK}")
                for piece in before:
                    run(piece)
                lost, start = waited(thread), time.perf_counter()
                run(last)
                clock = time.perf_counter() - start
                real = max(clock - (waited(thread) - lost), 0.0)
                run(undo)
                dialect: costs.Engine = "postgres" if case.dialect == "postgresql" else case.dialect
                known = costs.seconds(
                    dialect, kind, table["rows"], table["bytes"], table["indexes"]
                )
                said = [each for project in told["projects"] for each in project["production"]]
                cells = ["—", "—"]
                if said:
                    near = Near(said[-1]["seconds"], said[-1]["factor"], real)
                    seen.append(near)
                    cells = [f"{near.said:.2g} s (× {near.factor:g})", f"{near.ratio:.2f}"]
                print(
                    f"| {what} | {cells[0]} | {real:.2f} s | {cells[1]} | {clock:.1f} s | {known:.2g} s |"
                    f" {known / max(real, 0.001):.2f} | {rehearsed:.1f} s | {os.getloadavg()[0]:.0f} |",
                    flush=True,
                )
        within = sum(0.5 <= near.ratio <= 2 for near in seen)
        print(
            f"\nwithin a factor of 2: {within} of {len(seen)}; within the printed error: {sum(near.held for near in seen)}"
        )


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


def _second(repository: Path, case: Case, sql: str) -> None:
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
def _server(name: str, place: Path) -> Iterator[tuple[str, Any, str]]:
    if name == "sqlite":
        connection = sqlite3.connect(place / "big.db", isolation_level=None)
        yield f"file:{place / 'big.db'}", lambda sql: connection.execute(sql).fetchall(), OWN
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
            number = opened.exec_driver_sql(THREAD[name]).scalar()
            place_of = of_thread(int(number or 0))
            yield url, lambda sql: opened.exec_driver_sql(sql.replace("%", "%%")), place_of
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
    from argparse import ArgumentParser

    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("engines", nargs="*", choices=[*CASES, []])
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    main(chosen.folder.resolve(), list(chosen.engines), chosen.rounds)
