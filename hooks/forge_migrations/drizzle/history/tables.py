"""What a snapshot says a database looks like, in one shape for both layouts and every dialect.

A snapshot of 0.31 nests (`tables` -> `columns`); one of 1.0 is a list of entities (`ddl`). This is
what a person is shown of it: names, types, keys and references. Judging a schema stays
drizzle-kit's own work.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Column(NamedTuple):
    """One column as drizzle-kit describes it."""

    name: str
    type: str
    not_null: bool = False
    default: str = ""
    """The default's SQL; empty when there is none."""
    extra: str = ""
    """`autoincrement`, `identity always`, `generated stored: …` or empty."""


class Reference(NamedTuple):
    """A foreign key."""

    name: str
    columns: tuple[str, ...]
    table: str
    """The table it points to, as `Table.name` has it."""
    to: tuple[str, ...]
    on_delete: str = "no action"
    on_update: str = "no action"


class Index(NamedTuple):
    """An index or a unique constraint."""

    name: str
    columns: tuple[str, ...]
    """Names; an expression stands in brackets."""
    unique: bool = False
    constraint: bool = False
    where: str = ""
    method: str = ""


class Table(NamedTuple):
    """One table. `name` has its schema in front unless that is PostgreSQL's `public`."""

    name: str
    columns: Mapping[str, Column]
    primary: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    """(name, expression)"""


class Shape(NamedTuple):
    """Every table and enum of one state."""

    tables: Mapping[str, Table]
    enums: Mapping[str, tuple[str, ...]]
    views: tuple[str, ...] = ()


EMPTY = Shape({}, {})


def read_shape(snapshot: Mapping[str, Any]) -> Shape:
    """A whole snapshot (no `diff` of 1.0) as a Shape. Raises `ValueError` for anything else."""
    try:
        if isinstance(snapshot.get("ddl"), list):
            return _from_entities(snapshot["ddl"])
        if isinstance(snapshot.get("tables"), dict):
            return _from_tables(snapshot)
    except (KeyError, AttributeError, TypeError) as error:
        raise ValueError(f"a part of it is not as drizzle-kit writes it ({error})") from error
    raise ValueError("neither `tables` nor `ddl`")


def table_name(schema: object, name: object) -> str:
    """`users`, or `auth.users` outside PostgreSQL's `public`."""
    return f"{schema}.{name}" if schema and schema != "public" else str(name)


def _from_tables(snapshot: Mapping[str, Any]) -> Shape:
    tables: dict[str, Table] = {}
    for table in snapshot["tables"].values():
        name = table_name(table.get("schema"), table["name"])
        columns = {str(c["name"]): _column(c) for c in table.get("columns", {}).values()}
        composite = [
            tuple(key["columns"]) for key in table.get("compositePrimaryKeys", {}).values()
        ]
        single = tuple(c["name"] for c in table["columns"].values() if c.get("primaryKey"))
        uniques = table.get("uniqueConstraints", {}).values()
        checks = table.get("checkConstraints") or table.get("checkConstraint") or {}
        tables[name] = Table(
            name,
            columns,
            composite[0] if composite else single,
            tuple(_reference(fk) for fk in table.get("foreignKeys", {}).values()),
            tuple(_index(index) for index in table.get("indexes", {}).values())
            + tuple(Index(u["name"], tuple(u["columns"]), True, True) for u in uniques),
            tuple((str(c["name"]), str(c["value"])) for c in checks.values()),
        )
    enums = {
        table_name(each.get("schema"), each["name"]): tuple(map(str, each.get("values", ())))
        for each in (snapshot.get("enums") or {}).values()
    }
    views = (table_name(v.get("schema"), v["name"]) for v in (snapshot.get("views") or {}).values())
    return Shape(tables, enums, tuple(sorted(views)))


def _from_entities(entities: list[Mapping[str, Any]]) -> Shape:
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for entity in entities:
        parts.setdefault(str(entity.get("entityType")), []).append(entity)

    def of(kind: str) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for each in parts.get(kind, ()):
            found.setdefault(table_name(each.get("schema"), each.get("table")), []).append(each)
        return found

    columns, keys, references = of("columns"), of("pks"), of("fks")
    indexes, uniques, checks = of("indexes"), of("uniques"), of("checks")
    tables = {}
    for entity in parts.get("tables", ()):
        name = table_name(entity.get("schema"), entity["name"])
        tables[name] = Table(
            name,
            {str(c["name"]): _column(c) for c in columns.get(name, ())},
            next((tuple(key["columns"]) for key in keys.get(name, ())), ()),
            tuple(_reference(fk) for fk in references.get(name, ())),
            tuple(_index(index) for index in indexes.get(name, ()))
            + tuple(
                Index(u["name"], tuple(u["columns"]), True, True) for u in uniques.get(name, ())
            ),
            tuple((str(c["name"]), str(c["value"])) for c in checks.get(name, ())),
        )
    enums = {
        table_name(each.get("schema"), each["name"]): tuple(map(str, each.get("values", ())))
        for each in parts.get("enums", ())
    }
    views = (table_name(v.get("schema"), v["name"]) for v in parts.get("views", ()))
    return Shape(tables, enums, tuple(sorted(views)))


def _column(column: Mapping[str, Any]) -> Column:
    default = column.get("default")
    text = (
        ""
        if default is None
        else str(default).lower()
        if isinstance(default, bool)
        else str(default)
    )
    brackets = "[]" * int(column.get("dimensions") or 0)
    kind = table_name(column.get("typeSchema"), column["type"]) + brackets
    return Column(str(column["name"]), kind, bool(column.get("notNull")), text, _extra(column))


def _extra(column: Mapping[str, Any]) -> str:
    if column.get("autoincrement") or column.get("autoIncrement"):
        return "autoincrement"
    if isinstance(column.get("identity"), dict):
        return f"identity {column['identity'].get('type', '')}".strip()
    generated = column.get("generated")
    if isinstance(generated, dict):
        return f"generated {generated.get('type', '')}: {generated.get('as', '')}"
    return ""


def _reference(fk: Mapping[str, Any]) -> Reference:
    return Reference(
        str(fk["name"]),
        tuple(fk.get("columnsFrom") or fk.get("columns") or ()),
        table_name(fk.get("schemaTo"), fk["tableTo"]),
        tuple(fk.get("columnsTo") or ()),
        str(fk.get("onDelete") or "no action").lower(),
        str(fk.get("onUpdate") or "no action").lower(),
    )


def _index(index: Mapping[str, Any]) -> Index:
    columns = []
    for each in index.get("columns", ()):
        if isinstance(each, str):
            columns.append(each)
        else:
            text = str(each.get("expression", each.get("value", "")))
            columns.append(f"({text})" if each.get("isExpression") else text)
    where = index.get("where")
    return Index(
        str(index["name"]),
        tuple(columns),
        bool(index.get("isUnique")),
        False,
        str(where) if where else "",
        str(index.get("method") or index.get("using") or ""),
    )
