"""Shapes of SQLite's tables, from its pragmas (https://www.sqlite.org/pragma.html)."""

from __future__ import annotations

from forge_migrations.database.shapes import Check
from forge_migrations.database.shapes import Column
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.database.shapes import Table
from forge_migrations.engines import SQLITE
from forge_migrations.sql.definitions import checks_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection


def read_tables(connection: Connection, but: Sequence[str] = ()) -> list[Table]:
    """Every ordinary table but those named; virtual tables and their shadows are left out."""
    found = connection.exec_driver_sql(
        "SELECT m.name, m.sql FROM sqlite_master m JOIN pragma_table_list l ON l.name = m.name"
        " WHERE m.type = 'table' AND l.schema = 'main' AND l.type = 'table'"
        " AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name"
    ).all()
    return [_table(connection, str(row[0]), str(row[1])) for row in found if row[0] not in but]


def _table(connection: Connection, name: str, sql: str) -> Table:
    columns: list[Column] = []
    keys: dict[int, str] = {}
    listed = connection.exec_driver_sql(
        'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', (name,)
    ).all()
    rowid = [row for row in listed if row[4]]
    for row in listed:
        alone = len(rowid) == 1 and row[4] and str(row[1]).lower() == "integer"
        if row[4]:
            keys[int(row[4])] = str(row[0])
        nullable = not row[2] and not row[4]
        columns.append(
            Column(
                str(row[0]),
                str(row[1]).lower(),
                nullable,
                default=row[3] is not None or alone,
                computed=row[5] in (2, 3),
                virtual=row[5] == 2,
                key=str(row[0]),
            )
        )
    primary = tuple(keys[index] for index in sorted(keys))
    uniques = [primary] if primary else []
    for index in connection.exec_driver_sql(
        'SELECT name, "unique" FROM pragma_index_list(?)', (name,)
    ).all():
        if index[1]:
            parts = connection.exec_driver_sql(
                "SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index[0],)
            ).all()
            uniques.append(tuple(str(part[0]) for part in parts if part[0] is not None))
    return Table(
        SQLITE.quoted(name),
        name,
        tuple(columns),
        primary,
        tuple(uniques),
        tuple(_foreign_keys(connection, name, primary)),
        tuple(Check("", text) for text in checks_in(sql)),
        name,
    )


def _foreign_keys(connection: Connection, name: str, primary: tuple[str, ...]) -> list[ForeignKey]:
    groups: dict[int, list[tuple[str, str, str | None]]] = {}
    for row in connection.exec_driver_sql(
        'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq', (name,)
    ).all():
        groups.setdefault(int(row[0]), []).append((str(row[1]), str(row[2]), row[3]))
    found = []
    for parts in groups.values():
        referred = tuple(str(part[2]) for part in parts if part[2] is not None)
        if not referred:
            listed = connection.exec_driver_sql(
                "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (parts[0][0],)
            ).all()
            referred = tuple(str(row[0]) for row in listed)
        found.append(
            ForeignKey(tuple(part[1] for part in parts), SQLITE.quoted(parts[0][0]), referred)
        )
    return found
