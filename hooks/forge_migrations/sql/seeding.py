"""Two rows for every SQLite table: NULL where it may be, keys that children refer to."""

from __future__ import annotations

import sqlite3

from forge_migrations.sql.types import affinity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

ROWS = 2


def seed(connection: sqlite3.Connection, empty: Collection[str] = ()) -> Iterator[str]:
    """Fill every table that takes the rows, but for the `empty` ones; the names of those that did,
    in lower case."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for (table,) in tables:
        if table.lower() not in empty and _fill(connection, table):
            yield table.lower()


def _fill(connection: sqlite3.Connection, table: str) -> bool:
    """Twice the adversarial row; a plain one where a CHECK refuses it."""
    quoted = '"' + table.replace('"', '""') + '"'
    columns = connection.execute(f"PRAGMA table_info({quoted})").fetchall()
    keys = connection.execute(f"PRAGMA foreign_key_list({quoted})").fetchall()
    referring = {row[3].lower() for row in keys}
    done = 0
    for number in range(1, ROWS + 1):
        for full in (False, True):
            names, values = [], []
            for _cid, name, kind, not_null, default, primary in columns:
                value = _value(
                    number,
                    kind,
                    full or not_null or bool(primary),
                    default,
                    name.lower() in referring or bool(primary),
                )
                names.append('"' + name.replace('"', '""') + '"')
                values.append(value)
            marks = ", ".join("?" * len(values))
            try:
                connection.execute(
                    f"INSERT INTO {quoted} ({', '.join(names)}) VALUES ({marks})", values
                )
            except sqlite3.Error:
                continue
            done += 1
            break
    return done == ROWS


def _value(
    number: int, kind: str, required: bool, default: str | None, key: bool
) -> int | float | str | bytes | None:
    """A key is the row's number in every table, so that children find their parents."""
    form = affinity(kind)
    if key:
        return number if form in ("integer", "numeric", "real", "blob") else str(number)
    if not required and number == 1:
        return None
    if default is not None and required:
        stripped = default.strip("()")
        if stripped.startswith("'") and stripped.endswith("'"):
            return stripped[1:-1]
    if form == "integer":
        return number
    if form in ("real", "numeric"):
        return number + 0.5
    return f"00{number}" if form == "text" else f"b{number}".encode()
