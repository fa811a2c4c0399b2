"""An enum's type made again without some of its values. PostgreSQL has no statement that takes one away.

https://www.postgresql.org/docs/current/sql-altertype.html
"""

from __future__ import annotations

from forge_migrations.sql.beside import cut
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.debts import split_name
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt

DIALECT: Dialect = "postgres"


def made_again(catalog: Catalog, debts: Sequence[Debt], fills: Mapping[str, str]) -> Iterator[str]:
    """The statements for the debts of one type; `fills`: what rows that hold a value get, in SQL, by
    `role.guest`."""
    name = debts[0].name
    enum = catalog.get("type", name)
    if enum is None:
        return
    users = list(catalog.users_of_type(name))
    given = [(debt.new, fills.get(fill_name(debt), "")) for debt in debts]
    mapping = [(value, instead) for value, instead in given if instead]
    gone = {debt.new for debt in debts}
    values = ", ".join(string_literal(each) for each in enum.values if each not in gone)
    *above, short = split_name(name, DIALECT)
    old = cut(f"{short}__old")
    kind, before = dotted(name, DIALECT), dotted(".".join([*above, old]), DIALECT)
    yield f"ALTER TYPE {kind} RENAME TO {quoted(old, DIALECT)};"
    yield f"CREATE TYPE {kind} AS ENUM ({values});"
    for table in dict.fromkeys(table for table, _ in users):  # one rewrite for all of its columns
        changes = [
            change
            for other, column in users
            if other is table
            for change in _cast(column, kind, mapping)
        ]
        yield f"ALTER TABLE {dotted(table.name, DIALECT)} {', '.join(changes)};"
    yield f"DROP TYPE {before};"


def fill_name(debt: Debt) -> str:
    """What `--fill` calls the rows of a debt: `users.plan`, `role.guest`."""
    return f"{debt.table}.{debt.name}" if debt.table else f"{debt.name}.{debt.new}"


def _cast(column: Column, kind: str, mapping: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A default has the old type, and is no cast away from the new one. Values are mapped on the way, as
    text: a value that came in the same transaction can't be used before it is committed."""
    alter = f"ALTER COLUMN {quoted(column.name, DIALECT)}"
    array = "[]" if "[" in column.type else ""
    old = f"{quoted(column.name, DIALECT)}::text{array}"
    using = old
    if mapping and array:
        for value, instead in mapping:
            using = f"array_replace({using}, {string_literal(value)}, ({instead})::text)"
        lost = " OR ".join(f"{string_literal(value)} = ANY ({old})" for value, _ in mapping)
        using = f"(CASE WHEN {lost} THEN {using} ELSE {old} END)"
    elif mapping:
        cases = " ".join(
            f"WHEN {string_literal(value)} THEN ({instead})::text" for value, instead in mapping
        )
        using = f"(CASE {old} {cases} ELSE {old} END)"
    if column.default is not None:
        yield f"{alter} DROP DEFAULT"
    yield f"{alter} SET DATA TYPE {kind}{array} USING {using}::{kind}{array}"
    if column.default is not None:
        yield f"{alter} SET DEFAULT {column.default}"
