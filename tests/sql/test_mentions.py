from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.mentions import mentions
from forge_migrations.sql.mentions import statement_mentions

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("sql", "dialect", "spoken"),
    [
        ('ALTER TABLE "users" ADD "nick" text', "postgres", True),
        ("alter table Users add Nick text", "postgres", True),
        ('ALTER TABLE "Users" ADD "nick" text', "postgres", False),
        ("ALTER TABLE `Users` ADD `Nick` text", "mysql", True),
        ("ALTER TABLE users ADD nickname text", "sqlite", False),
        ("-- users, nick", "postgres", False),
        ("SELECT 'users', 'nick'", "postgres", True),
        ("DO $$ BEGIN ALTER TABLE users ADD nick text; END $$", "postgres", True),
        ("DO $$ BEGIN EXECUTE $x$ ALTER TABLE users ADD nick text $x$; END $$", "postgres", True),
        ("DO $$ BEGIN /* users, nick */ END $$", "postgres", False),
    ],
)
def test_a_text_speaks_of_names(sql: str, dialect: Dialect, spoken: bool) -> None:
    assert mentions(sql, dialect, "users", "nick") is spoken


def test_one_statement_has_to_speak_of_all() -> None:
    assert mentions("SELECT users; SELECT nick;", "postgres", "users", "nick")
    assert not statement_mentions("SELECT users; SELECT nick;", "postgres", "users", "nick")
    assert statement_mentions("SELECT 1; SELECT nick FROM users;", "postgres", "users", "nick")
