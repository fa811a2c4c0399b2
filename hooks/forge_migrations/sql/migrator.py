"""How Drizzle's migrator runs the files, by driver: the one model that checks and scratch runs ask.

Sources: `migrator.js` and `session.js` of each driver in drizzle-orm 0.45.4 and 1.0.0-rc.5; what
better-sqlite3, libSQL, node-postgres and mysql2 do with several statements or with none was run.
"""

from __future__ import annotations

from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from forge_migrations.engines import Dialect


class Migrator(NamedTuple):
    """What a driver's migrator does to the SQL it is given."""

    driver: str
    """As people name it: `better-sqlite3`, `node-postgres`; empty when it isn't known."""
    transaction: bool = True
    """All pending files run in one transaction."""
    foreign_keys: bool = False
    """SQLite: the connection enforces foreign keys. Inside a transaction no PRAGMA changes that,
    so the DROP TABLE of a rebuild deletes the children's rows."""
    several: Literal["all", "first", "error"] = "all"
    """What becomes of several statements in one piece between breakpoints: `first` runs one and
    leaves the others out without a word."""
    blank: Literal["ok", "comment", "error"] = "ok"
    """Which pieces without a statement pass: all of them, those that hold a comment, or none."""
    strings: bool = False
    """SQLite: `"x"` is a string where no column is called so (https://www.sqlite.org/quirks.html#dblquote),
    unless the driver's build says `SQLITE_DQS=0`. Run: better-sqlite3 12 and libsql 0.5 say so, sql.js
    1.17 and Bun 1.4 don't. Read: expo-sqlite 57's `android/build.gradle` and podspec, op-sqlite 18's
    (without `performanceMode`) and Cloudflare's `build/BUILD.sqlite3` in workerd don't."""
    named: bool = True
    """The project names the driver, or each of those that it names runs the pieces alike."""

    @property
    def name(self) -> str:
        """For messages."""
        return self.driver or "the migrator"

    def told(self, breakpoints: bool) -> Migrator:
        """The same for a file that was generated without breakpoints: a team that wants that has told
        its connection to take several statements, which no file in the repository says."""
        return self if breakpoints else self._replace(named=False)

    @property
    def one_statement(self) -> bool:
        """A piece must hold one statement: the rest fails or is left out."""
        return self.several != "all"

    @property
    def silent_rest(self) -> bool:
        """The rest of a piece isn't run and nobody says so."""
        return self.several == "first"


_MODELS: dict[str, dict[str, Migrator]] = {
    "postgres": {
        each: Migrator(each)
        for each in ("neon", "postgres-js", "node-postgres", "pglite", "vercel-postgres")
    }
    | {
        "neon-http": Migrator("neon-http", transaction=False, several="error"),
        "aws-data-api": Migrator("aws-data-api", several="error"),
    },
    "mysql": {
        each: Migrator(each, transaction=False, several="error", blank="comment")
        for each in ("mysql2", "planetscale", "tidb")
    },
    "sqlite": {
        "better-sqlite3": Migrator("better-sqlite3", True, True, "error", "error"),
        # Its package is the runtime itself: of two statements it runs the first, and it refuses none.
        "bun-sqlite": Migrator("bun-sqlite", True, True, "first", "error", strings=True),
        "op-sqlite": Migrator("op-sqlite", True, True, "error", "error", strings=True),
        # client.migrate() switches foreign keys off before its transaction and on after it.
        "libsql": Migrator("libsql", True, False, "first", "error"),
        "turso": Migrator("turso", True, False, "first", "error"),
        "turso-database": Migrator("turso-database", True, True, "first", "error"),
        # A piece without a statement only passes where wrangler sends the whole file.
        # Both the HTTP API and wrangler take several statements:
        # https://developers.cloudflare.com/d1/platform/limits/ ("batching")
        "d1": Migrator("d1", True, True, strings=True),
        "durable-sqlite": Migrator("durable-sqlite", True, True, blank="error", strings=True),
        "expo": Migrator("expo", True, False, "first", "error", strings=True),
        "sql.js": Migrator("sql.js", True, False, "first", "error", strings=True),
    },
}
_MODELS["libsql"] = _MODELS["sqlite"]
_PACKAGES = {
    "postgres": {
        "postgres": "postgres-js",
        "pg": "node-postgres",
        "@neondatabase/serverless": "neon",
        "@vercel/postgres": "vercel-postgres",
        "@electric-sql/pglite": "pglite",
    },
    "mysql": {
        "mysql2": "mysql2",
        "@planetscale/database": "planetscale",
        "@tidbcloud/serverless": "tidb",
    },
    "sqlite": {
        "better-sqlite3": "better-sqlite3",
        "@libsql/client": "libsql",
        "@tursodatabase/database": "turso-database",
        "@cloudflare/workers-types": "d1",
        "wrangler": "d1",
        "expo-sqlite": "expo",
        "@op-engineering/op-sqlite": "op-sqlite",
        "sql.js": "sql.js",
        "bun:sqlite": "bun-sqlite",
    },
}
_PACKAGES["libsql"] = _PACKAGES["sqlite"]
_RUNTIMES = {"@types/bun": "bun-sqlite", "bun-types": "bun-sqlite"}
"""Packages that only say where the code runs: its own driver is meant where no other is named."""
_CONFIGURED = {"d1-http": "d1"}
"""Names in a config that aren't the driver's own."""
_WORST = {
    "postgres": Migrator("", named=False),
    "mysql": Migrator("", transaction=False, several="error", blank="comment", named=False),
    "sqlite": Migrator("", True, True, "error", "error", named=False),
    "libsql": _MODELS["libsql"]["libsql"],
}


def migrator_of(
    dialect: Dialect,
    driver: str = "",
    packages: Iterable[str] = (),
    transaction: bool | None = None,
) -> Migrator:
    """The migrator's model; an unknown driver is taken for the worst of its engine."""
    known = _known(dialect, driver, packages)
    model = known[0] if len(known) == 1 else _merged(dialect, known)
    if transaction is not None and row_of(dialect).ddl_in_transactions:
        model = model._replace(transaction=transaction)
    return model


def runner_of(dialect: Dialect, driver: str = "", packages: Iterable[str] = ()) -> Migrator:
    """The one migrator to run as: the first that the project names, or drizzle-kit's own choice."""
    known = _known(dialect, driver, packages)
    return _opening(dialect, known[0]) if known else RUNNERS[dialect]


def _opening(dialect: Dialect, model: Migrator) -> Migrator:
    """The model as it is run: on MySQL the transaction that a judgement can't count on, since DDL ends
    it, is opened all the same, and takes back the rows that were moved in it."""
    return model if row_of(dialect).ddl_in_transactions else model._replace(transaction=True)


def _known(dialect: Dialect, driver: str, packages: Iterable[str]) -> list[Migrator]:
    """The models of the config's driver, or of every driver's package that the project has."""
    models = _MODELS[dialect]
    if driver:
        name = _CONFIGURED.get(driver, driver)
        return [models.get(name) or _WORST[dialect]._replace(driver=name)]
    if dialect == "libsql":
        return [models["libsql"]]
    have = set(packages)
    names = [name for package, name in _PACKAGES[dialect].items() if package in have]
    if not names and dialect == "sqlite":
        names = [name for package, name in _RUNTIMES.items() if package in have]
    return [models[name] for name in dict.fromkeys(names)]


def _merged(dialect: Dialect, known: list[Migrator]) -> Migrator:
    """What holds whichever of the drivers runs the files: the worst, and named if none is better."""
    worst = _WORST[dialect]
    if not known:
        return worst
    silent = all(each.silent_rest for each in known)
    return worst._replace(
        several="first" if silent else worst.several,
        named=all(each.one_statement for each in known),
    )


RUNNERS: dict[Dialect, Migrator] = {
    "postgres": _MODELS["postgres"]["node-postgres"],
    "mysql": _opening("mysql", _MODELS["mysql"]["mysql2"]),
    "sqlite": _MODELS["sqlite"]["better-sqlite3"],
    "libsql": _MODELS["libsql"]["libsql"],
}
"""The driver to run as when nothing names one."""
