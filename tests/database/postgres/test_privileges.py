from __future__ import annotations

import pytest

from forge_migrations.database.postgres.privileges import creates_extension
from forge_migrations.database.postgres.privileges import creates_role
from forge_migrations.database.postgres.privileges import extensions_of
from forge_migrations.database.postgres.privileges import is_for_superusers
from forge_migrations.database.postgres.privileges import roles_of
from forge_migrations.database.steps import step_of

HISTORY = [
    step_of(
        "0",
        "0.sql",
        "",
        b'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; create extension vector;',
        0,
        "postgres",
    ),
    step_of(
        "1", "1.sql", "", b"-- CREATE EXTENSION ghost;\nCREATE EXTENSION vector;", 0, "postgres"
    ),
    step_of(
        "2", "2.sql", "", b'DO $$ BEGIN CREATE ROLE app; CREATE USER "a-b"; END $$;', 0, "postgres"
    ),
    step_of(
        "3",
        "3.sql",
        "",
        b"/* CREATE ROLE ghost */ CREATE USER MAPPING FOR x SERVER y;",
        0,
        "postgres",
    ),
]


def test_what_a_history_asks_for_is_named_once_in_its_order() -> None:
    assert extensions_of(HISTORY) == ["uuid-ossp", "vector"]
    assert roles_of(HISTORY) == ["app", "a-b"]


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ('-- why\n/* and */ CREATE EXTENSION IF NOT EXISTS "pg_trgm";', "pg_trgm"),
        ("create extension vector", "vector"),
        ("SELECT 'CREATE EXTENSION x'", ""),
        ("DROP EXTENSION x", ""),
    ],
)
def test_a_statement_creates_an_extension_only_when_it_begins_so(sql: str, name: str) -> None:
    assert creates_extension(sql) == name


@pytest.mark.parametrize(
    ("sql", "role", "superuser"),
    [
        ("CREATE ROLE a", True, False),
        ("-- why\ncreate user a", True, False),
        ("ALTER ROLE a SUPERUSER", False, True),
        ("GRANT SELECT ON t TO a", False, True),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a", False, True),
        ("CREATE PUBLICATION p FOR ALL TABLES", False, True),
        ("SELECT cron.schedule('a', 'b', 'c')", False, True),
        ("CREATE TABLE roles (a int)", False, False),
        ("ALTER TABLE t ADD a int", False, False),
        ("ALTER TYPE mood ADD VALUE 'a'", False, False),
    ],
)
def test_what_needs_more_than_a_plain_role_is_told(sql: str, role: bool, superuser: bool) -> None:
    assert creates_role(sql) is role
    assert is_for_superusers(sql) is superuser
