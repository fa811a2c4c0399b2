"""A snapshot's objects in SQL, as drizzle-kit writes them: what a migration should have said.

Source: `sqlgenerator.ts` of drizzle-kit 0.31 and `dialects/*/convertor.ts` of 1.0.0-rc; the keys of
both layouts are read. The text is compared by reading it, so layout is of no matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from forge_migrations.drizzle.history.in_sql_columns import column_sql
from forge_migrations.drizzle.history.in_sql_columns import default_sql
from forge_migrations.drizzle.history.in_sql_columns import listed
from forge_migrations.drizzle.history.in_sql_columns import quoted
from forge_migrations.drizzle.history.in_sql_columns import sequence_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterator
    from typing import Any

    Thing = Mapping[str, Any]


_CAPITAL = r"(?=[A-Z])"


def table_sql(engine: str, key: str, table: Thing, without: Container[str] = ()) -> Iterator[str]:
    """CREATE TABLE, and what drizzle-kit says of it in statements of their own; `without` some
    columns."""
    name = table_name(engine, key, table)
    columns = things(table, "columns")
    parts = [column_sql(engine, one, each) for one, each in columns if one not in without]
    parts += [
        f"CONSTRAINT {quoted(engine, one)} PRIMARY KEY ({listed(engine, each.get('columns'))})"
        for one, each in things(table, "compositePrimaryKeys")
    ]
    for kind in ("uniqueConstraints", "checkConstraints", "checkConstraint", "foreignKeys"):
        parts += [constraint_sql(engine, kind, one, each) for one, each in things(table, kind)]
    yield f"CREATE TABLE {name} (\n\t" + ",\n\t".join(parts) + "\n)"
    known = {one for one, _ in columns}
    for one, each in things(table, "indexes"):
        yield index_sql(engine, name, one, each, known)
    policies = list(things(table, "policies"))
    for one, each in policies:
        yield policy_sql(engine, name, one, each)
    if table.get("isRLSEnabled") or table.get("isRlsEnabled") or policies:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"


def things(table: Thing, kind: str) -> list[tuple[str, Thing]]:
    """(name, thing) of one kind; the name that the thing says itself goes first."""
    found = table.get(kind)
    if not isinstance(found, Mapping):
        return []
    return [
        (str(each.get("name") or name), each)
        for name, each in found.items()
        if isinstance(each, Mapping)
    ]


def table_name(engine: str, key: str, thing: Thing) -> str:
    """Quoted, with its schema unless that is `public`."""
    if engine != "postgres":
        return quoted(engine, key)
    before, _, after = key.partition(".")
    name = str(thing.get("name") or after or before)
    schema = str(thing.get("schema") or (before if after else ""))
    if schema in ("", "public"):
        return quoted(engine, name)
    return f"{quoted(engine, schema)}.{quoted(engine, name)}"


def constraint_sql(engine: str, kind: str, name: str, thing: Thing) -> str:
    """A constraint as it stands in CREATE TABLE and behind ADD."""
    label = f"CONSTRAINT {quoted(engine, name)} "
    if kind == "uniqueConstraints":
        nulls = " NULLS NOT DISTINCT" if thing.get("nullsNotDistinct") else ""
        return f"{label}UNIQUE{nulls} ({_key_columns(engine, thing.get('columns'), None)})"
    if kind in ("checkConstraints", "checkConstraint"):
        return f"{label}CHECK ({thing.get('value', '')})"
    if kind == "compositePrimaryKeys":
        return f"{label}PRIMARY KEY ({listed(engine, thing.get('columns'))})"
    columns = listed(engine, thing.get("columnsFrom") or thing.get("columns"))
    target = quoted(engine, str(thing.get("tableTo")))
    schema = thing.get("schemaTo")
    if engine == "postgres" and schema and schema != "public":
        target = f"{quoted(engine, str(schema))}.{target}"
    actions = "".join(
        f" ON {event} {str(thing[key]).lower()}"
        for key, event in (("onDelete", "DELETE"), ("onUpdate", "UPDATE"))
        if thing.get(key)
    )
    there = listed(engine, thing.get("columnsTo"))
    return f"{label}FOREIGN KEY ({columns}) REFERENCES {target} ({there}){actions}"


def index_sql(engine: str, table: str, name: str, thing: Thing, known: set[str]) -> str:
    """CREATE INDEX; `known` are the table's columns: what is none of them is an expression."""
    unique = "UNIQUE " if thing.get("isUnique") else ""
    method = thing.get("method") if engine == "postgres" else None
    using = f" USING {method}" if method else ""
    where = f" WHERE {thing['where']}" if thing.get("where") else ""
    columns = _key_columns(engine, thing.get("columns"), known)
    options = _options(thing.get("with")) if engine == "postgres" else ""
    start = f"CREATE {unique}INDEX {quoted(engine, name)} ON {table}{using}"
    return f"{start} ({columns}){options}{where}"


def _options(given: Any) -> str:
    """` WITH (…)`: snapshots hold it as text, or by names that JavaScript spells `securityInvoker`."""
    if isinstance(given, Mapping):
        given = ", ".join(
            f"{re.sub(_CAPITAL, '_', name).lower()} = {default_sql(value)}"
            for name, value in given.items()
            if value is not None
        )
    return f" WITH ({given})" if given else ""


def _key_columns(engine: str, columns: Any, known: set[str] | None) -> str:
    return ", ".join(
        _key_column(engine, each, known)
        for each in (columns.values() if isinstance(columns, Mapping) else columns or ())
    )


def _key_column(engine: str, column: Any, known: set[str] | None) -> str:
    if not isinstance(column, Mapping):
        name = str(column)
        return quoted(engine, name) if known is None or name in known else name
    text = str(column.get("value") or column.get("expression") or "")
    text = text if column.get("isExpression") else quoted(engine, text)
    if engine != "postgres":
        return text
    opclass = column.get("opclass")
    if isinstance(opclass, Mapping):
        opclass = "" if opclass.get("default") else opclass.get("name")
    if opclass and "nullsFirst" not in column:
        return f"{text} {opclass}"  # drizzle-kit 0.31 says no order behind one
    text = f"{text} {opclass}" if opclass else text
    ascending = column.get("asc", True)
    nulls = column.get("nulls") or ("first" if column.get("nullsFirst") else "last")
    order = "" if ascending else " DESC"
    usual = ascending and nulls == "last"
    return f"{text}{order}" + ("" if usual else f" NULLS {str(nulls).upper()}")


def policy_sql(engine: str, table: str, name: str, thing: Thing) -> str:
    """CREATE POLICY."""
    roles = thing.get("to") or thing.get("roles") or ["public"]
    listed_roles = ", ".join(map(str, roles)) if isinstance(roles, list) else str(roles)
    using = f" USING ({thing['using']})" if thing.get("using") else ""
    check = f" WITH CHECK ({thing['withCheck']})" if thing.get("withCheck") else ""
    return (
        f"CREATE POLICY {quoted(engine, name)} ON {table} AS {thing.get('as') or 'PERMISSIVE'}"
        f" FOR {thing.get('for') or 'ALL'} TO {listed_roles}{using}{check}"
    )


def _view_sql(engine: str, name: str, thing: Thing) -> str:
    query = str(thing["definition"]).rstrip().rstrip(";")
    if engine == "postgres":
        word = "MATERIALIZED VIEW" if thing.get("materialized") else "VIEW"
        method = f" USING {quoted(engine, str(thing['using']))}" if thing.get("using") else ""
        space = f" TABLESPACE {thing['tablespace']}" if thing.get("tablespace") else ""
        said = f"{method}{_options(thing.get('with'))}{space}"
        return f"CREATE {word} {name}{said} AS ({query})"
    algorithm = f" ALGORITHM = {thing['algorithm']}" if thing.get("algorithm") else ""
    security = f" SQL SECURITY {thing['sqlSecurity']}" if thing.get("sqlSecurity") else ""
    check = f" WITH {thing['withCheckOption']} CHECK OPTION" if thing.get("withCheckOption") else ""
    return f"CREATE{algorithm}{security} VIEW {name} AS ({query}){check}"


def object_sql(engine: str, kind: str, key: str, thing: Any) -> str:
    """What stands by itself: an enum, a sequence, a schema, a view, a role; empty for the rest."""
    if kind == "schemas":
        name = str(thing.get("name") if isinstance(thing, Mapping) else thing or key)
        return f"CREATE SCHEMA {quoted(engine, name)}" if name != "public" else ""
    if not isinstance(thing, Mapping):
        return ""
    name = table_name(engine, key, thing)
    if kind == "enums":
        values = thing.get("values") or ()
        texts = ", ".join("'" + str(value).replace("'", "''") + "'" for value in values)
        return f"CREATE TYPE {name} AS ENUM ({texts})"
    if kind == "sequences":
        return f"CREATE SEQUENCE {name}{sequence_options(thing)}"
    if kind == "views" and thing.get("definition") and not thing.get("isExisting"):
        return _view_sql(engine, name, thing)
    if kind == "roles":
        return f"CREATE ROLE {quoted(engine, str(thing.get('name') or key))}"
    return ""
