"""What an ALTER of MySQL's comes to, in the words of its table of online DDL."""

from __future__ import annotations

from forge_migrations.sql.casts_mysql import mysql_change
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table

    Kind = Literal[
        "add column", "add column now", "add column computed default", "add virtual column",
        "add stored column", "add auto column", "drop column", "drop indexed column", "drop stored column",
        "rename column", "rename key column", "default", "null", "not null", "append value", "widen",
        "type", "charset", "add index", "add text index", "drop index", "rename index", "add primary key",
        "drop primary key", "add foreign key", "drop foreign key", "add check", "drop check",
    ]  # fmt: skip

_NOW = ("now(", "current_timestamp", "localtime", "utc_timestamp")


def kinds_of(act: Act, catalog: Catalog) -> tuple[Kind, ...]:
    """What it does, one word or several for a MODIFY; nothing where no line of the table is about it."""
    table = catalog.table(act.table)
    if table is None:
        return ()
    if act.verb == "add-column" and act.column:
        return _added(act, act.column)
    if act.verb == "modify-column" and act.column:
        return _modified(act, act.column, table, catalog)
    if act.verb in ("drop-column", "rename-column"):
        column = catalog.column(act.table, act.name)
        return _column(act, column, table, catalog) if column else ()
    if act.verb in ("set-default", "drop-default"):
        return () if act.text.startswith("(") else ("default",)
    if act.verb == "create-index" and act.indexed:
        text = act.indexed.method in ("fulltext", "spatial")
        return ("add text index" if text else "add index",)
    if act.verb == "add-constraint" and act.constraint:
        return _constrained(act.constraint)
    if act.verb == "drop-constraint":
        return _freed(act, table, catalog)
    simple: dict[str, Kind] = {
        "drop-index": "drop index",
        "rename-index": "rename index",
        "drop-foreign-key": "drop foreign key",
        "drop-primary-key": "drop primary key",
        "convert-charset": "charset",
    }
    return (simple[act.verb],) if act.verb in simple else ()


def _added(act: Act, column: Column) -> tuple[Kind, ...]:
    if act.constraints or column.unique or column.primary or column.reference or column.check:
        return ("add auto column",) if column.generated == "auto" else ()
    named: dict[str, Kind] = {
        "auto": "add auto column",
        "stored": "add stored column",
        "virtual": "add virtual column",
    }
    if column.generated:
        return (named[column.generated],) if column.generated in named else ()
    default = (column.default or "").lower()
    if default.lstrip("(").startswith(_NOW):
        return ("add column now",)
    # A literal in brackets, ('[]'), is one for MySQL and none for MariaDB.
    return ("add column computed default" if default.startswith("(") else "add column",)


def _modified(act: Act, new: Column, table: Table, catalog: Catalog) -> tuple[Kind, ...]:
    old = catalog.column(act.table, act.name)
    same = not act.new or catalog.fold(act.new) == catalog.fold(act.name)
    if old is None or old.computed or new.computed or not same or act.constraints or new.unique:
        return ()
    if act.has("moves") or old.generated != new.generated:
        return ()
    if (old.charset, old.collation) != (new.charset, new.collation):
        return ("type",)
    if (old.comment, old.on_update) != (new.comment, new.on_update):
        return ()
    found: list[Kind] = []
    if old.type != new.type:
        charset = old.charset or table.options
        each = 1 if "latin1" in charset or "ascii" in charset else 4
        found.append(_typed(old.type, new.type, each))
    if old.not_null != new.not_null and not old.primary:
        found.append("not null" if new.not_null else "null")
    if (old.default or "null").lower() != (new.default or "null").lower():
        if (new.default or "").startswith("("):
            return ("type",) if "type" in found else ()
        found.append("default")
    return tuple(found)


def _typed(old: str, new: str, each: int) -> Kind:
    was, now = parse(old), parse(new)
    if mysql_change(old, new, each).copy or was.base != now.base:
        return "type"
    if was.base in ("enum", "set"):
        return "append value"
    return "widen" if was.base in ("varchar", "varbinary") else "default"


def _column(act: Act, column: Column, table: Table, catalog: Catalog) -> tuple[Kind, ...]:
    key = catalog.fold(act.name)
    freed = key in table.freed
    keyed = [one for one in table.constraints if key in map(catalog.fold, one.columns)]
    if act.verb == "rename-column":
        pointed = [
            one
            for _, one in catalog.inbound(table.name)
            if one.reference and key in map(catalog.fold, one.reference.columns or table.primary())
        ]
        foreign = any(one.kind == "foreign" for one in keyed) or pointed
        return ("rename key column" if foreign else "rename column",)
    indexed = (
        keyed
        or freed
        or column.unique
        or any(key in map(catalog.fold, index.columns) for index in table.indexes.values())
    )
    if column.generated == "stored":
        return ("drop stored column",)
    return ("drop indexed column" if indexed else "drop column",)


def _constrained(one: Constraint) -> tuple[Kind, ...]:
    kinds: dict[str, Kind] = {
        "unique": "add index",
        "primary": "add primary key",
        "foreign": "add foreign key",
    }
    if one.kind == "check" and one.valid:
        return ("add check",)
    return (kinds[one.kind],) if one.kind in kinds else ()


def _freed(act: Act, table: Table, catalog: Catalog) -> tuple[Kind, ...]:
    kinds: dict[str, Kind] = {
        "unique": "drop index",
        "foreign": "drop foreign key",
        "check": "drop check",
    }
    name = catalog.fold(act.name)
    found = [one.kind for one in table.constraints if catalog.fold(one.name) == name]
    return (kinds[found[0]],) if len(found) == 1 and found[0] in kinds else ()
