"""A Catalog as a JSON value and back, so that a long history is replayed once."""

from __future__ import annotations

from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index
from forge_migrations.sql.acts import Reference
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog import Named
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.table_keys import Constraints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.engines import Dialect

_PLAIN = ("name", "born", "kind", "row_security", "temporary", "complete", "parent", "engine",
          "options", "triggers", "trigger_calls", "trigger_columns", "policies", "policy_words", "policy_parts", "definition", "replica", "rows",
          "was")  # fmt: skip


def to_json(catalog: Catalog) -> dict[str, Any]:
    """Lists, dicts, strings and numbers only."""
    return {
        "complete": catalog.complete,
        "certain": catalog.certain,
        "gaps": catalog.gaps,
        "parted": catalog.parted,
        "gone": sorted(map(list, catalog.gone)),
        "tables": {key: _table(table) for key, table in catalog.tables.items()},
        "named": [
            [
                kind,
                name,
                found.born,
                list(found.values),
                sorted(found.flags),
                list(found.added),
                list(found.body),
            ]
            for (kind, name), found in catalog.named.items()
        ],
        "index_home": catalog.index_home,
    }


def _table(table: Table) -> dict[str, Any]:
    found = {name: getattr(table, name) for name in _PLAIN}
    found["words"] = sorted(table.words)
    found["written"] = sorted(table.written)
    found["freed"] = sorted(table.freed)
    found["gives"] = list(table.gives)
    found["columns"] = {key: list(column) for key, column in table.columns.items()}
    found["constraints"] = [list(constraint) for constraint in table.constraints]
    found["indexes"] = {key: list(index) for key, index in table.indexes.items()}
    return found


def from_json(value: Any, dialect: Dialect) -> Catalog | None:
    """The catalog, or `None` for a value that isn't one."""
    catalog = Catalog(dialect)
    try:
        catalog.complete = bool(value["complete"])
        catalog.certain = bool(value["certain"])
        catalog.gaps = bool(value["gaps"])
        catalog.parted = bool(value["parted"])
        catalog.gone = {tuple(key) for key in value["gone"]}
        catalog.index_home = dict(value["index_home"])
        for kind, name, born, values, flags, added, (language, text) in value["named"]:
            named = Named(born, tuple(values), frozenset(flags), tuple(added), (language, text))
            catalog.named[kind, name] = named
        for key, found in value["tables"].items():
            catalog.tables[key] = _read_table(found)
            for column in catalog.tables[key].columns.values():
                catalog.has_type(column.type)
            for constraint in catalog.tables[key].constraints:
                catalog.refer(key, constraint)
            catalog.viewed |= catalog.tables[key].words
            if catalog.tables[key].was:
                catalog.retyped.append(catalog.tables[key])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return catalog


def _read_table(found: dict[str, Any]) -> Table:
    table = Table(found["name"], found["born"])
    for name in _PLAIN:
        setattr(table, name, found[name])
    table.words = frozenset(found["words"])
    table.written = set(found["written"])
    table.freed = set(found["freed"])
    table.gives = tuple(found["gives"])
    table.columns = {
        key: _with_reference(Column(*values)) for key, values in found["columns"].items()
    }
    table.constraints = Constraints(map(_constraint, found["constraints"]))
    for key, values in found["indexes"].items():
        index = Index(*values)
        table.indexes[key] = index._replace(
            columns=tuple(index.columns), forms=tuple(index.forms), includes=tuple(index.includes)
        )
    return table


def _reference(value: Any) -> Reference | None:
    if value is None:
        return None
    found = Reference(*value)
    return found._replace(columns=tuple(found.columns))


def _with_reference(column: Column) -> Column:
    if column.reference is None:
        return column
    return column._replace(reference=_reference(column.reference))


def _constraint(values: list[Any]) -> Constraint:
    found = Constraint(*values)
    return found._replace(columns=tuple(found.columns), reference=_reference(found.reference))
