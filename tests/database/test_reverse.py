from __future__ import annotations

from collections.abc import Sequence

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.reverse import Undone
from forge_migrations.database.reverse import undo
from forge_migrations.database.sqlite.arena import SqliteArena

SETTING = Setting(Ledger("sqlite"), STRICTEST["sqlite"])
BASE = "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);"


def undone(forth: str, back: Sequence[str]) -> Undone:
    """What comes of undoing `forth`, run on a filled database, by `back`."""
    arena = SqliteArena()
    before = steps(journal({"0000_base": BASE}))
    with arena.connect(arena.prepare(before, SETTING).database) as connection:
        earlier = arena.structure(connection, SETTING)
    after = steps(journal({"0000_base": BASE, "0001_new": forth}))
    prepared = arena.prepare(after, SETTING)
    assert prepared.failure is None
    found = undo(arena, prepared.database, back, earlier, SETTING)
    arena.close()
    return found


def test_a_column_that_was_added_goes_with_its_values() -> None:
    found = undone("ALTER TABLE users ADD n integer;", ["ALTER TABLE users DROP COLUMN n"])
    assert found.possible
    assert str(found) == (
        'can be undone, which drops column "n" of table "users", which held 3 values'
    )


def test_an_index_takes_nothing_with_it() -> None:
    found = undone("CREATE INDEX i ON users (email);", ["DROP INDEX i"])
    assert str(found) == "the structure comes back, and going back loses nothing more"


def test_what_is_left_different_is_told() -> None:
    found = undone("ALTER TABLE users ADD n integer;", [])
    assert not found.possible
    assert str(found) == (
        'drizzle-kit\'s reverse SQL leaves this undone: column "n" of table "users" is not in the schema'
    )


def test_reverse_sql_that_fails_is_told_with_the_engines_reason() -> None:
    found = undone(
        "ALTER TABLE users ADD n integer;--> statement-breakpoint\nCREATE INDEX i ON users (n);",
        ["ALTER TABLE users DROP COLUMN n"],
    )
    assert not found.possible
    assert str(found).startswith("can't be undone: error in index i after drop column")
