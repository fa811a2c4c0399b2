"""What an owner has to type where a role lacks a right: the GRANT lines, from the server's sentence.

Sentences: PostgreSQL's aclchk.c and MySQL's messages_to_clients.txt, as an English server says them;
https://www.postgresql.org/docs/current/sql-grant.html, https://dev.mysql.com/doc/refman/8.4/en/grant.html
"""

from __future__ import annotations

import re

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER = "__drizzle_migrations"
LEDGERS = "drizzle"
"""The schema of the ledger, unless the config names another."""
_POSTGRES = re.compile(
    r"permission denied for (?P<kind>schema|database|table|sequence|view|relation|function|type)"
    r' "?(?P<name>[^"\n]+?)"?(?:\s|\)|$)'
)
_OWNER = re.compile(r'must be owner of (?P<kind>table|relation|view|sequence|type|schema|function)'
                    r' "?(?P<name>[^"\n]+?)"?(?:\s|\)|$)')  # fmt: skip
_EXTENSION = re.compile(r'permission denied to create extension "(?P<name>[^"]+)"')
_COMMAND = re.compile(
    r"(?P<right>[A-Z ,]+) command denied to user (?P<user>'[^']*'@'[^']*') for (?:table|column)"
)
_DATABASE = re.compile(r"Access denied for user (?P<user>'[^']*'@'[^']*') to database")
_GLOBAL = re.compile(r"need \(at least one of\) the (?P<right>[A-Z_, ]+?) privilege")


def granted(engine: str, user: str, database: str, words: str) -> str:
    """The statements, in one line; empty where the sentence isn't known."""
    if engine == POSTGRESQL.name:
        return " ".join(_by_postgres(user, database, words))
    if engine == MYSQL.name:
        return " ".join(_by_mysql(user, database, words))
    return ""


def _by_postgres(user: str, database: str, words: str) -> Iterator[str]:
    quoted = POSTGRESQL.quoted
    role = quoted(user or "ROLE")
    if found := _EXTENSION.search(words):
        yield f"CREATE EXTENSION IF NOT EXISTS {quoted(found['name'])};"
    elif found := _OWNER.search(words):
        kind = "TABLE" if found["kind"] == "relation" else found["kind"].upper()
        yield f"ALTER {kind} {quoted(found['name'])} OWNER TO {role};"
    elif found := _POSTGRES.search(words):
        kind, name = found["kind"], found["name"]
        schema = name if kind == "schema" else LEDGERS
        if kind == "database":
            yield f"GRANT CREATE ON DATABASE {quoted(database or name)} TO {role};"
        elif kind == "schema" or name == LEDGER:
            yield f"GRANT USAGE, CREATE ON SCHEMA {quoted(schema)} TO {role};"
            if schema == LEDGERS:
                yield (
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA"
                    f" {quoted(schema)} TO {role};"
                )
                yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {quoted(schema)} TO {role};"
        elif kind == "sequence":
            yield f"GRANT USAGE ON SEQUENCE {quoted(name)} TO {role};"
        elif kind == "function":
            yield f"GRANT EXECUTE ON FUNCTION {quoted(name)} TO {role};"
        elif kind == "type":
            yield f"GRANT USAGE ON TYPE {quoted(name)} TO {role};"
        else:
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {quoted(name)} TO {role};"


def _by_mysql(user: str, database: str, words: str) -> Iterator[str]:
    base = MYSQL.quoted(database or "DATABASE")
    if found := _COMMAND.search(words):
        yield f"GRANT {found['right'].strip()} ON {base}.* TO {found['user']};"
    elif found := _DATABASE.search(words):
        yield f"GRANT ALL PRIVILEGES ON {base}.* TO {found['user']};"
    elif found := _GLOBAL.search(words):
        right = found["right"].split(",")[0].strip()
        yield f"GRANT {right} ON *.* TO '{user or 'USER'}'@'%';"
