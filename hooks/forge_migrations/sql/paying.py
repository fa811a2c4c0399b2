"""The statements that pay debts: what the next migration says of what earlier ones left to it."""

from __future__ import annotations

import copy

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.beside import props
from forge_migrations.sql.debts import PLACES
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.defined_mysql import definition
from forge_migrations.sql.paying_beside import placing
from forge_migrations.sql.paying_by_rebuild import paid_by_rebuild
from forge_migrations.sql.paying_enums import fill_name
from forge_migrations.sql.paying_enums import made_again
from forge_migrations.sql.refusing import with_clauses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.online_mysql import Server
    from forge_migrations.sql.paying_by_rebuild import Stock

_ORDER = {
    verb: number
    for number, verb in enumerate(
        (
            "validate-constraint",
            "alter-type",
            "rename-column",
            "set-not-null",
            "drop-default",
            "drop-enum-value",
            "drop-foreign-key",
            "drop-constraint",
            "drop-index",
            "drop-column",
            "drop-table",
            "drop-sequence",
            "drop-type",
            "drop-schema",
        )
    )
}
"""What holds on to something else goes before it."""


class Payment(NamedTuple):
    """What one migration pays, and what it has to owe meanwhile."""

    statements: tuple[str, ...]
    """Each may begin with comments: the debts that it makes."""
    pays: tuple[Debt, ...]
    """Those that are gone after it."""
    waits: tuple[Debt, ...]
    """Those that another migration behind it pays."""


def payment(
    catalog: Catalog,
    debts: Sequence[Debt],
    fills: Mapping[str, str] | None = None,
    stock: Stock | None = None,
    server: Server | None = None,
) -> Payment:
    """The next migration for these debts, which are open; `catalog` is what databases have.

    `fills`: what rows without a value get, by `users.plan`, in SQL. `stock`: what SQLite keeps of its
    objects, for what takes a rebuild there. `server`: MySQL's, which is asked to refuse rather than lock.
    """
    ordered = sorted(debts, key=lambda debt: (_ORDER[debt.verb], not _computed(catalog, debt)))
    tables = {catalog.fold(debt.table) for debt in debts if debt.verb == "drop-table"}
    statements: list[str] = []
    pays: list[Debt] = []
    waits: list[Debt] = []
    rebuilt, again = paid_by_rebuild(catalog, debts, stock)
    proofs = {proof: debt for debt in debts for proof in supports(catalog, debt)}
    for key in dict.fromkeys(debt.table for debt in ordered if debt.verb in PLACES):
        moved = placing(
            catalog, [each for each in ordered if each.table == key and each.verb in PLACES]
        )
        statements += moved.statements
        pays += moved.pays
        waits += moved.waits
    values = [debt for debt in ordered if debt.verb == "drop-enum-value"]
    for name in dict.fromkeys(debt.name for debt in values):
        of_type = [debt for debt in values if debt.name == name]
        statements += made_again(catalog, of_type, fills or {})
    pays += values
    for debt in ordered:
        if debt.verb in PLACES or debt in values:
            continue
        if debt in rebuilt:
            pays.append(debt)
            if debt.verb == "set-not-null":
                statements += _filled(catalog, debt, (fills or {}).get(fill_name(debt), ""))
        elif debt.verb == "set-not-null":
            made = _not_null(catalog, debt, (fills or {}).get(fill_name(debt), ""))
            (pays if made.pays else waits).append(debt)
            statements += made.statements
        elif (debt.verb, debt.table, debt.name) in proofs:
            # What another act needs goes with it.
            proven = proofs[debt.verb, debt.table, debt.name] in pays
            (pays if proven else waits).append(debt)
        elif debt.verb != "drop-table" and debt.table and catalog.fold(debt.table) in tables:
            pays.append(debt)  # goes with its table
        else:
            statements += _statements(catalog, debt)
            pays.append(debt)
    # What reads the rows comes before what locks them: a lock is held to the end.
    statements.sort(key=lambda text: _STRENGTH.get(_first_words(text), 1))
    held = {catalog.fold(debt.table) for debt in debts if debt.verb == "drop-table"}
    before = [each for key in sorted(held) for each in _inbound(catalog, key, held)]
    at = next((n for n, text in enumerate(statements) if text.startswith("DROP TABLE")), 0)
    statements[at:at] = before
    statements += again
    statements = with_clauses(statements, copy.deepcopy(catalog), server)
    return Payment(tuple(statements), tuple(pays), tuple(waits))


_STRENGTH = {"UPDATE": 0, "VALIDATE": 0}


def _first_words(text: str) -> str:
    if text.startswith("UPDATE"):
        return "UPDATE"
    return "VALIDATE" if " VALIDATE CONSTRAINT " in text.splitlines()[-1] else ""


def _computed(catalog: Catalog, debt: Debt) -> bool:
    """A generated column goes before those that it reads: MySQL refuses to drop these first."""
    column = catalog.column(debt.table, debt.name) if debt.verb == "drop-column" else None
    return column is not None and column.computed


def _statements(catalog: Catalog, debt: Debt) -> Iterator[str]:
    dialect = catalog.dialect
    name = quoted(debt.name, dialect)
    table = dotted(debt.table, dialect)
    if debt.verb == "drop-column":
        yield f"ALTER TABLE {table} DROP COLUMN {name};"
    elif debt.verb == "drop-default":
        yield f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT;"
    elif debt.verb == "drop-table":
        yield f"DROP TABLE {table};"
    elif debt.verb == "drop-index":
        yield drop_index(debt.table, debt.name, dialect)
    elif debt.verb == "drop-foreign-key":
        yield f"ALTER TABLE {table} DROP FOREIGN KEY {name};"
    elif debt.verb == "drop-constraint":
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name};"
    elif debt.verb == "validate-constraint":
        yield f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};"
    else:
        kind = debt.verb.removeprefix("drop-").upper()
        yield f"DROP {kind} {dotted(debt.name, dialect)};"


def drop_index(table: str, name: str, dialect: Dialect) -> str:
    """An index stands in its table's schema on PostgreSQL, and below its table on MySQL."""
    if dialect == "mysql":
        return f"DROP INDEX {quoted(name, dialect)} ON {dotted(table, dialect)};"
    schema = table.rpartition(".")[0] if dialect == "postgres" else ""
    above = f"{quoted(schema, dialect)}." if schema else ""
    return f"DROP INDEX {above}{quoted(name, dialect)};"


def _inbound(catalog: Catalog, key: str, going: set[str]) -> Iterator[str]:
    """The foreign keys to a table that goes, of tables that stay or go after it."""
    table = catalog.tables.get(key)
    if table is None or catalog.dialect in ("sqlite", "libsql"):
        return
    word = "FOREIGN KEY" if catalog.dialect == "mysql" else "CONSTRAINT"
    for other, constraint in catalog.inbound(table.name):
        if constraint.name:
            yield (
                f"ALTER TABLE {dotted(other.name, catalog.dialect)} "
                f"DROP {word} {quoted(constraint.name, catalog.dialect)};"
            )


def supports(catalog: Catalog, debt: Debt) -> Iterator[tuple[str, str, str]]:
    """(verb, table, name) of the debts for what was only made so that this one can be paid."""
    if debt.verb == "set-not-null":
        yield ("drop-constraint", debt.table, proof_name(debt))
    one = beside_of(debt.act)
    if one is not None:
        yield from props(catalog, one)


def proof_name(debt: Debt) -> str:
    """The CHECK that proves a column without NULL before SET NOT NULL has to look."""
    short = debt.table.rpartition(".")[2]
    whole = f"{short}_{debt.name}_not_null"
    return (
        whole if len(whole.encode()) <= 63 else f"{whole.encode()[:50].decode(errors='ignore')}_set"
    )


def _not_null(catalog: Catalog, debt: Debt, fill: str) -> Payment:
    """One migration on MySQL: MODIFY finds a NULL and fails, or rebuilds the table beside its writers.

    Two migrations on PostgreSQL: a CHECK that holds of what is written from then on; then VALIDATE,
    which reads the table beside its writers, and SET NOT NULL, which believes the CHECK.

    https://www.postgresql.org/docs/12/release-12.html: SET NOT NULL skips the scan then.
    """
    table = dotted(debt.table, catalog.dialect)
    column = quoted(debt.name, catalog.dialect)
    if catalog.dialect == "mysql":
        known = catalog.column(debt.table, debt.name)
        assert known is not None, debt  # it is owed
        text = f"ALTER TABLE {table} MODIFY COLUMN {column} {definition(known, True)};"
        return Payment((*_filled(catalog, debt, fill), text), (debt,), ())
    name = proof_name(debt)
    check = quoted(name, catalog.dialect)
    found = catalog.table(debt.table)
    proof = next((c for c in found.constraints if c.name == name), None) if found else None
    if proof is None:
        owing = Debt("drop-constraint", debt.table, name, f"proves {debt.name} for SET NOT NULL")
        text = f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;"
        made = (f"{owing.comment(catalog.dialect)}\n{text}",)
        return Payment((*_filled(catalog, debt, fill), *made), (), (debt,))
    statements = [] if proof.valid else [f"ALTER TABLE {table} VALIDATE CONSTRAINT {check};"]
    statements += [
        f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;",
        f"ALTER TABLE {table} DROP CONSTRAINT {check};",
    ]
    return Payment(tuple(statements), (debt,), ())


def _filled(catalog: Catalog, debt: Debt, fill: str) -> Iterator[str]:
    """What gives rows without a value one: what was said, or the column's default."""
    known = catalog.column(debt.table, debt.name)
    default = known.default if known else None
    if default is not None and catalog.dialect not in ("sqlite", "libsql"):
        default = "DEFAULT"
    value = fill or default
    if value:
        table, column = dotted(debt.table, catalog.dialect), quoted(debt.name, catalog.dialect)
        yield f"UPDATE {table} SET {column} = {value} WHERE {column} IS NULL;"
