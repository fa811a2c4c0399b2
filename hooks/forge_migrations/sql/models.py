"""CREATE TABLE … LIKE and PARTITION OF: what the new table takes over from its model.

https://www.postgresql.org/docs/current/sql-createtable.html (LIKE source_table),
https://dev.mysql.com/doc/refman/8.4/en/create-table-like.html
"""

from __future__ import annotations

from forge_migrations.sql.acts import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table


def take_over(table: Table, model: Table, act: Act, born: int) -> None:
    """Put the model's columns, and of the rest what the act asks for, into the table."""
    whole = act.has("partition-of")
    for key, column in model.columns.items():
        table.columns[key] = column._replace(born=born) if whole else _column(column, act, born)
    if whole:
        return
    for constraint in model.constraints:
        if _is_copied(constraint, act):
            name = _name(constraint.name, model, table)
            table.constraints.append(constraint._replace(name=name, born=born))
    for index in model.indexes.values() if act.has("like-indexes") else ():
        name = _name(index.name, model, table)
        table.indexes[name] = Index(name, table.name, *index[2:-1], born=born)


def _column(column: Column, act: Act, born: int) -> Column:
    made = column._replace(reference=None, born=born)
    if not act.has("like-indexes"):
        made = made._replace(primary=False, unique=False)
    if not act.has("like-constraints"):
        made = made._replace(check="")
    if column.generated in ("stored", "virtual"):
        return made if act.has("like-generated") else made._replace(generated="", expression="")
    if column.generated == "identity":
        return made if act.has("like-identity") else made._replace(generated="", identity="")
    return made if act.has("like-defaults") else made._replace(default=None, generated="")


def _is_copied(constraint: Constraint, act: Act) -> bool:
    """NOT NULL always, CHECK and keys when asked for; a foreign key never."""
    if constraint.kind in ("primary", "unique", "exclude"):
        return act.has("like-indexes")
    return constraint.kind == "not null" or (
        constraint.kind == "check" and act.has("like-constraints")
    )


def _name(name: str, model: Table, table: Table) -> str:
    """The engine names keys and indexes after the new table, where they were named after the old one."""
    old, new = (each.name.rpartition(".")[2] for each in (model, table))
    return new + name[len(old) :] if name.startswith(f"{old}_") else name
