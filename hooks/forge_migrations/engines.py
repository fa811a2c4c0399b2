"""The engines: one row for each dialect of Drizzle's whose SQL is read here.

What tells engines apart in more than one module stands in the rows, and is asked by a name that
says what it means; a new engine starts with a row.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final
    from typing import Literal

    Dialect = Literal["postgres", "mysql", "sqlite", "libsql"]


class Engine(NamedTuple):
    """What sets an engine apart, wherever it matters."""

    name: str
    """Whose server runs it, in policies, arenas, ledgers and reports: `postgresql`, `mysql`, `sqlite`."""
    title: str
    """As a sentence names it."""
    dialect: Dialect
    """What its SQL is read as."""
    drizzle: str
    """`dialect` of a Project: drizzle-kit's own word since 0.21."""
    names: tuple[str, ...] = ()
    """What configs, journals and snapshots of other versions, and a person, call it besides."""
    drivers: tuple[str, ...] = ()
    """`driver` of a config without a `dialect`, which drizzle-kit before 0.21 had.
    Source: https://orm.drizzle.team/docs/drizzle-kit-old and its validations/common.ts"""
    packages: tuple[str, ...] = ()
    """Database packages of npm that reach only this engine."""
    schemes: tuple[str, ...] = ()
    """How a URL of a database of it starts."""
    client: str = ""
    """The driver that SQLAlchemy takes for it; empty where the database is a file."""
    programs: tuple[str, ...] = ()
    """What tells that a server of it can be started or reached here."""
    quote: str = '"'
    """What stands around a name."""
    mark: str = "%s"
    """What its client takes for a value to come."""
    no_values: str = "DEFAULT VALUES"
    """An INSERT of a row of defaults, behind the table's name."""
    ddl_in_transactions: bool = True
    """False when DDL commits, so that nothing takes a failed migration back."""
    fills_required: bool = False
    """True when rows get a value of the engine's own in a new NOT NULL column without a default."""
    holds_for_views: bool = True
    """False when a view is no reason to refuse: it breaks as soon as it is asked."""
    inline_references: bool = True
    """False when REFERENCES in a column's definition is read and ignored."""
    folds_tables: bool = True
    """False when the case of a table's name matters."""

    def quoted(self, name: str) -> str:
        """A name in the engine's quotes, whatever it holds."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote


POSTGRESQL: Final = Engine(
    name="postgresql",
    title="PostgreSQL",
    dialect="postgres",
    drizzle="postgresql",
    names=("postgres", "pg"),
    drivers=("pg", "aws-data-api", "pglite"),
    packages=(
        "pg",
        "postgres",
        "@neondatabase/serverless",
        "@vercel/postgres",
        "@electric-sql/pglite",
    ),
    schemes=("postgres", "postgresql"),
    client="postgresql+psycopg",
    programs=("postgres", "psql"),
)
MYSQL: Final = Engine(
    name="mysql",
    title="MySQL",
    dialect="mysql",
    drizzle="mysql",
    names=("mysql2",),
    drivers=("mysql2",),
    packages=("mysql2", "@planetscale/database", "@tidbcloud/serverless"),
    schemes=("mysql", "mysql2", "mariadb"),
    client="mysql+pymysql",
    programs=("mariadbd", "mysqld"),
    quote="`",
    no_values="() VALUES ()",
    ddl_in_transactions=False,
    fills_required=True,
    holds_for_views=False,
    inline_references=False,
    folds_tables=False,
)
SINGLESTORE: Final = MYSQL._replace(
    drizzle="singlestore", names=(), drivers=(), packages=(), schemes=()
)
SQLITE: Final = Engine(
    name="sqlite",
    title="SQLite",
    dialect="sqlite",
    drizzle="sqlite",
    drivers=(
        "better-sqlite",
        "better-sqlite3",
        "libsql",
        "d1",
        "d1-http",
        "expo",
        "durable-sqlite",
    ),
    packages=("better-sqlite3", "@libsql/client", "sql.js"),
    schemes=("file", "sqlite"),
    mark="?",
)
TURSO: Final = SQLITE._replace(
    title="libSQL",
    dialect="libsql",
    drizzle="turso",
    names=("libsql",),
    drivers=("turso",),
    packages=(),
    schemes=(),
)


class Distributed(NamedTuple):
    """An engine that speaks PostgreSQL or MySQL, and what it has not: `engine = "…"` of the policy names
    it. Nothing of it is run here; each fact is its vendor's own word, at the address behind it."""

    name: str
    title: str
    dialect: Dialect
    foreign_keys: str = ""
    """Where it says that it takes none, or keeps none; empty where it does."""
    needs_key: str = ""
    """Where it says that each table needs a unique key without NULL."""
    shard_key: str = ""
    """Where it says that a unique key holds the columns by which rows are distributed."""
    lacks: tuple[str, ...] = ()
    """Objects that it has none of: `trigger`, `procedure`, …"""
    lacking: str = ""
    """Where it says so."""
    commits_ddl: str = ""
    """Where it says that DDL commits although PostgreSQL takes it back."""


_PLANETSCALE = "https://planetscale.com/docs/vitess/schema-changes/schema-lint-errors/"
DISTRIBUTED: Final = (
    Distributed(
        "planetscale",
        "PlanetScale",
        "mysql",
        foreign_keys=_PLANETSCALE + "foreign-keys-disallowed",
        needs_key=_PLANETSCALE + "no-unique-key",
    ),
    Distributed(
        "tidb",
        "TiDB",
        "mysql",
        lacks=("procedure", "function", "trigger", "event"),
        lacking="https://docs.pingcap.com/tidb/stable/mysql-compatibility",
    ),
    Distributed(
        "singlestore",
        "SingleStore",
        "mysql",
        foreign_keys="https://docs.singlestore.com/cloud/developer-resources/unsupported-mysql-features/",
        shard_key="https://docs.singlestore.com/cloud/reference/troubleshooting-reference/query-errors/"
        "why-do-i-get-errors-about-unique-keys/",
        lacks=("trigger",),
        lacking="https://docs.singlestore.com/cloud/developer-resources/unsupported-mysql-features/",
    ),
    Distributed(
        "cockroachdb",
        "CockroachDB",
        "postgres",
        commits_ddl="https://www.cockroachlabs.com/docs/stable/online-schema-changes",
    ),
    Distributed(
        "yugabytedb",
        "YugabyteDB",
        "postgres",
        commits_ddl="https://docs.yugabyte.com/stable/architecture/transactions/transactional-ddl/",
    ),
    Distributed(
        "citus",
        "Citus",
        "postgres",
        shard_key="https://docs.citusdata.com/en/stable/faq/faq.html",
    ),
)
"""One row each."""
ENGINES: Final = (POSTGRESQL, MYSQL, SINGLESTORE, SQLITE, TURSO)
SERVED: Final = tuple(dict.fromkeys(engine.name for engine in ENGINES))
"""Engines that a database can be made of or reached: `postgresql`, `mysql`, `sqlite`."""
_BY_NAME: Final = {name: row for row in ENGINES for name in (row.drizzle, *row.names)}
DIALECTS: Final[dict[str, Dialect]] = {name: row.dialect for name, row in _BY_NAME.items()}
"""Every name of an engine, a dialect's and a server's too -> what its SQL is read as."""


def row_of(name: str) -> Engine:
    """The engine that any of its names stands for, a dialect's too. Raises `KeyError`."""
    return _BY_NAME[name]


def engine_of(dialect: str) -> str:
    """Whose SQL the dialect writes: `postgresql`, `mysql`, `sqlite`, or the dialect itself."""
    row = _BY_NAME.get(dialect)
    return row.name if row else dialect


def dialect_of(*names: str) -> Dialect | None:
    """The dialect of the first name that isn't empty; `None` when its SQL can't be read."""
    return DIALECTS.get(next((name for name in names if name), ""))
