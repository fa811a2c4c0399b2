"""How each driver's migrator runs a migration: the transaction, foreign keys, several statements.

Sources: the `migrator.js` and `session.js` of each driver in drizzle-orm 0.45.4 and 1.0.0-rc.5;
what
better-sqlite3, node-postgres and mysql2 do with several statements or with none was run.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal
from typing import NamedTuple

from forge_migrations.drizzle.project import Project
from forge_migrations.drizzle.project import engine_of


class Driver(NamedTuple):
    """One driver's way with a migration."""

    name: str
    """The package: `better-sqlite3`, `postgres`, `mysql2`."""
    transaction: bool = True
    """One transaction around every pending migration."""
    several: Literal["all", "first", "error"] = "all"
    """What happens to several statements between two breakpoints."""
    blank: Literal["ok", "error"] = "ok"
    """What happens when there is nothing but comments and blanks between two breakpoints."""
    foreign_keys: bool = True
    """SQLite: foreign keys are enforced while the migration runs (`PRAGMA` can't change it inside).
    """
    deferred: bool = False
    """SQLite: the ledger's rows are written after everything else (neon-http)."""
    strings: bool = False
    """SQLite: `"x"` is a string where no column is called so (https://www.sqlite.org/quirks.html#dblquote),
    unless the driver's build says `SQLITE_DQS=0`. Run: better-sqlite3 12 and libsql 0.5 say so, sql.js
    1.17 and Bun 1.4 don't. Read: expo-sqlite 57's `android/build.gradle` and podspec, op-sqlite 18's
    (without `performanceMode`) and Cloudflare's `build/BUILD.sqlite3` in workerd don't."""


_POSTGRES = {
    "postgres": Driver("postgres"),
    "pg": Driver("pg"),
    "@neondatabase/serverless": Driver("@neondatabase/serverless"),
    "@vercel/postgres": Driver("@vercel/postgres"),
    "@electric-sql/pglite": Driver("@electric-sql/pglite"),
}
_MYSQL = {
    "mysql2": Driver("mysql2", several="error"),
    "@planetscale/database": Driver("@planetscale/database", several="error"),
}
_SQLITE = {
    "better-sqlite3": Driver("better-sqlite3", several="error", blank="error"),
    # client.migrate() switches foreign keys off before its transaction and on after it.
    "@libsql/client": Driver("@libsql/client", several="first", foreign_keys=False),
    "@tursodatabase/database": Driver("@tursodatabase/database", several="first"),
    "@cloudflare/workers-types": Driver("d1", several="all", strings=True),
    "wrangler": Driver("d1", several="all", strings=True),
    "expo-sqlite": Driver("expo-sqlite", several="first", foreign_keys=False, strings=True),
    "sql.js": Driver("sql.js", foreign_keys=False, strings=True),
    # Its package is the runtime itself: of two statements it runs the first, and it refuses none.
    "@types/bun": Driver("bun:sqlite", several="first", blank="error", strings=True),
    "bun-types": Driver("bun:sqlite", several="first", blank="error", strings=True),
}
_NAMED = {
    "d1-http": Driver("d1", strings=True),
    "durable-sqlite": Driver("durable-sqlite", strings=True),
    "expo": _SQLITE["expo-sqlite"],
    "pglite": _POSTGRES["@electric-sql/pglite"],
    "aws-data-api": Driver("aws-data-api", several="error"),
}
STRICTEST = {
    "postgresql": _POSTGRES["pg"],
    "mysql": _MYSQL["mysql2"],
    "sqlite": _SQLITE["better-sqlite3"],
}
"""The driver to assume when nothing names one: drizzle-kit's own `migrate` prefers it too."""


def driver_of(project: Project) -> Driver:
    """The driver that the project's migrations run through, as its config and packages tell."""
    if project.driver in _NAMED:
        return _NAMED[project.driver]
    engine = engine_of(project.dialect)
    if project.dialect == "turso":
        return _SQLITE["@libsql/client"]
    known = {"postgresql": _POSTGRES, "mysql": _MYSQL, "sqlite": _SQLITE}.get(engine, {})
    return _first(known, project.packages) or STRICTEST.get(engine, Driver(engine))


def _first(known: dict[str, Driver], packages: Collection[str]) -> Driver | None:
    return next((driver for name, driver in known.items() if name in packages), None)
