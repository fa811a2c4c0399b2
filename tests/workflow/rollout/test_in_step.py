"""What the triggers do, seen on a server."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest

from forge_migrations.database.postgres.server import Postgres
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.in_step import both_ways
from forge_migrations.sql.in_step import from_old

Asking = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def ask(postgres: Postgres) -> Iterator[Asking]:
    name = f"step_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    with postgres.engine(name).connect() as connection:

        def asked(*texts: str) -> list[tuple[Any, ...]]:
            found = None
            for text in texts:
                found = connection.exec_driver_sql(text)
            return [tuple(row) for row in found] if found is not None and found.returns_rows else []

        yield asked


def test_each_write_of_either_release_gives_the_new_column_its_value(ask: Asking) -> None:
    """A column called as a variable of PL/pgSQL, the table's own trigger, names with a quote."""
    debt = Debt(
        "alter-type", 'it"s', "found", new="integer",
        using="""coalesce(nullif("it""s"."found", '')::integer, extra)""",
    )  # fmt: skip
    one = beside_of(debt.act)
    assert one is not None
    ask(
        'CREATE TABLE "it""s" (id int, "found" text, extra int, "found__next" integer)',
        "CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.found := replace(NEW.found, 'x', ''); RETURN NEW; END $$",
        'CREATE TRIGGER zz BEFORE INSERT ON "it""s" FOR EACH ROW EXECUTE FUNCTION own()',
        *from_old(debt, one, careful=True),
        """INSERT INTO "it""s" VALUES (1, '7', 0), (2, 'x8', 0), (3, 'no', 0), (4, '', 5), (5, NULL, 6)""",
        """UPDATE "it""s" SET "found" = '9' WHERE id = 1""",
    )
    assert ask('SELECT "found__next" FROM "it""s" ORDER BY id') == [
        (9,), (8,), (None,), (5,), (6,),
    ]  # fmt: skip


def test_a_cast_that_cant_fail_is_not_guarded(ask: Asking) -> None:
    debt = Debt("alter-type", "app.t", "a", new="bigint")
    one = beside_of(debt.act)
    assert one is not None
    made = list(from_old(debt, one, careful=False))
    assert "EXCEPTION" not in made[0]
    ask("CREATE SCHEMA app", "CREATE TABLE app.t (a int, a__next bigint)", *made)
    assert ask("INSERT INTO app.t VALUES (3) RETURNING a__next") == [(3,)]


def test_the_column_that_a_release_knows_is_the_one_that_counts(ask: Asking) -> None:
    one = beside_of(Debt("rename-column", "t", "old", new="new").act)
    assert one is not None
    ask(
        "CREATE TABLE t (id int, old json DEFAULT '0' NOT NULL, new json)",
        *both_ways(one, "::text"),
        "INSERT INTO t (id, old) VALUES (1, '1'), (2, '2')",
        "INSERT INTO t (id, new) VALUES (3, '3'), (4, '4')",
        "INSERT INTO t (id) VALUES (5)",
        "UPDATE t SET old = '11' WHERE id = 1",
        "UPDATE t SET new = '33' WHERE id = 3",
        "UPDATE t SET id = 6 WHERE id = 5",
    )
    assert ask("SELECT id, old::text, new::text FROM t ORDER BY id") == [
        (1, "11", "11"), (2, "2", "2"), (3, "33", "33"), (4, "4", "4"), (6, "0", "0"),
    ]  # fmt: skip
