"""Acts on a table's keys, foreign keys and checks -> its constraints."""

from __future__ import annotations

from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.catalog_ages import forget
from forge_migrations.sql.table_keys import Constraints
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table


def put_constraint(catalog: Catalog, table: Table, constraint: Constraint, born: int) -> None:
    """The table has it from now on, under the name that the engine gives it."""
    name = constraint.name or _default_name(catalog, table, constraint)
    key = ("constraint", catalog.fold(table.name), catalog.fold(name))
    catalog.gone.discard(key)
    born = catalog.since(key, born)
    table.constraints.append(constraint._replace(name=name, born=born))
    catalog.refer(table.name, constraint)
    if constraint.kind == "primary":
        for column in constraint.columns:
            found = table.columns.get(catalog.fold(column))
            if found and catalog.grammar.primary_not_null:
                table.columns[catalog.fold(column)] = found._replace(not_null=True)
    elif constraint.kind == "not null":
        for column in constraint.columns:
            found = table.columns.get(catalog.fold(column))
            if found and constraint.valid:
                table.columns[catalog.fold(column)] = found._replace(not_null=True)


def _default_name(catalog: Catalog, table: Table, constraint: Constraint) -> str:
    if catalog.dialect != "postgres":
        return ""
    ending = {"primary": "pkey", "unique": "key", "foreign": "fkey", "check": "check"}
    columns = constraint.columns if constraint.kind != "primary" else ()
    if constraint.kind == "check" and not columns:
        columns = _only_column(table, constraint.expression)
    parts = [table.name.rpartition(".")[2], *columns, ending.get(constraint.kind, "excl")]
    return "_".join(parts)


def _only_column(table: Table, expression: str) -> tuple[str, ...]:
    """The column that a CHECK of one column is named after."""
    words = {token.text.strip('"') for token in tokenize(expression, "postgres")[0]}
    found = tuple(column.name for column in table.columns.values() if column.name in words)
    return found if len(found) == 1 else ()


def add_constraint(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """ADD CONSTRAINT; an index that it uses becomes its own."""
    assert act.constraint
    constraint = act.constraint
    if constraint.using_index:
        index = table.indexes.pop(catalog.fold(constraint.using_index), None)
        if index:
            constraint = constraint._replace(columns=index.columns, nulls=index.nulls)
    put_constraint(catalog, table, constraint, born)


def drop_constraint(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """A constraint goes, by its name or as the primary key."""
    key = catalog.fold(act.name)
    home = ("constraint", catalog.fold(table.name), key)
    named = [*table.constraints.named(key, catalog.fold)]
    for old in named if act.name else ():
        forget(catalog, home, old.born)
    kind = {"drop-primary-key": "primary", "drop-foreign-key": "foreign"}.get(act.verb, "")
    if act.verb == "drop-constraint" and len(key.encode()) == NAME_LENGTH:
        # Names that were cut to the same bytes: the engine has let the first one in.
        first = next((c for c in table.constraints if c.name == key), None)
        table.constraints = Constraints(c for c in table.constraints if c is not first)
        return
    if act.verb == "drop-primary-key":
        table.constraints = Constraints(c for c in table.constraints if c.kind != "primary")
        return
    gone = [c for c in named if not kind or c.kind == kind]
    for constraint in gone:
        table.constraints.drop(constraint, catalog.fold)
    if catalog.dialect == "mysql":
        foreign = [
            c
            for c in gone
            if c.kind == "foreign" and c not in table.constraints.named(key, catalog.fold)
        ]
        table.freed.update(catalog.fold(name) for c in foreign for name in c.columns)


def validate(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """Every row has been looked at."""
    key = catalog.fold(act.name)
    if all(each.valid for each in table.constraints.named(key, catalog.fold)):
        return
    for at, constraint in enumerate(table.constraints):
        if not constraint.valid and catalog.fold(constraint.name) == key:
            table.constraints[at] = constraint._replace(valid=True)
