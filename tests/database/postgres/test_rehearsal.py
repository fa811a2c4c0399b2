"""What PostgreSQL measures of a migration: failures, losses, locks, rewrites, scans, what went
along."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.made_histories import journal
from database.made_histories import steps
from database.postgres.messages import heard
from forge_migrations.config import Policy
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.open import prelude_of
from forge_migrations.database.postgres import server
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.database.reverse import undo
from forge_migrations.database.tracing import Traced
from forge_migrations.drizzle.project import Project

PROJECT = Project("drizzle.config.ts", "", "postgresql", (), "drizzle")
SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"], timeout=3)
BASE = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
--> statement-breakpoint
CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, code varchar(20), mood mood,
  born date, big bigint, tags text[], role text CHECK (role IN ('admin', 'member')));
--> statement-breakpoint
CREATE TABLE posts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id integer NOT NULL REFERENCES users ON DELETE CASCADE, body jsonb NOT NULL);
--> statement-breakpoint
CREATE VIEW names AS SELECT name FROM users;
"""
SUPABASE = """
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles TO authenticated USING (auth.uid() = id);
CREATE POLICY files ON storage.objects TO anon USING (bucket_id = 'public');
GRANT SELECT ON profiles TO anon, service_role;
"""
NEON = """
CREATE TABLE todos (id serial PRIMARY KEY, user_id text DEFAULT (auth.user_id()),
  owner text REFERENCES neon_auth.users_sync (id));
CREATE POLICY own ON todos TO authenticated USING (auth.user_id() = user_id);
"""
Run = Callable[..., Rehearsal]


@pytest.fixture
def run(postgres: Postgres) -> Iterator[Run]:
    binaries = find_binaries()
    assert binaries is not None

    def rehearsed(sql: str, base: str = BASE, more: str = "", fresh: bool = False) -> Rehearsal:
        files = {"0000_base": base, "0001_new": sql} | ({"0002_more": more} if more else {})
        after = steps(journal(files))
        arena = PostgresArena(binaries, after, postgres)
        return rehearse(arena, after[:1], after, SETTING, fresh=fresh)

    yield rehearsed


def one(found: Rehearsal) -> Traced:
    assert found.failure is None, found.failure
    assert len(found.statements) == 1
    return found.statements[0]


def test_every_table_gets_rows_that_satisfy_its_constraints(run: Run) -> None:
    found = run("SELECT 1")
    assert found.filled == {"posts": 4, "users": 4}
    assert found.unfilled == {}
    assert found.history_failure is None


@pytest.mark.parametrize(
    ("sql", "losses"),
    [
        ("DROP TABLE posts", ['drops table "posts" with its 4 rows']),
        (
            "ALTER TABLE users DROP COLUMN born",
            ['drops column "born" of table "users", which held 3 values'],
        ),
        (
            "ALTER TABLE users DROP COLUMN born, ADD COLUMN born date",
            ['drops column "born" of table "users", which held 3 values'],
        ),
        ("TRUNCATE posts", ['deletes 4 of 4 rows of table "posts"']),
        ("DO $$ BEGIN DELETE FROM posts; END $$", ['deletes 4 of 4 rows of table "posts"']),
        (
            "DO $$ BEGIN EXECUTE 'ALTER TABLE users DROP ' || 'COLUMN code'; END $$",
            ['drops column "code" of table "users", which held 3 values'],
        ),
        (
            "DROP TYPE mood CASCADE",
            ['drops column "mood" of table "users", which held 3 values'],
        ),
        (
            "ALTER TABLE users ALTER COLUMN code TYPE varchar(3) USING code::varchar(3)",
            ['changes 2 of 3 values of column "code" of table "users"'],
        ),
    ],
)
def test_what_is_lost_is_named_with_its_count(run: Run, sql: str, losses: list[str]) -> None:
    found = run(sql)
    told = [str(blamed.loss) for blamed in found.lost]
    assert [each.split(":")[0] for each in told] == losses
    assert all(blamed.statement.sql == sql for blamed in found.lost)


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE users RENAME TO people",
        "ALTER TABLE users RENAME COLUMN code TO kode",
        "ALTER TABLE users ALTER COLUMN code TYPE text",
        "ALTER TABLE posts ALTER COLUMN body TYPE json USING body::json",
        "ALTER TABLE users ALTER COLUMN born TYPE timestamp",
        "ALTER TABLE users ALTER COLUMN mood TYPE text",
        "CREATE TABLE t (id int); INSERT INTO t VALUES (1); DROP TABLE t",
        "UPDATE users SET code = 'x' WHERE code IS NULL",
    ],
)
def test_nothing_is_lost_where_nothing_is_lost(run: Run, sql: str) -> None:
    found = run(sql)
    assert found.failure is None
    assert [str(blamed.loss) for blamed in found.lost] == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("ALTER TABLE users ADD COLUMN age integer NOT NULL", "23502"),
        ("ALTER TABLE users ALTER COLUMN code SET NOT NULL", "23502"),
        ("CREATE UNIQUE INDEX u ON users (code)", "23505"),
        ("ALTER TABLE users ALTER COLUMN code TYPE varchar(2)", "22001"),
        ("ALTER TABLE users ALTER COLUMN big TYPE integer", "22003"),
    ],
)
def test_what_fails_on_rows_alone_is_told_apart(run: Run, sql: str, code: str) -> None:
    found = run(sql, fresh=True)
    assert found.failure is not None
    assert (found.failure.code, found.needs_rows) == (code, True)
    assert found.fresh_failure is None


def test_a_column_s_type_that_cannot_be_cast_fails_without_rows_too(run: Run) -> None:
    found = run("SELECT 1;\nALTER TABLE users ALTER COLUMN name SET DATA TYPE integer;", fresh=True)
    assert found.failure is not None
    assert (found.failure.code, found.failure.line, found.needs_rows) == ("42804", 2, False)
    assert "USING" in found.failure.hint


def test_all_pending_migrations_share_one_transaction(run: Run) -> None:
    add = "ALTER TYPE mood ADD VALUE 'glad'"
    use = "ALTER TABLE users ALTER COLUMN mood SET DEFAULT 'glad'"
    found = run(add, more=use)
    assert found.failure is not None
    assert (found.failure.code, found.failure.step.tag) == ("55P04", "0002_more")
    index = run("CREATE INDEX CONCURRENTLY i ON users (name)")
    assert index.failure is not None
    assert index.failure.code == "25001"


@pytest.mark.parametrize(
    ("sql", "lock", "work"),
    [
        ("ALTER TABLE users ADD COLUMN age integer", "ACCESS EXCLUSIVE", ()),
        (
            "ALTER TABLE users ADD COLUMN t uuid DEFAULT gen_random_uuid()",
            "ACCESS EXCLUSIVE",
            ('rewrites table "users"', 'builds index "users_pkey"', 'scans table "users"'),
        ),
        (
            "CREATE INDEX i ON users (name)",
            "SHARE",
            ('builds index "i"', 'scans table "users"'),
        ),
        (
            "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0)",
            "ACCESS EXCLUSIVE",
            ('scans table "users"',),
        ),
        (
            "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) NOT VALID",
            "ACCESS EXCLUSIVE",
            (),
        ),
        ("ALTER TABLE users ALTER COLUMN code TYPE varchar(30)", "ACCESS EXCLUSIVE", ()),
        ("CREATE TABLE t (u integer REFERENCES users)", "SHARE ROW EXCLUSIVE", ()),
    ],
)
def test_locks_and_work_are_the_server_s_own_words(
    run: Run, sql: str, lock: str, work: tuple[str, ...]
) -> None:
    statement = one(run(sql))
    assert [(each.table, each.mode) for each in statement.locks] == [("users", lock)]
    assert set(statement.work) == set(work)


def test_a_dropped_table_s_lock_keeps_its_name(run: Run) -> None:
    statement = one(run("DROP TABLE posts"))
    assert ("posts", "ACCESS EXCLUSIVE") in [(each.table, each.mode) for each in statement.locks]


def test_what_cascade_takes_is_named(run: Run) -> None:
    found = run("DROP TABLE users CASCADE")
    taken = {(each.destroyed.kind, each.destroyed.name) for each in found.taken}
    assert ("view", "public.names") in taken
    assert ("table constraint", "posts_user_id_fkey on public.posts") in taken


@pytest.mark.parametrize(
    "sql",
    [
        "COPY users TO PROGRAM 'touch /tmp/forge-was-here'",
        "COPY users FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "CREATE FUNCTION f() RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'abs' LANGUAGE c",
        "ALTER SYSTEM SET shared_preload_libraries = 'x'",
        "GRANT pg_execute_server_program TO postgres",
        "CREATE ROLE boss SUPERUSER LOGIN",
        "LOAD 'auto_explain'",
        "DROP DATABASE template1",
        "DROP DATABASE history WITH (FORCE)",
    ],
)
def test_a_migration_reaches_nothing_outside_its_database(
    run: Run, postgres: Postgres, sql: str
) -> None:
    found = run(sql)
    assert found.failure is not None or found.left_out or sql.startswith("CREATE ROLE")
    with postgres.engine("template1", admin=True).connect() as admin:
        supers = admin.exec_driver_sql("SELECT rolname FROM pg_roles WHERE rolsuper").all()
    assert [row[0] for row in supers] == ["forge_admin"]


def test_a_statement_that_never_ends_is_ended(run: Run) -> None:
    found = run("SET statement_timeout = 0; SELECT pg_sleep(60)")
    assert found.failure is not None
    assert found.failure.message == "the statement ran too long and was ended"


def test_an_extension_that_is_missing_is_left_out_with_what_needs_it(run: Run) -> None:
    found = run(
        "CREATE EXTENSION IF NOT EXISTS nowhere_to_be_had;\n"
        "CREATE TABLE e (v nowhere_to_be_had(3));\n"
        "CREATE INDEX i ON e (v);\n"
        "ALTER TABLE users ADD COLUMN age integer;"
    )
    assert found.failure is None
    assert [f"{each.path}:{each.line}" for each in found.left_out] == [
        "drizzle/0001_new.sql:1",
        "drizzle/0001_new.sql:2",
        "drizzle/0001_new.sql:3",
    ]


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("supabase", SUPABASE),
        ("neon", NEON),
    ],
)
def test_a_prelude_stands_in_for_the_platform(postgres: Postgres, name: str, sql: str) -> None:
    binaries = find_binaries()
    assert binaries is not None
    made = journal({"0000_base": sql, "0001_new": "SELECT 1"})
    arena = PostgresArena(binaries, steps(made), postgres)
    prelude = prelude_of(Policy({"prelude": [name]}), made[1], PROJECT)
    found = rehearse(arena, steps(made)[:1], steps(made), SETTING._replace(prelude=prelude))
    assert (found.history_failure, found.failure, found.fresh_failure) == (None, None, None)
    assert found.left_out == ()
    assert found.filled[{"supabase": "profiles", "neon": "todos"}[name]] >= 3
    assert found.structure is not None
    assert all("auth" not in thing.table for thing in found.structure)


def test_an_index_of_a_new_table_is_no_work(run: Run) -> None:
    found = run("CREATE TABLE t (id serial PRIMARY KEY); CREATE INDEX i ON t (id);")
    assert [statement.work for statement in found.statements] == [(), ()]


def test_the_triggers_inside_a_foreign_key_are_not_told(run: Run) -> None:
    statement = one(run("ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey"))
    assert [each.kind for each in statement.destroyed] == ["table constraint"]


def test_every_value_of_an_enum_has_a_row(run: Run) -> None:
    base = "CREATE TYPE m AS ENUM ('a', 'b', 'c', 'd', 'e'); CREATE TABLE t (id serial, m m);"
    new = (
        "ALTER TABLE t ALTER m TYPE text; DROP TYPE m; CREATE TYPE m AS ENUM ('a', 'b', 'c', 'e');"
        "ALTER TABLE t ALTER m TYPE m USING m::m"
    )
    found = run(new, base=base)
    assert found.filled == {"t": 7}
    assert found.failure is not None
    assert found.failure.code == "22P02"


def test_an_empty_database_is_kept_with_the_history(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binaries = find_binaries()
    assert binaries is not None
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path))
    after = steps(journal({"0000_base": BASE, "0001_new": "SELECT 1"}))
    made: list[str] = []
    create = Postgres.create

    def noted(self: Postgres, database: str) -> None:
        made.append(database)
        create(self, database)

    monkeypatch.setattr(Postgres, "create", noted)
    for expected in (["history", "fresh"], []):
        made.clear()
        arena = PostgresArena(binaries, after)
        try:
            found = rehearse(arena, after[:1], after, SETTING)
        finally:
            arena.close()
        assert found.failure is None
        assert found.structure == found.upgraded
        assert made == expected


def test_what_is_missing_is_missing_after_a_kept_history_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binaries = find_binaries()
    assert binaries is not None
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path))
    new = (
        "CREATE EXTENSION nowhere_to_be_found;--> statement-breakpoint\nALTER TABLE users ADD w int"
    )
    after = steps(journal({"0000_base": BASE, "0001_new": new}))
    for _ in range(2):
        arena = PostgresArena(binaries, after)
        try:
            found = rehearse(arena, after[:1], after, SETTING)
        finally:
            arena.close()
        assert (found.history_failure, found.failure, found.fresh_failure) == (None, None, None)
        assert [left.reason for left in found.left_out] == [
            'extension "nowhere_to_be_found" is not on this server'
        ]


@pytest.mark.parametrize("tables", [3, 40])
def test_a_kept_history_is_rehearsed_in_a_few_messages_whatever_its_tables(
    tables: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = "\n".join(f"CREATE TABLE t{n} (id serial PRIMARY KEY, a text);" for n in range(tables))
    after = steps(journal({"0000_base": base, "0001_new": "ALTER TABLE t1 ADD COLUMN b text"}))
    binaries = find_binaries()
    assert binaries is not None
    sent = heard(monkeypatch)
    for _ in range(2):
        sent.clear()
        arena = PostgresArena(binaries, after)
        try:
            found = rehearse(arena, after[:1], after, SETTING)
            assert found.held is not None
            undone = undo(
                arena,
                "history",
                ["ALTER TABLE t1 DROP COLUMN b"],
                found.earlier or {},
                SETTING,
                found.held,
            )
        finally:
            arena.close()
        assert undone.possible
        assert found.structure is not None
    assert len(sent) < 30


def test_a_binary_is_asked_for_its_version_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "bin"
    folder.mkdir()
    asked = tmp_path / "asked"
    for name, number in (("initdb", "1"), ("postgres", "17.2"), ("postgres", "18.0")):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(
            f"#!/bin/sh\necho >> {asked}\necho 'postgres (PostgreSQL) {number}'\n"
        )
        (folder / name).chmod(0o755)
        if name == "initdb":
            continue
        asked.write_text("")
        for _ in range(2):
            server._version_of.cache_clear()
            found = server._binaries_in(str(folder))
            assert found is not None
            assert found.version == number
        assert asked.read_text() == "\n"


def test_what_watches_drops_is_kept_with_the_history_and_nothing_is_dropped_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Of this run alone: no other one has kept it.
    files = {
        "0000_base": f"CREATE TABLE watched (id int) -- {tmp_path}",
        "0001_new": "DROP TABLE watched",
    }
    after = steps(journal(files))
    binaries = find_binaries()
    assert binaries is not None
    dropped: list[str] = []
    drop = Postgres.drop

    def counted(self: Postgres, database: str) -> None:
        dropped.append(database)
        drop(self, database)

    monkeypatch.setattr(Postgres, "drop", counted)
    for known in (False, True):
        arena = PostgresArena(binaries, after)
        try:
            found = rehearse(arena, after[:1], after, SETTING)
            running = arena._server()
            assert isinstance(running, Postgres)
            assert running.from_template is known
            assert [each.destroyed for each in found.taken] == []
            destroyed = [each.name for each in one(found).destroyed]
            assert destroyed == ["public.watched"]
            assert dropped == []
            # Another one of the name: what was there is gone, and it is watched again.
            if not known:
                again = rehearse(arena, after[:1], after, SETTING)
                assert [each.name for each in one(again).destroyed] == destroyed
                assert again.structure == {}
                assert set(dropped) == {"history", "fresh"}
        finally:
            arena.close()
        dropped.clear()
