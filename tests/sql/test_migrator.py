from __future__ import annotations

import pytest

from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.tokens import Dialect


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
    ("dialect", "driver", "transaction", "foreign_keys", "one_statement", "silent_rest"),
    [
        ("postgres", "", True, False, False, False),
        ("postgres", "node-postgres", True, False, False, False),
        ("postgres", "neon-http", False, False, False, False),
        ("mysql", "mysql2", False, False, True, False),
        ("sqlite", "", True, True, True, False),
        ("sqlite", "better-sqlite3", True, True, True, False),
        ("sqlite", "d1", True, True, True, False),
        ("sqlite", "sql.js", True, False, True, False),
        ("sqlite", "libsql", True, False, True, True),
        ("libsql", "", True, False, True, True),
        ("libsql", "turso", True, False, True, True),
    ],
)
def test_a_driver_runs_the_files_as_it_was_seen_to(
    dialect: Dialect,
    driver: str,
    transaction: bool,
    foreign_keys: bool,
    one_statement: bool,
    silent_rest: bool,
) -> None:
    assert migrator_of(dialect, driver)[1:] == (
        transaction,
        foreign_keys,
        one_statement,
        silent_rest,
    )


def test_the_policy_may_say_that_there_is_no_transaction_but_not_that_mysql_has_one() -> None:
    outside = migrator_of("sqlite", "better-sqlite3", transaction=False)
    assert (outside.transaction, outside.foreign_keys) == (False, True)
    assert not migrator_of("mysql", transaction=True).transaction
    assert migrator_of("postgres", "neon-http", transaction=True).transaction
