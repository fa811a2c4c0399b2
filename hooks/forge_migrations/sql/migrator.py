"""How Drizzle's migrator runs the files, by driver: what is in one transaction, what PRAGMA does.

Source: drizzle-orm `pg-core/dialect.ts`, `mysql-core/dialect.ts`, `sqlite-core/dialect.ts` and each
driver's `migrator.ts`; better-sqlite3, libSQL and node-postgres were run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from forge_migrations.sql.tokens import Dialect


class Migrator(NamedTuple):
    """What a driver's migrator does to the SQL it is given."""

    driver: str
    """As people name it: `better-sqlite3`, `node-postgres`; empty when it isn't known."""
    transaction: bool
    """All pending files run in one transaction."""
    foreign_keys: bool
    """SQLite: the connection enforces foreign keys. Inside a transaction no PRAGMA changes that,
    so the DROP TABLE of a rebuild deletes the children's rows."""
    one_statement: bool
    """A chunk between breakpoints must hold one statement: the rest fails or is dropped."""
    silent_rest: bool = False
    """libSQL: the rest of a chunk isn't run and nobody says so."""

    @property
    def name(self) -> str:
        """For messages."""
        return self.driver or "the migrator"


_PACKAGES = {
    "postgres": {
        "@neondatabase/serverless": "neon",
        "postgres": "postgres-js",
        "pg": "node-postgres",
        "@electric-sql/pglite": "pglite",
        "@vercel/postgres": "vercel-postgres",
    },
    "mysql": {"mysql2": "mysql2", "@planetscale/database": "planetscale"},
    "sqlite": {
        "better-sqlite3": "better-sqlite3",
        "@libsql/client": "libsql",
        "expo-sqlite": "expo",
        "@op-engineering/op-sqlite": "op-sqlite",
        "sql.js": "sql.js",
        "bun:sqlite": "bun-sqlite",
    },
}
_PACKAGES["libsql"] = _PACKAGES["sqlite"]
_SAFE_REBUILD = frozenset({"libsql", "turso"})


def migrator_of(
    dialect: Dialect,
    driver: str = "",
    packages: Iterable[str] = (),
    transaction: bool | None = None,
) -> Migrator:
    """The migrator's model; an unknown driver is taken for the worst of its engine."""
    if not driver:
        known = {_PACKAGES[dialect][p] for p in packages if p in _PACKAGES[dialect]}
        driver = known.pop() if len(known) == 1 else ""
    if dialect == "libsql" and not driver:
        driver = "libsql"
    one_transaction = dialect != "mysql" and driver not in ("neon-http",)
    if transaction is not None and dialect != "mysql":
        one_transaction = transaction
    enforces = dialect in ("sqlite", "libsql") and driver not in _SAFE_REBUILD | {"sql.js"}
    return Migrator(
        driver,
        one_transaction,
        enforces,
        dialect != "postgres",
        driver in ("libsql", "turso"),
    )
