"""What MariaDB or MySQL measures of a migration, and its ledger beside drizzle-orm's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.made_histories import folders
from database.made_histories import journal
from database.made_histories import steps
from database.made_histories import write
from database.real_migrators import real_migrate
from forge_migrations.database import ledger as ledgers
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.migrator import migrate
from forge_migrations.database.mysql.arena import MysqlArena
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse

SETTING = Setting(Ledger("mysql"), STRICTEST["mysql"], timeout=20)
BASE = """CREATE TABLE `users` (`id` int AUTO_INCREMENT PRIMARY KEY, `name` varchar(50) NOT NULL,
  `code` varchar(20) COMMENT 'secret', `mood` enum('sad','ok'), `price` decimal(10,4), `meta` json);
--> statement-breakpoint
CREATE TABLE `posts` (`id` serial PRIMARY KEY, `user_id` int NOT NULL,
  CONSTRAINT `fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE CASCADE);"""
Run = Callable[..., Rehearsal]


@pytest.fixture
def run(mysql: Mysql) -> Iterator[Run]:
    binaries = find_mysql()
    assert binaries is not None

    def rehearsed(sql: str, fresh: bool = False) -> Rehearsal:
        after = steps(journal({"0000_base": BASE, "0001_new": sql}, dialect="mysql"))
        arena = MysqlArena(binaries, mysql)
        try:
            return rehearse(arena, after[:1], after, SETTING, fresh=fresh)
        finally:
            arena.close()

    yield rehearsed


def test_every_table_gets_rows(run: Run) -> None:
    found = run("SELECT 1")
    assert (found.filled, found.unfilled) == ({"users": 4, "posts": 4}, {})


@pytest.mark.parametrize(
    ("sql", "losses"),
    [
        ("DROP TABLE `posts`", ['drops table "posts" with its 4 rows']),
        (
            "ALTER TABLE `users` DROP COLUMN `code`",
            ['drops column "code" of table "users", which held 3 values'],
        ),
        ("DELETE FROM `users`", ['deletes 4 of 4 rows of table "posts"', "users"]),
        (
            "ALTER TABLE `users` MODIFY `price` decimal(10,2)",
            ['of 3 values of column "price" of table "users"'],
        ),
        ("ALTER TABLE `users` CHANGE `code` `kode` varchar(20)", []),
        ("RENAME TABLE `users` TO `people`", []),
        ("ALTER TABLE `users` ADD `age` int", []),
    ],
)
def test_what_is_lost_is_named(run: Run, sql: str, losses: list[str]) -> None:
    found = run(sql)
    assert found.failure is None, found.failure
    told = [str(blamed.loss).partition(":")[0] for blamed in found.lost]
    assert len(told) == len(losses)
    assert all(wanted in each for wanted, each in zip(losses, told, strict=True))


@pytest.mark.parametrize(
    ("sql", "mode"),
    [
        ("ALTER TABLE `users` ADD `age` int", "INSTANT"),
        ("ALTER TABLE `users` MODIFY `price` varchar(30)", "COPY"),
        ("CREATE INDEX `i` ON `users` (`name`)", "NOCOPY"),
        ("ALTER TABLE `users` ADD FULLTEXT `f` (`name`)", "INPLACE, SHARED"),
    ],
)
def test_the_algorithm_is_the_one_that_the_server_accepts(run: Run, sql: str, mode: str) -> None:
    found = run(sql)
    if found.version.product != "MariaDB":
        pytest.skip("the algorithms asked for are MariaDB's")
    assert [(each.table, each.mode) for each in found.statements[0].locks] == [("users", mode)]


def test_a_failure_leaves_the_migration_half_applied(run: Run) -> None:
    found = run(
        "ALTER TABLE `users` ADD `age` int;\n--> statement-breakpoint\n"
        "ALTER TABLE `users` MODIFY `code` varchar(20) NOT NULL;",
        fresh=True,
    )
    assert found.failure is not None
    assert (found.failure.line, found.half_applied, found.needs_rows) == (3, True, True)


def test_files_cannot_be_read_or_written(run: Run) -> None:
    assert run("SELECT 1 INTO OUTFILE '/tmp/forge-was-here'").failure is not None
    found = run("ALTER TABLE `users` ADD `f` text DEFAULT (LOAD_FILE('/etc/passwd'))")
    assert found.failure is not None or not found.lost


@pytest.mark.network
@pytest.mark.parametrize(
    "sql",
    ["DROP DATABASE `mysql`", "DROP DATABASE `history`", "USE `mysql`", "DROP USER root@localhost"],
)
def test_a_migration_that_is_after_the_server_itself_is_no_crash(run: Run, sql: str) -> None:
    found = run(sql)
    assert found.failure is not None or found.lost, found
    assert run("SELECT 1").failure is None


@pytest.mark.parametrize("generation", ["0.45", "1.0"])
def test_mysql2_leaves_the_same_ledger_as_ours(
    generation: str, mysql: Mysql, tmp_path: Path
) -> None:
    first = "CREATE TABLE a (id int PRIMARY KEY);"
    second = "ALTER TABLE a ADD n int;\n--> statement-breakpoint\nALTER TABLE nowhere ADD n int;"
    if generation == "0.45":
        made = [journal({"0000_a": first}), journal({"0000_a": first, "0001_b": second})]
    else:
        one = {"20260101000000_a": first}
        made = [folders(one), folders({**one, "20260102000000_b": second})]
    ledger = Ledger("mysql", "journal" if generation == "0.45" else "folders")
    names = f"real_{generation[0]}", f"ours_{generation[0]}"
    for name in names:
        mysql.drop(name)
        mysql.create(name)
    real, ours = (mysql.engine(name) for name in names)
    socket = real.url.query["unix_socket"]
    target = json.dumps({"user": "forge", "database": names[0], "socketPath": socket})
    for number, history in enumerate(made):
        said = real_migrate(generation, "mysql2", write(history[1], tmp_path / str(number)), target)
        with ours.connect() as connection:
            ledgers.ensure(connection, ledger, steps(history))
            recorded = ledgers.rows(connection, ledger)
            plan = ledgers.pending(ledger, steps(history), recorded)
            run = migrate(connection, ledger, plan.pending, STRICTEST["mysql"])
        assert said.ok == (run.failure is None), (said, run)
        states = []
        for engine in (real, ours):
            with engine.connect() as connection:
                columns = connection.exec_driver_sql(
                    "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE"
                    " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
                    " ORDER BY 1, ORDINAL_POSITION"
                ).all()
                states.append((columns, ledgers.rows(connection, ledger)))
        assert states[0] == states[1]
