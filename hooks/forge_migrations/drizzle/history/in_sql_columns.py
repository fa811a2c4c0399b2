"""A snapshot's column in SQL, as drizzle-kit writes it."""

from __future__ import annotations

from collections.abc import Mapping

from forge_migrations.engines import MYSQL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Thing = Mapping[str, Any]


def quoted(engine: str, name: str) -> str:
    """A name in the engine's quotes."""
    quote = '"' if engine == "postgres" else "`"
    return quote + name.replace(quote, quote * 2) + quote


def listed(engine: str, names: Any) -> str:
    """Names in quotes, with commas between."""
    if isinstance(names, str):
        names = names.split(",")  # a primary key before 0.20: `a,b`
    return ", ".join(quoted(engine, str(name)) for name in names or ())


def column_sql(engine: str, name: str, column: Thing) -> str:
    """`"name" text DEFAULT 'x' NOT NULL`."""
    parts = [quoted(engine, name), type_sql(engine, column)]
    parts += [
        f"{word} {column[key]}"
        for key, word in (("charSet", "CHARACTER SET"), ("collation", "COLLATE"))
        if engine == MYSQL.dialect and column.get(key)
    ]
    if column.get("primaryKey"):
        parts.append("PRIMARY KEY")
    if column.get("autoincrement") or column.get("autoIncrement"):
        parts.append("AUTO_INCREMENT" if engine == MYSQL.dialect else "AUTOINCREMENT")
    parts += _generated(column)
    default = column.get("default")
    if default is not None:
        parts.append(f"DEFAULT {default_sql(default)}")
    identity = column.get("identity")
    if isinstance(identity, Mapping):
        parts.append(identity_sql(identity))
    elif column.get("notNull"):
        parts.append("NOT NULL")
    if column.get("onUpdate") or column.get("onUpdateNow"):
        digits = column.get("onUpdateNowFsp")
        parts.append("ON UPDATE CURRENT_TIMESTAMP" + (f"({digits})" if digits else ""))
    if column.get("isUnique"):
        nulls = " NULLS NOT DISTINCT" if column.get("nullsNotDistinct") else ""
        parts.append(f"UNIQUE{nulls}")
    return " ".join(parts)


def type_sql(engine: str, column: Thing) -> str:
    """The type; a type of the project's own is quoted, with the schema that it is in."""
    kind = str(column.get("type") or "")
    schema = column.get("typeSchema")
    dimensions = column.get("dimensions")
    if engine != "postgres":
        return kind
    base, bracket, rest = kind.partition("[")
    array = bracket + rest
    if isinstance(dimensions, int) and dimensions and not array:
        array = "[]" * dimensions
    if schema:
        base = quoted(engine, base)
        if schema != "public":
            base = f"{quoted(engine, str(schema))}.{base}"
    return base + array


def default_sql(default: Any) -> str:
    """As SQL: snapshots hold it as SQL text, as a bare value, or in a box with its kind."""
    if isinstance(default, Mapping):
        default = default.get("value")
    if isinstance(default, bool):
        return "true" if default else "false"
    return str(default)


def identity_sql(identity: Thing) -> str:
    """`GENERATED ALWAYS AS IDENTITY (INCREMENT BY 1 …)`."""
    when = "ALWAYS" if identity.get("type") == "always" else "BY DEFAULT"
    given = sequence_options(identity).strip()
    return f"GENERATED {when} AS IDENTITY" + (f" ({given})" if given else "")


def _generated(column: Thing) -> list[str]:
    generated = column.get("generated")
    if not isinstance(generated, Mapping):
        return []
    text = str(generated.get("as") or "")
    return [f"GENERATED ALWAYS AS ({text}) {str(generated.get('type') or 'stored').upper()}"]


def sequence_options(thing: Thing) -> str:
    """` INCREMENT BY 1 MINVALUE 1 …`, without what the snapshot leaves open."""
    words = {
        "INCREMENT BY": thing.get("increment") or thing.get("incrementBy"),
        "MINVALUE": thing.get("minValue"),
        "MAXVALUE": thing.get("maxValue"),
        "START WITH": thing.get("startWith"),
        "CACHE": thing.get("cache") or thing.get("cacheSize"),
    }
    given = "".join(f" {word} {value}" for word, value in words.items() if value)
    return given + (" CYCLE" if thing.get("cycle") else "")
