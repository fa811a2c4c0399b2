from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.migrator import runner_of

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("dialect", "driver", "packages", "known"),
    [
        ("postgres", "", ["pg", "drizzle-orm", "zod"], "node-postgres"),
        ("postgres", "", ["postgres"], "postgres-js"),
        ("postgres", "", ["pg", "postgres"], ""),
        ("postgres", "neon-http", ["pg"], "neon-http"),
        ("postgres", "", ["better-sqlite3"], ""),
        ("mysql", "", ["mysql2"], "mysql2"),
        ("sqlite", "", ["better-sqlite3"], "better-sqlite3"),
        ("sqlite", "", ["@libsql/client"], "libsql"),
        ("sqlite", "", ["@types/bun"], "bun-sqlite"),
        ("sqlite", "", ["@types/bun", "@libsql/client"], "libsql"),
        ("sqlite", "", [], ""),
        ("libsql", "", [], "libsql"),
        ("libsql", "turso", [], "turso"),
    ],
)
def test_the_driver_is_the_configured_one_or_the_only_one_that_is_installed(
    dialect: Dialect, driver: str, packages: list[str], known: str
) -> None:
    found = migrator_of(dialect, driver, packages)
    assert found.driver == known
    assert found.name == (known or "the migrator")


@pytest.mark.parametrize(
    ("dialect", "driver", "transaction", "foreign_keys", "several", "blank"),
    [
        ("postgres", "", True, False, "all", "ok"),
        ("postgres", "node-postgres", True, False, "all", "ok"),
        ("postgres", "neon-http", False, False, "error", "ok"),
        ("postgres", "aws-data-api", True, False, "error", "ok"),
        ("mysql", "mysql2", False, False, "error", "comment"),
        ("sqlite", "", True, True, "error", "error"),
        ("sqlite", "better-sqlite3", True, True, "error", "error"),
        ("sqlite", "d1-http", True, True, "all", "ok"),
        ("sqlite", "durable-sqlite", True, True, "all", "error"),
        ("sqlite", "sql.js", True, False, "first", "error"),
        ("sqlite", "libsql", True, False, "first", "error"),
        ("libsql", "", True, False, "first", "error"),
        ("libsql", "turso", True, False, "first", "error"),
    ],
)
def test_a_driver_runs_the_files_as_it_was_seen_to(
    dialect: Dialect,
    driver: str,
    transaction: bool,
    foreign_keys: bool,
    several: str,
    blank: str,
) -> None:
    found = migrator_of(dialect, driver)
    assert found[1:5] == (transaction, foreign_keys, several, blank)
    assert found.one_statement is (several != "all")
    assert found.silent_rest is (several == "first")


@pytest.mark.parametrize(
    ("packages", "several", "named"),
    [
        (["better-sqlite3", "@libsql/client"], "error", True),
        (["@libsql/client", "expo-sqlite"], "first", True),
        (["better-sqlite3", "wrangler"], "error", False),
        ([], "error", False),
    ],
)
def test_of_several_drivers_the_worst_is_said_and_only_what_holds_for_each_is_sure(
    packages: list[str], several: str, named: bool
) -> None:
    found = migrator_of("sqlite", "", packages)
    assert (found.driver, found.several, found.named) == ("", several, named)
    assert found.told(True) == found
    assert not found.told(False).named


def test_one_of_them_is_run_as() -> None:
    assert runner_of("sqlite", "", ["wrangler", "better-sqlite3"]).driver == "better-sqlite3"
    assert runner_of("sqlite", "d1-http", ["better-sqlite3"]).driver == "d1"
    assert runner_of("mysql").driver == "mysql2"


def test_the_policy_may_say_that_there_is_no_transaction_but_not_that_mysql_has_one() -> None:
    outside = migrator_of("sqlite", "better-sqlite3", transaction=False)
    assert (outside.transaction, outside.foreign_keys) == (False, True)
    assert not migrator_of("mysql", transaction=True).transaction
    assert migrator_of("postgres", "neon-http", transaction=True).transaction
