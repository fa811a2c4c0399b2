"""The statement that brings one object to what a snapshot says of it."""

from __future__ import annotations

from forge_migrations.drizzle.history.in_sql import constraint_sql
from forge_migrations.drizzle.history.in_sql import index_sql
from forge_migrations.drizzle.history.in_sql import object_sql
from forge_migrations.drizzle.history.in_sql import policy_sql
from forge_migrations.drizzle.history.in_sql import table_name
from forge_migrations.drizzle.history.in_sql import table_sql
from forge_migrations.drizzle.history.in_sql import things
from forge_migrations.drizzle.history.in_sql_columns import column_sql
from forge_migrations.drizzle.history.in_sql_columns import default_sql
from forge_migrations.drizzle.history.in_sql_columns import listed
from forge_migrations.drizzle.history.in_sql_columns import quoted
from forge_migrations.drizzle.history.in_sql_columns import sequence_options
from forge_migrations.drizzle.history.in_sql_columns import type_sql
from forge_migrations.engines import MYSQL
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Thing = Mapping[str, Any]


SQLITE = ("sqlite", "libsql")


class Wanted(NamedTuple):
    """An object by the words of `structure.Part`, and what of it isn't as the snapshot says."""

    kind: str
    table: str
    name: str
    aspect: str
    """Empty: it isn't there at all."""


_PARTS = {
    "foreign key": ("foreignKeys",),
    "unique constraint": ("uniqueConstraints",),
    "unique index": ("uniqueConstraints", "indexes"),
    "check": ("checkConstraints", "checkConstraint"),
    "index": ("indexes",),
    "policy": ("policies",),
}
_STANDING = {
    "enum": "enums",
    "sequence": "sequences",
    "schema": "schemas",
    "view": "views",
    "materialized view": "views",
    "role": "roles",
}


def adding(engine: str, kinds: Mapping[str, Mapping[str, Any]], one: Wanted) -> str:
    """What makes it so, empty where no single statement does (a rebuild, a removed enum value)."""
    if one.kind in _STANDING:
        if one.aspect and one.kind != "sequence":
            return ""
        for key, thing in kinds.get(_STANDING[one.kind], {}).items():
            if _is(engine, key, one.name) and one.aspect:
                cycle = "" if thing.get("cycle") else " NO CYCLE"
                name = table_name(engine, key, thing)
                return f"ALTER SEQUENCE {name}{sequence_options(thing)}{cycle};"
            if _is(engine, key, one.name):
                return _ended(object_sql(engine, _STANDING[one.kind], key, thing))
        return ""
    for key, table in kinds.get("tables", {}).items():
        if _is(engine, key, one.table):
            return _of_table(engine, key, table, one)
    return ""


def _is(engine: str, key: str, name: str) -> bool:
    if engine == "postgres":
        return key.removeprefix("public.") == name
    return key.lower() == name


def _of_table(engine: str, key: str, table: Thing, one: Wanted) -> str:
    name = table_name(engine, key, table)
    if one.kind == "table":
        return "\n".join(_ended(text) for text in table_sql(engine, key, table))
    if one.kind == "row level security":
        return f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
    if one.kind == "column":
        for column, thing in things(table, "columns"):
            if _same(engine, column, one.name):
                return _column(engine, name, column, thing, one.aspect)
    if one.kind == "primary key" and engine not in SQLITE:
        return _primary(engine, name, table, one)
    for part in _PARTS.get(one.kind, ()):
        for label, thing in things(table, part):
            if _same(engine, label, one.name):
                return _object(engine, name, table, part, label, thing, one.aspect)
    return ""


def _primary(engine: str, name: str, table: Thing, one: Wanted) -> str:
    own = [each for each, thing in things(table, "columns") if thing.get("primaryKey")]
    made = f"ALTER TABLE {name} ADD PRIMARY KEY ({listed(engine, own)});"
    for label, thing in things(table, "compositePrimaryKeys"):
        made = f"ALTER TABLE {name} ADD {constraint_sql(engine, 'compositePrimaryKeys', label, thing)};"
    if not one.aspect:
        return made
    usual = quoted(engine, f"{one.table.rpartition('.')[2]}_pkey")
    old = "PRIMARY KEY" if engine == MYSQL.dialect else f"CONSTRAINT {usual}"
    return f"ALTER TABLE {name} DROP {old};\n{made}"


def _same(engine: str, name: str, wanted: str) -> bool:
    if engine == "postgres":  # which cuts names to 63 bytes
        return name.encode()[:63] == wanted.encode()[:63]
    return name.lower() == wanted


def _column(engine: str, table: str, name: str, thing: Thing, aspect: str) -> str:
    definition = column_sql(engine, name, thing)
    if not aspect:
        return f"ALTER TABLE {table} ADD COLUMN {definition};"
    if engine == MYSQL.dialect:
        return f"ALTER TABLE {table} MODIFY COLUMN {definition};"
    if engine in SQLITE:
        return ""
    start = f"ALTER TABLE {table} ALTER COLUMN {quoted(engine, name)}"
    if aspect == "type":
        return f"{start} SET DATA TYPE {type_sql(engine, thing)};"
    if aspect == "null":
        return f"{start} {'SET' if thing.get('notNull') else 'DROP'} NOT NULL;"
    if aspect == "default":
        default = thing.get("default")
        return (
            f"{start} DROP DEFAULT;"
            if default is None
            else f"{start} SET DEFAULT {default_sql(default)};"
        )
    return ""


def _object(
    engine: str, table: str, whole: Thing, part: str, name: str, thing: Thing, aspect: str
) -> str:
    if part == "indexes":
        known = {column for column, _ in things(whole, "columns")}
        made = index_sql(engine, table, name, thing, known) + ";"
        again = f"DROP INDEX {quoted(engine, name)}" + (
            f" ON {table}" if engine == MYSQL.dialect else ""
        )
    elif part == "policies":
        made = policy_sql(engine, table, name, thing) + ";"
        again = f"DROP POLICY {quoted(engine, name)} ON {table}"
    elif engine in SQLITE:
        if part != "uniqueConstraints":
            return ""  # takes a rebuild
        columns = thing.get("columns")
        return f"CREATE UNIQUE INDEX {quoted(engine, name)} ON {table} ({listed(engine, columns)});"
    else:
        made = f"ALTER TABLE {table} ADD {constraint_sql(engine, part, name, thing)};"
        again = f"ALTER TABLE {table} DROP CONSTRAINT {quoted(engine, name)}"
    return f"{again};\n{made}" if aspect else made


def dropping(engine: str, one: Wanted) -> str:
    """What takes away an object that the snapshot no longer has; empty where it takes a rebuild."""
    table = ".".join(quoted(engine, part) for part in _split(engine, one.table))
    name = ".".join(quoted(engine, part) for part in _split(engine, one.name))
    if one.kind == "table":
        return f"DROP TABLE {table};"
    if one.kind == "column":
        return f"ALTER TABLE {table} DROP COLUMN {name};"
    if one.kind == "row level security":
        return f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    if one.kind == "policy":
        return f"DROP POLICY {name} ON {table};"
    if one.kind in ("index", "unique index"):
        return f"DROP INDEX {name}" + (f" ON {table};" if engine == MYSQL.dialect else ";")
    if one.kind in _STANDING:
        word = {"enum": "TYPE"}.get(one.kind, one.kind.upper())
        return f"DROP {word} {name};"
    if engine in SQLITE:
        return ""
    if one.kind == "primary key":
        if engine == MYSQL.dialect:
            return f"ALTER TABLE {table} DROP PRIMARY KEY;"
        name = name if one.name else quoted(engine, f"{one.table.rpartition('.')[2]}_pkey")
    word = "FOREIGN KEY" if engine == MYSQL.dialect and one.kind == "foreign key" else "CONSTRAINT"
    return f"ALTER TABLE {table} DROP {word} {name};"


def _split(engine: str, name: str) -> list[str]:
    return name.split(".", 1) if engine == "postgres" else [name]


def _ended(text: str) -> str:
    return f"{text};" if text else ""
