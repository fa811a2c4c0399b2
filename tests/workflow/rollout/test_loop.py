"""A migration is rolled out step by step, by drizzle-orm's own migrator, while the released code and the
new code read and write: no query fails, no row is lost, and the structure ends where the migration led.
Without `soften` the same loop fails where the hook said it would.

`make demo-rollout` shows it.
"""

from __future__ import annotations

import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pytest

from database.real_migrators import DRIVERS
from database.real_migrators import Said
from forge_migrations.cli import main
from forge_migrations.database.mysql.structure import read_structure as of_mysql
from forge_migrations.database.postgres.structure import read_structure as of_postgres
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.structure import read_structure as of_sqlite
from forge_migrations.database.structure import differences
from kits import KIT_1
from kits import KIT_31
from kits import installed
from kits import link_node_modules
from repositories import Repo
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile
from workflow.rollout.clients import Client
from workflow.rollout.clients import Told

CONFIG = 'export default { dialect: "DIALECT", schema: "./schema.js", out: "./drizzle" };\n'


class Play(NamedTuple):
    """What is rolled out on an engine."""

    old: str
    """The released schema."""
    new: str
    rules: tuple[str, ...]
    """What the hook refuses in the migration between them."""
    breaks: tuple[str, ...]
    """Words of what fails without `soften`."""
    fill: tuple[str, ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    """What a person writes into the migration: old text, new text."""
    renames: tuple[str, ...] = ()
    soften: tuple[str, ...] = ()
    """Options of `soften`."""
    wrong: str = ""
    """A query for the rows that ended with other values than were meant."""


POSTGRES = Play(
    """
const { pgTable, serial, text, integer } = require("drizzle-orm/pg-core");
exports.teams = pgTable("teams", { id: serial("id").primaryKey() });
exports.users = pgTable("users", {
  id: serial("id").primaryKey(), mark: text("mark").notNull(),
  name: text("name"), email: text("email").notNull(), team: integer("team"),
});
exports.notes = pgTable("notes", { id: serial("id").primaryKey(), mark: text("mark").notNull() });
""",
    """
const { pgTable, serial, text, integer, check } = require("drizzle-orm/pg-core");
const { sql } = require("drizzle-orm");
const teams = exports.teams = pgTable("teams", { id: serial("id").primaryKey() });
exports.users = pgTable("users", {
  id: serial("id").primaryKey(), mark: text("mark").notNull(),
  name: text("name").notNull(), plan: text("plan").notNull(),
  team: integer("team").references(() => teams.id),
}, (t) => [check("has_mark", sql`${t.mark} <> ''`)]);
""",
    ("add-required-column", "drop-column", "drop-table", "set-not-null"),
    ("contains null values",),
    ("users.name='unknown'", "users.plan='free'"),
)
POSTGRES_DROPS = Play(
    POSTGRES.old,
    POSTGRES.old.replace('email: text("email").notNull(), ', "").replace(
        POSTGRES.old[POSTGRES.old.index("exports.notes") :], ""
    ),
    ("drop-column", "drop-table"),
    ('column "email"', 'relation "notes" does not exist'),
)
TYPES_OLD = """
const { pgTable, serial, text, integer, bigint, index, pgEnum } = require("drizzle-orm/pg-core");
exports.users = pgTable("users", {
  id: serial("id").primaryKey(), mark: text("mark").notNull().unique(),
  age: integer("age").notNull().default(7), code: text("code").notNull(),
}, (t) => [index("by_age").on(t.age, t.mark)]);
"""
TYPES = Play(
    TYPES_OLD,
    TYPES_OLD.replace('integer("age")', 'bigint("age", { mode: "number" })').replace(
        'text("code")', 'integer("code")'
    ),
    ("change-column-type", "lossy-cast", "narrow-type"),
    ('invalid input syntax for type integer: "c12"',),
    edits=(("TYPE integer", "TYPE integer USING substring(\"code\" from '[0-9]+')::integer"),),
    wrong="SELECT mark FROM users WHERE age <> 7 OR code <> 12",
)
ENUMS_OLD = """
const { pgTable, serial, text, pgEnum } = require("drizzle-orm/pg-core");
const mood = exports.mood = pgEnum("mood", ["ok", "sad"]);
exports.users = pgTable("users", {
  id: serial("id").primaryKey(), mark: text("mark").notNull(), mood: mood("mood").notNull().default("sad"),
});
"""
ENUMS = Play(
    ENUMS_OLD,
    ENUMS_OLD.replace('"ok", "sad"', '"ok"').replace('default("sad")', 'default("ok")'),
    ("change-column-type", "remove-enum-value"),
    ('invalid input value for enum mood: "sad"',),
    ("mood.sad='ok'",),
    wrong="SELECT mark FROM users WHERE mood <> 'ok'",
)
NAMES_OLD = """
const { pgTable, serial, text, integer } = require("drizzle-orm/pg-core");
exports.users = pgTable("users", {
  id: serial("id").primaryKey(), mark: text("mark").notNull(), name: text("name").notNull(), age: integer("age"),
});
"""
NAMES = Play(
    NAMES_OLD,
    NAMES_OLD.replace('text("name")', 'text("called")').replace(
        'integer("age")', 'integer("years")'
    ),
    ("rename-column",),
    ('column "name"',),
    renames=("users.name=users.called", "users.age=users.years"),
    soften=("--expand",),
    wrong="SELECT mark FROM users WHERE called NOT IN ('n', 'm') OR years <> 7",
)
SQLITE_OLD = """
const { sqliteTable, integer, text } = require("drizzle-orm/sqlite-core");
exports.users = sqliteTable("users", {
  id: integer("id").primaryKey({ autoIncrement: true }), mark: text("mark").notNull(),
  name: text("name"), email: text("email").notNull(),
});
exports.notes = sqliteTable("notes", { id: integer("id").primaryKey(), mark: text("mark").notNull() });
"""
SQLITE = Play(
    SQLITE_OLD,
    SQLITE_OLD.replace(', email: text("email").notNull()', "").replace(
        SQLITE_OLD[SQLITE_OLD.index("exports.notes") :], ""
    ),
    ("drop-column", "drop-table"),
    ("no column named email", "no such table: notes"),
)
SQLITE_REBUILT = Play(
    """
const { sqliteTable, integer, text, check } = require("drizzle-orm/sqlite-core");
const { sql } = require("drizzle-orm");
exports.users = sqliteTable("users", {
  id: integer("id").primaryKey({ autoIncrement: true }), mark: text("mark").notNull(),
  name: text("name"), email: text("email").notNull(), nick: text("nick"),
}, (t) => [check("has_email", sql`${t.email} <> ''`)]);
exports.notes = sqliteTable("notes", {
  id: integer("id").primaryKey(), mark: text("mark").notNull(),
  owner: integer("owner").references(() => exports.users.id, { onDelete: "cascade" }),
});
""",
    """
const { sqliteTable, integer, text } = require("drizzle-orm/sqlite-core");
exports.users = sqliteTable("users", {
  id: integer("id").primaryKey({ autoIncrement: true }), mark: text("mark").notNull(),
  name: text("name").notNull(), nick: text("nick"),
});
exports.notes = sqliteTable("notes", {
  id: integer("id").primaryKey(), mark: text("mark").notNull(),
  owner: integer("owner").references(() => exports.users.id, { onDelete: "cascade" }),
});
""",
    ("rebuild-deletes-children", "rebuild-drops-column", "rebuild-fails"),
    (),
    ("users.name='unknown'",),
)
"""What drizzle-kit writes as a rebuild of a table with children."""
SQLITE_REBUILT_1 = SQLITE_REBUILT._replace(
    rules=("add-required-column", *SQLITE_REBUILT.rules),
    new=SQLITE_REBUILT.new.replace("nick:", 'plan: text("plan").notNull(), nick:'),
    fill=(*SQLITE_REBUILT.fill, "users.plan='free'"),
)
"""0.31 copies a column that comes from the old table, where it isn't."""
MYSQL_OLD = """
const { mysqlTable, int, varchar, mysqlEnum, index } = require("drizzle-orm/mysql-core");
exports.teams = mysqlTable("teams", { id: int("id").autoincrement().primaryKey() });
exports.users = mysqlTable("users", {
  id: int("id").autoincrement().primaryKey(), mark: varchar("mark", { length: 99 }).notNull(),
  name: varchar("name", { length: 40 }), email: varchar("email", { length: 99 }).notNull().unique(),
  role: mysqlEnum("role", ["a", "b"]).notNull(), nick: varchar("nick", { length: 9 }),
  team: int("team").references(() => exports.teams.id),
}, (t) => [index("by_nick").on(t.nick, t.mark)]);
exports.notes = mysqlTable("notes", {
  id: int("id").autoincrement().primaryKey(), mark: varchar("mark", { length: 99 }).notNull(),
  team: int("team").references(() => exports.teams.id),
});
"""
MYSQL = Play(
    MYSQL_OLD,
    """
const { mysqlTable, int, varchar, mysqlEnum, timestamp } = require("drizzle-orm/mysql-core");
exports.teams = mysqlTable("teams", { id: int("id").autoincrement().primaryKey() });
exports.users = mysqlTable("users", {
  id: int("id").autoincrement().primaryKey(), mark: varchar("mark", { length: 99 }).notNull(),
  name: varchar("name", { length: 40 }).notNull(), plan: varchar("plan", { length: 9 }).notNull(),
  kind: mysqlEnum("kind", ["x", "y"]).notNull(), at: timestamp("at").notNull(),
});
""",
    ("add-required-column", "drop-column", "drop-table", "implicit-default", "set-not-null"),
    ("Invalid use of NULL value", "Data truncated", "Incorrect"),
    ("users.name='unknown'", "users.plan='free'", "users.kind='y'", "users.at=now()"),
)
MYSQL_DROPS = Play(
    MYSQL_OLD,
    """
const { mysqlTable, int, varchar } = require("drizzle-orm/mysql-core");
exports.teams = mysqlTable("teams", { id: int("id").autoincrement().primaryKey() });
exports.users = mysqlTable("users", {
  id: int("id").autoincrement().primaryKey(), mark: varchar("mark", { length: 99 }).notNull(),
  name: varchar("name", { length: 40 }),
});
""",
    ("drop-column", "drop-table"),
    ("Unknown column 'email'", "notes' doesn't exist"),
)


class App:
    """A project and its database."""

    def __init__(self, repo: Repo, database: Any, play: Play, generation: str = "0.45") -> None:
        self.repo, self.database, self.play = repo, database, play
        self.generation = generation
        kit = installed(*(KIT_1 if generation == "1.0" else KIT_31), *DRIVERS)
        self.kind = {"postgresql": "pg", "mysql": "mysql"}.get(database.dialect, "libsql")
        link_node_modules(kit, repo.path)
        repo.write(
            {
                ".gitignore": "node_modules\nclient.mjs\nold.js\n",
                "package.json": "{}",
                "drizzle.config.ts": CONFIG.replace("DIALECT", database.dialect),
                "schema.js": play.old,
                "old.js": play.old,
            }
        )
        self.generate("first")
        repo.commit()
        self.wrote: list[str] = []
        self.noted: list[str] = []

    def generate(self, name: str) -> None:
        command = [
            str(self.repo.path / "node_modules/.bin/drizzle-kit"),
            "generate",
            f"--name={name}",
        ]
        subprocess.run(command, cwd=self.repo.path, check=True, capture_output=True)
        if self.generation == "1.0":
            time.sleep(1.1)  # it names a folder by the second

    def change(self) -> None:
        """The new schema, and its migration on a branch."""
        self.repo.git("checkout", "-q", "-b", "change")
        self.repo.write({"schema.js": self.play.new})
        # drizzle-kit asks whether a new column is an old one renamed.
        named = [word for each in self.play.renames for word in ("--rename", each)]
        assert main(["generate", "--name", "change", *(named or ["--create", "*"])]) == 0
        path = self.repo.path / "drizzle" / f"{self.tags()[-1]}.sql"
        for old, new in self.play.edits:
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new))
        self.repo.git("add", "-A")

    def release(self) -> None:
        """What is staged becomes the default branch."""
        self.repo.commit()
        branch = self.repo.git("branch", "--show-current")
        self.repo.git("checkout", "-q", "main")
        self.repo.git("merge", "-q", "--ff-only", branch)
        self.repo.git("checkout", "-q", "-b", f"after-{branch}")

    def migrate(self) -> Said:
        """By drizzle-orm's own migrator; on SQLite it waits while a release is just writing."""
        said: Said = self.database.theirs(self.generation, self.repo.path / "drizzle")
        return said

    def start(self, schema: str, release: str) -> Client:
        target = str(getattr(self.database, "path", ""))
        if self.kind == "pg":
            at = {"host": self.database.host, "port": 5432, "user": "postgres"}
            target = json.dumps({**at, "database": self.database.name})
        if self.kind == "mysql":
            target = json.dumps(self.database.target)
        return Client(self.repo.path, self.kind, target, schema, release)

    def stop(self, client: Client) -> Told:
        told = client.stop()
        self.wrote += told.marks
        self.noted += told.noted
        return told

    def tags(self) -> list[str]:
        """Of its migrations, in order."""
        folder = self.repo.path / "drizzle"
        files = [each.stem for each in folder.glob("*.sql")]
        return sorted([*files, *(each.parent.name for each in folder.glob("*/migration.sql"))])

    def structure(self, database: Any) -> Any:
        if self.kind == "libsql":
            connection = PlainConnection(str(database.path))
            try:
                return of_sqlite(connection, ("__drizzle_migrations",))
            finally:
                connection.close()
        with database.server.engine(database.name).connect() as connection:
            if self.kind == "mysql":
                return of_mysql(connection, "__drizzle_migrations")
            return of_postgres(connection, ("drizzle", "__drizzle_migrations"))


def databases(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Any]:
    """New, empty databases of an engine."""
    if engine == "sqlite":
        while True:
            path = folder / f"{uuid.uuid4().hex[:8]}.db"
            database = SqliteFile(path)
            database.ask("PRAGMA journal_mode = WAL")
            yield database
    server: Any = request.getfixturevalue("mysql" if engine == "mysql" else "postgres")
    while True:
        name = f"loop_{uuid.uuid4().hex[:10]}"
        server.create(name)
        yield (MysqlDatabase if engine == "mysql" else PostgresDatabase)(server, name)


def say(words: str) -> None:
    print(words, flush=True)


def told(name: str, one: Told) -> None:
    say(f"    {name}: {one.queries} queries, {sum(one.failures.values())} failed")
    for words, count in list(one.failures.items())[:3]:
        say(f"      {count} × {words}")


def refused(app: App, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The rules by which the hook refuses what is staged."""
    capsys.readouterr()
    main(["destructive-sql", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    return {one["rule"] for one in found if one["severity"] == "refuse"}


@pytest.mark.parametrize(
    ("engine", "generation", "play"),
    [
        ("postgresql", "0.45", POSTGRES_DROPS),
        ("postgresql", "0.45", TYPES),
        ("postgresql", "0.45", NAMES),
        ("mysql", "0.45", MYSQL_DROPS),
        ("sqlite", "0.45", SQLITE),
        ("postgresql", "1.0", POSTGRES_DROPS),
        ("sqlite", "1.0", SQLITE),
    ],
    ids=["postgresql", "types", "names", "mysql", "sqlite", "postgresql-1.0", "sqlite-1.0"],
)
def test_without_it_the_released_code_fails_where_it_was_said(
    repo: Repo,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: Any,
    engine: str,
    generation: str,
    play: Play,
) -> None:
    app = App(repo, next(databases(engine, request, tmp_path)), play, generation)
    assert app.migrate().ok
    app.change()
    rules = refused(app, capsys)
    assert rules == set(play.rules)
    with capsys.disabled():
        say(f"\n1. {engine}: a migration that takes away what the released code uses")
        say(f"    the hook refuses it: {', '.join(sorted(rules))}. Applied all the same:")
    client = app.start("old.js", "old")
    assert app.migrate().ok
    time.sleep(0.3)
    found = app.stop(client)
    with capsys.disabled():
        told("the old release", found)
    assert all(any(words in said for said in found.failures) for words in play.breaks)


@pytest.mark.parametrize(
    ("engine", "generation", "play"),
    [
        ("postgresql", "0.45", POSTGRES),
        ("postgresql", "0.45", TYPES),
        ("postgresql", "0.45", NAMES),
        ("postgresql", "0.45", ENUMS),
        ("mysql", "0.45", MYSQL),
        ("sqlite", "0.45", SQLITE),
        ("sqlite", "0.45", SQLITE_REBUILT),
        ("postgresql", "1.0", POSTGRES),
        ("sqlite", "1.0", SQLITE),
        ("sqlite", "1.0", SQLITE_REBUILT_1),
        ("mysql", "1.0", MYSQL),
    ],
    ids=[
        "postgresql",
        "types",
        "names",
        "enums",
        "mysql",
        "sqlite",
        "sqlite-rebuilt",
        "postgresql-1.0",
        "sqlite-1.0",
        "sqlite-1.0-rebuilt",
        "mysql-1.0",
    ],
)
def test_softened_it_is_rolled_out_without_a_failed_query(
    repo: Repo,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: Any,
    engine: str,
    generation: str,
    play: Play,
) -> None:
    new = databases(engine, request, tmp_path)
    app = App(repo, next(new), play, generation)
    assert app.migrate().ok
    app.change()
    tag = app.tags()[-1]
    assert refused(app, capsys) == set(play.rules)
    straight = app.database
    app.database = next(new)
    assert app.migrate().ok  # nothing is in it
    wanted, app.database = app.structure(app.database), straight
    assert main(["soften", tag, *play.soften, "--write"]) == 0
    said = capsys.readouterr().out
    with capsys.disabled():
        say(f"\n2. {engine}: a migration that breaks what runs, softened\n")
        say("    " + said.partition("\nWritten.")[0].replace("\n", "\n    "))
    app.repo.git("add", "-A")
    assert main([]) == 0
    failed: dict[str, int] = {}
    running = ("the old release", app.start("old.js", "old"))
    for deploy in range(1, 6):
        app.release()
        with capsys.disabled():
            say(f"\n  deploy {deploy}: {app.tags()[-1]}, by drizzle-orm's migrator")
        assert app.migrate().ok
        name = f"the release of deploy {deploy}"
        client = app.start("schema.js", f"new{deploy}")
        time.sleep(0.4)
        found = app.stop(running[1])
        with capsys.disabled():
            told(running[0], found)
        failed |= found.failures
        running = (name, client)
        capsys.readouterr()
        fill = [word for each in play.fill for word in ("--fill", each)] if deploy == 1 else []
        assert main(["contract", *fill, "--write"]) == 0
        if "nothing is owed" in capsys.readouterr().out:
            break
        app.repo.git("add", "-A")
        assert main([]) == 0
    found = app.stop(running[1])
    failed |= found.failures
    kept = {mark for (mark,) in app.database.ask("SELECT mark FROM users")}
    lost = set(app.wrote) - kept
    if "owner" in play.new:
        lost |= set(app.noted) - {mark for (mark,) in app.database.ask("SELECT mark FROM notes")}
    have = app.structure(app.database)
    with capsys.disabled():
        told(running[0], found)
        say(f"\n  {len(app.wrote)} rows written, {len(lost)} lost; nothing is owed")
    assert (failed, lost) == ({}, set())
    if play.wrong:
        assert app.database.ask(play.wrong) == []
    assert differences(have, wanted) == []


@pytest.mark.parametrize(
    ("engine", "play"),
    [("postgresql", POSTGRES), ("postgresql", ENUMS), ("mysql", MYSQL)],
    ids=["postgresql", "enums", "mysql"],
)
def test_the_same_at_once_fails_on_the_rows_that_are_there(
    repo: Repo, tmp_path: Path, request: pytest.FixtureRequest, engine: str, play: Play
) -> None:
    app = App(repo, next(databases(engine, request, tmp_path)), play)
    assert app.migrate().ok
    app.stop(app.start("old.js", "old"))
    app.change()
    said = app.migrate()
    assert not said.ok
    assert any(words in said.message for words in play.breaks)


def test_a_rebuild_as_it_is_generated_deletes_the_rows_of_children(
    repo: Repo, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    play = SQLITE_REBUILT._replace(new=SQLITE_REBUILT.new.replace('"name").notNull()', '"name")'))
    app = App(repo, next(databases("sqlite", request, tmp_path)), play)
    assert app.migrate().ok
    written = app.stop(app.start("old.js", "old"))
    app.change()
    assert app.migrate().ok
    assert written.noted
    assert app.database.ask("SELECT count(*) FROM notes") == [(0,)]
