"""What a scratch database has before the first migration, and whose it is."""

from __future__ import annotations

import pytest

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.given import platform
from forge_migrations.database.given import platform_schemas
from forge_migrations.database.given import schemas_of
from forge_migrations.database.given import start_step
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.database.sqlite.arena import SqliteArena
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import step_of
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import Undecided

SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"], timeout=5)
LITE = Setting(Ledger("sqlite"), STRICTEST["sqlite"])
BREAK = "\n--> statement-breakpoint\n"


def start(*statements: str) -> Step:
    return step_of(
        "0000_pulled",
        "d/meta/0000_snapshot.json",
        "",
        BREAK.join(statements).encode(),
        None,
        "postgres",
    )


def rehearsed(postgres: Postgres, setting: Setting, *sqls: str, before: int = 0) -> Rehearsal:
    binaries = find_binaries()
    assert binaries is not None
    after = steps(journal({f"{at:04}_m": sql for at, sql in enumerate(sqls)}))
    arena = PostgresArena(binaries, after, postgres)
    return rehearse(arena, after[:before], after, setting)


OLD = """
CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN mail AS text;
CREATE SCHEMA app; CREATE TABLE app.u (id serial PRIMARY KEY, name mail);
CREATE VIEW app.names AS SELECT name FROM app.u;
CREATE SEQUENCE app.numbers; CREATE FUNCTION app.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
"""


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE app.u ADD COLUMN vat text;",
        "ALTER TYPE mood ADD VALUE 'fine';",
        "ALTER DOMAIN mail ADD CHECK (VALUE LIKE '%@%') NOT VALID;",
        "DROP VIEW app.names;",
        "ALTER SEQUENCE app.numbers INCREMENT BY 2;",
        "CREATE OR REPLACE FUNCTION app.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n';",
        "CREATE TABLE app.v (id int);",
    ],
)
def test_what_a_prelude_makes_belongs_to_the_role_that_migrates(
    postgres: Postgres, sql: str
) -> None:
    found = rehearsed(postgres, SETTING._replace(prelude=(OLD,)), sql)
    assert (found.failure, found.fresh_failure) == (None, None)


def test_what_a_platform_makes_stays_the_platforms(postgres: Postgres) -> None:
    supabase = platform("supabase")
    assert platform_schemas((supabase, OLD)) < schemas_of((supabase, OLD))
    setting = SETTING._replace(prelude=(supabase, OLD))
    found = rehearsed(postgres, setting, "ALTER TABLE auth.identities ADD COLUMN x int;")
    assert found.failure is not None
    assert "must be owner" in found.failure.message


def test_a_start_is_there_before_the_history_and_the_roles_own(postgres: Postgres) -> None:
    made = start(
        "CREATE TABLE c (id int REFERENCES b (id))", "CREATE TABLE b (id serial PRIMARY KEY)"
    )
    found = rehearsed(postgres, SETTING._replace(start=made), "ALTER TABLE b ADD COLUMN x int;")
    assert (found.failure, found.fresh_failure) == (None, None)
    assert found.filled["b"] > 0


def test_what_a_prelude_has_made_of_a_start_stays(postgres: Postgres) -> None:
    setting = SETTING._replace(prelude=("CREATE TABLE b (id int, y int);",))
    setting = setting._replace(start=start("CREATE TABLE b (id int)"))
    assert rehearsed(postgres, setting, "ALTER TABLE b DROP COLUMN y;").failure is None


def test_a_start_that_cannot_be_made_is_undecided() -> None:
    arena = SqliteArena()
    with pytest.raises(Undecided, match="what was there before the first"):
        arena.empty(LITE._replace(start=start("CREATE TABLE a (x nonsense(")))
    arena.close()


DUMP = (
    "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.u (id serial"
    " PRIMARY KEY);"
)


def test_what_was_deployed_by_itself_left_its_search_path_to_nobody(postgres: Postgres) -> None:
    adds, again = "ALTER TABLE u ADD COLUMN x int;", "ALTER TABLE u ADD COLUMN y int;"
    found = rehearsed(postgres, SETTING, DUMP, adds, again, before=2)
    assert (found.history_failure, found.failure) == (None, None)
    assert found.fresh_failure is not None, "on a new database all of it is one session"
    assert found.fresh_failure.step.tag == "0001_m"


@pytest.mark.parametrize(
    ("package", "rows"),
    [("better-sqlite3", None), ("@libsql/client", None), ("sql.js", "vat"), ("@types/bun", "vat")],
)
def test_a_name_in_double_quotes_is_a_string_where_the_driver_takes_it_so(
    package: str, rows: str | None
) -> None:
    project = Project("drizzle.config.ts", "", "sqlite", (), "d", packages=(package,))
    setting = LITE._replace(driver=driver_of(project))
    after = steps(
        journal({"0000_a": "CREATE TABLE a (x text);", "0001_b": 'INSERT INTO a SELECT "vat";'})
    )
    arena = SqliteArena()
    found = rehearse(arena, after[:1], after, setting)
    assert (found.failure is None) == (rows is not None)
    arena.close()


def test_a_start_gets_the_extensions_that_no_snapshot_names(postgres: Postgres) -> None:
    made = start_step("0000_p", "d/meta/0000_snapshot.json",
                      ["CREATE TABLE b (id uuid PRIMARY KEY DEFAULT uuid_generate_v4())"], "postgresql")  # fmt: skip
    binaries = find_binaries()
    assert binaries is not None
    after = steps(journal({"0000_a": "ALTER TABLE b ADD COLUMN x int;"}))
    arena = PostgresArena(binaries, (made, *after), postgres)
    found = rehearse(arena, (), after, SETTING._replace(start=made))
    assert (found.failure, found.fresh_failure) == (None, None)
