"""A Catalog as a Structure: each object with its aspects in a form that two of them compare by."""

from __future__ import annotations

from forge_migrations.engines import MYSQL
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.normal_form import default_form
from forge_migrations.sql.normal_form import expression_form
from forge_migrations.sql.normal_form import type_form
from forge_migrations.sql.parts import NAME
from forge_migrations.sql.parts import Part
from forge_migrations.sql.sequences import plain
from forge_migrations.sql.types import SERIALS
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.acts import Index
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table

    Aspects = Mapping[str, "Said"]
    Structure = Mapping[Part, Aspects]

OWN_SEQUENCE = "a number of its own sequence"
"""What the default of a serial column is, and of one that takes `nextval` of a sequence."""


KEY_ORDER = "its columns in the order"
"""The aspect of a primary key on SQLite beside the columns themselves."""
CHARSET, COLLATION = "character set", "collation"
"""Of a MySQL column; drizzle-kit 0.x has no word for them."""
VALIDITY = "validity"
"""Whether a constraint holds of the rows that were there before it: those of NOT VALID don't."""


class Said(NamedTuple):
    """One aspect: what is compared, and what is shown."""

    form: str
    text: str


def structure_of(catalog: Catalog, only: Container[str] | None = None) -> dict[Part, Aspects]:
    """Everything in the catalog that a Drizzle schema has a word for; of the tables `only` these."""
    found: dict[Part, Aspects] = {}
    for key, table in catalog.tables.items():
        if table.temporary or table.parent:
            continue
        if only is not None and table.kind == "table" and key not in only:
            continue
        if table.kind != "table":
            view = Part(table.kind.replace("materialized-", "materialized "), "", key)
            form = expression_form(table.definition, catalog.dialect)
            found[view] = {
                "definition": Said(form, table.definition),
                "options": Said(table.options, table.options),
            }
        else:
            found.update(_table(catalog, key, table))
    for (kind, name), named in catalog.named.items():
        if kind == "type" and "enum" in named.flags:
            values = ", ".join(f"'{value}'" for value in named.values)
            found[Part("enum", "", name)] = {"values": Said(values, values)}
        elif kind == "sequence":
            options = plain("".join(named.values)).removeprefix("sequence").lstrip("; ")
            found[Part("sequence", "", name)] = {"options": Said(options, options)}
        elif kind in ("schema", "role"):
            found[Part(kind, "", name)] = {}
    return found


def _table(catalog: Catalog, key: str, table: Table) -> Iterator[tuple[Part, Aspects]]:
    yield Part("table", key, ""), {}
    filled = _filled(catalog, table)
    for name, column in table.columns.items():
        yield Part("column", key, name), _column(catalog, column, name in filled)
    for constraint in table.constraints:
        yield from _constraint(catalog, key, constraint)
    for name, index in table.indexes.items():
        yield _index(catalog, key, name, index)
    for name, parts in table.policy_parts.items():
        yield Part("policy", key, name), _policy(catalog, parts)
    if table.row_security:
        yield Part("row level security", key, ""), {}


def _filled(catalog: Catalog, table: Table) -> set[str]:
    """The primary key's columns, which are never null: in SQLite an integer by itself alone.

    https://www.sqlite.org/lang_createtable.html#the_primary_key
    """
    primary = [catalog.fold(name) for name in table.primary()]
    if catalog.dialect in ("sqlite", "libsql"):
        kinds = [table.columns[name].type for name in primary if name in table.columns]
        alone = len(primary) == 1 and [kind.lower() for kind in kinds] == ["integer"]
        return set(primary) if alone else set()
    return set(primary)


def _column(catalog: Catalog, column: Column, primary: bool) -> Aspects:
    dialect = catalog.dialect
    kind = column.type
    if dialect in ("sqlite", "libsql"):
        kind = parse(kind).base  # SQLite takes a length and minds none
    if catalog.grammar.int_is_integer:
        kind = SERIALS.get(kind, "integer" if kind.lower() == "int" else kind)
    generated = column.generated if column.generated in ("stored", "virtual", "auto") else ""
    default = column.default or ""
    if column.generated == "serial" or default.startswith("nextval("):
        default = OWN_SEQUENCE
    identity = plain(column.identity, column.type) if column.identity else ""
    found = {
        "type": Said(type_form(kind), column.type),
        "default": Said(default_form(default, dialect), default),
        "generated": _generated(catalog, column, generated),
        "identity": Said(identity, identity),
        # MySQL takes no other precision there than the type's.
        "on update": Said("now" if column.on_update else "", column.on_update),
    }
    if dialect == MYSQL.dialect:
        found |= _letters(column)
    if not primary and not column.identity:
        words = "not null" if column.not_null else "null"
        found["null"] = Said(words, words)
    return found


def _letters(column: Column) -> dict[str, Said]:
    """The collation; the character set where it stands alone, as a collation goes with one."""
    charset, collation = column.charset.lower(), column.collation.lower()
    found = {COLLATION: Said(collation, collation)}
    return found if collation else {**found, CHARSET: Said(charset, charset)}


def _generated(catalog: Catalog, column: Column, generated: str) -> Said:
    if generated == "auto":
        return Said("auto", "a number that counts up")
    form = expression_form(column.expression, catalog.dialect)
    return Said(f"{generated} {form}".strip(), f"{generated} {column.expression}".strip())


def _listed(catalog: Catalog, names: tuple[str, ...]) -> Said:
    forms = (
        expression_form(name, catalog.dialect) if name.startswith("(") else catalog.fold(name)
        for name in names
    )
    return Said(", ".join(forms), ", ".join(names))


def _constraint(catalog: Catalog, key: str, one: Constraint) -> Iterator[tuple[Part, Aspects]]:
    name = catalog.fold(one.name)
    columns = _listed(catalog, one.columns)
    plain = catalog.dialect != "postgres"
    if one.kind == "primary":
        aspects = {"columns": columns}
        if catalog.dialect in ("sqlite", "libsql"):
            # drizzle-kit sorts them when it rebuilds a table.
            aspects[KEY_ORDER] = columns
            aspects["columns"] = columns._replace(form=", ".join(sorted(columns.form.split(", "))))
        if not plain:
            aspects[NAME] = Said(name, name)
        yield Part("primary key", key, ""), aspects
    elif one.kind == "unique" and plain:
        yield _unique(catalog, key, name, columns, ())
    elif one.kind == "unique":
        yield (
            Part("unique constraint", key, name),
            {"columns": columns, "nulls": Said(one.nulls, one.nulls)},
        )
    elif one.kind == "check":
        form = expression_form(one.expression, catalog.dialect)
        yield (
            Part("check", key, name or form),
            {"condition": Said(form, one.expression), VALIDITY: _validity(one)},
        )
    elif one.kind == "foreign" and one.reference:
        target = one.reference
        there = _listed(catalog, target.columns)
        table = Said(catalog.fold(target.table), target.table)
        if catalog.dialect in ("sqlite", "libsql"):
            name = f"{columns.form} -> {table.form}"  # SQLite keeps no name of it
        yield (
            Part("foreign key", key, name),
            {
                "columns": columns,
                "table": table,
                "its columns": there,
                "on delete": _action(catalog, target.on_delete),
                "on update": _action(catalog, target.on_update),
                VALIDITY: _validity(one),
            },
        )


def _validity(one: Constraint) -> Said:
    return Said("", "validated") if one.valid else Said("not valid", "not validated")


def _action(catalog: Catalog, action: str) -> Said:
    same = (
        ("", "no action", "restrict")
        if catalog.grammar.restrict_is_no_action
        else ("", "no action")
    )
    return Said("no action" if action in same else action, action or "no action")


def _index(catalog: Catalog, key: str, name: str, index: Index) -> tuple[Part, Aspects]:
    columns = _listed(catalog, index.columns)
    if catalog.dialect != "postgres" and index.unique and not index.where:
        return _unique(catalog, key, name, columns, index.forms)
    where = expression_form(index.where, catalog.dialect)
    method = "" if index.method == "btree" else index.method
    words = ", ".join(index.forms)
    return Part("index", key, name), {
        "columns": columns,
        "order": Said(words, words),
        "unique": Said(
            "unique" if index.unique else "", "unique" if index.unique else "not unique"
        ),
        "condition": Said(where, index.where),
        "method": Said(method, index.method or "btree"),
        "nulls": Said(index.nulls, index.nulls),
        "options": Said(index.options, index.options),
    }


def _unique(
    catalog: Catalog, key: str, name: str, columns: Said, forms: tuple[str, ...]
) -> tuple[Part, Aspects]:
    """MySQL and SQLite: a unique constraint is a unique index."""
    words = ", ".join(forms)
    aspects = {"columns": columns, "order": Said(words, words)}
    return Part("unique index", key, name or f"({columns.form})"), aspects


def _policy(catalog: Catalog, parts: Mapping[str, str]) -> Aspects:
    def said(name: str, absent: str) -> Said:
        text = parts.get(name) or absent
        return Said(expression_form(text, catalog.dialect), text)

    roles = said("to", "public")
    return {
        "kind": said("as", "permissive"),
        "command": said("for", "all"),
        "roles": Said(" ".join(sorted(roles.form.split())), roles.text),
        "using": said("using", ""),
        "check": said("check", ""),
    }
