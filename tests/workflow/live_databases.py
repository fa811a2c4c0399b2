"""Live databases for the commands: a SQLite file or a scratch PostgreSQL's database."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any
from typing import NamedTuple
from typing import Protocol

from database.real_migrators import Said
from database.real_migrators import real_migrate
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres


class Database(Protocol):
    """What the tests ask of either."""

    url: str
    dialect: str

    def ask(self, sql: str) -> list[tuple[Any, ...]]: ...

    def theirs(self, generation: str, migrations: Path) -> Said: ...

    def columns(self) -> list[tuple[Any, ...]]: ...


class SqliteFile(NamedTuple):
    path: Path
    dialect: str = "sqlite"
    ledger: str = "__drizzle_migrations"

    @property
    def url(self) -> str:
        return f"file:{self.path}"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.path)
        try:
            found = connection.execute(sql).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def theirs(self, generation: str, migrations: Path) -> Said:
        return real_migrate(generation, "libsql", migrations, str(self.path))

    def columns(self) -> list[tuple[Any, ...]]:
        return self.ask(
            'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m'
            " LEFT JOIN pragma_table_info(m.name) c WHERE m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid"
        )


class PostgresDatabase(NamedTuple):
    server: Postgres
    name: str
    dialect: str = "postgresql"
    ledger: str = "drizzle.__drizzle_migrations"

    @property
    def host(self) -> str:
        return str(self.server.engine(self.name).url.query["host"])

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{self.name}?host={self.host}&port=5432"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with self.server.engine(self.name).connect() as connection:
            result = connection.exec_driver_sql(sql)
            return [tuple(row) for row in result] if result.returns_rows else []

    def theirs(self, generation: str, migrations: Path) -> Said:
        target = {"host": self.host, "port": 5432, "user": "postgres", "database": self.name}
        return real_migrate(generation, "pg", migrations, json.dumps(target))

    def columns(self) -> list[tuple[Any, ...]]:
        return self.ask(
            "SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema IN ('public', 'drizzle')"
            " ORDER BY 1, 2, ordinal_position"
        )


class MysqlDatabase(NamedTuple):
    server: Mysql
    name: str
    dialect: str = "mysql"
    ledger: str = "__drizzle_migrations"

    @property
    def url(self) -> str:
        made = self.server.engine(self.name, admin=True).url
        socket = made.query["unix_socket"]
        return f"mysql://{made.username}@localhost/{self.name}?socketPath={socket}"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        with self.server.engine(self.name, admin=True).connect() as connection:
            for each in sql.split("; "):
                result = connection.exec_driver_sql(each.replace("%", "%%"))
                found = [tuple(row) for row in result] if result.returns_rows else []
        return found

    @property
    def target(self) -> dict[str, Any]:
        """The settings of mysql2."""
        made = self.server.engine(self.name, admin=True).url
        return {"socketPath": made.query["unix_socket"], "user": made.username,
                "database": self.name}  # fmt: skip

    def theirs(self, generation: str, migrations: Path) -> Said:
        return real_migrate(generation, "mysql2", migrations, json.dumps(self.target))

    def columns(self) -> list[tuple[Any, ...]]:
        return self.ask(
            "SELECT table_name, column_name, column_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = DATABASE()"
            " ORDER BY 1, ordinal_position"
        )
