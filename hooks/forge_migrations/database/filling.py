"""Fills every table with a few adversarial rows that satisfy its constraints, the same ones each
time.

Rows of one table: one with NULL wherever it is allowed, one small, one at the edges, and a twin of
another row wherever nothing forbids it. Foreign keys take values of rows that are there; a cycle is
broken where NULL is allowed. What can't be filled is named with the engine's own reason.
"""

from __future__ import annotations

import json
import re
import zlib

from forge_migrations.database.failures import without_secrets
from forge_migrations.database.shapes import in_order
from forge_migrations.database.values import value_for
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.constants import numbers_in
from forge_migrations.sql.constants import strings_in
from forge_migrations.sql.mentions import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Column
    from forge_migrations.database.shapes import Table

ROWS = 4
"""Rows that are tried for each table without a longer enum."""
MOST = 16
"""Rows that are tried at most: one for each value of an enum, which a migration may take away."""
ROOM = 1000
"""Keys that the database may count on by itself, behind the largest one."""
FURTHER = 3
"""Rows that are tried to put in besides."""
TRIES = 150
"""Combinations of values that are tried for a row whose check refuses it."""


class Filled(NamedTuple):
    """How many rows each table got, and why some got none. Labels of tables are the keys."""

    rows: dict[str, int]
    empty: dict[str, str]

    def as_text(self) -> str:
        """What is kept with a data folder."""
        return json.dumps(self._asdict())

    @classmethod
    def from_text(cls, text: str) -> Filled:
        """What `as_text` wrote."""
        told = json.loads(text)
        return cls(dict(told["rows"]), dict(told["empty"]))


def fill(connection: Connection, tables: list[Table], engine: str) -> Filled:
    """Insert the rows. The connection commits each statement by itself; one transaction is used."""
    rows: dict[str, int] = {}
    empty: dict[str, str] = {}
    placed: dict[str, list[dict[str, Any]]] = {}
    connection.exec_driver_sql("BEGIN")
    for table in in_order(tables):
        made, reason = _fill_table(connection, table, engine, placed)
        placed[table.name] = made
        rows[table.label] = len(made)
        if not made:
            empty[table.label] = reason
    connection.exec_driver_sql("COMMIT")
    return Filled(rows, empty)


def _fill_table(
    connection: Connection, table: Table, engine: str, placed: dict[str, list[dict[str, Any]]]
) -> tuple[list[dict[str, Any]], str]:
    made: list[dict[str, Any]] = []
    reason = "no row satisfies its constraints"
    for number in range(_count(table)):
        for row in _attempts(table, number, engine, placed, made):
            if isinstance(row, str):
                reason = row
                break
            failed = _insert(connection, table, row, engine)
            if not failed:
                made.append(_as_stored(connection, table, row, engine, len(made)))
                break
            reason = failed
            if not _is_check(failed):
                break
    return made, reason


def further_row(
    connection: Connection,
    table: Table,
    engine: str,
    placed: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any] | None:
    """A row that the table takes besides those that it has, and doesn't get; `None` where none is known.

    `placed` has the rows that are there of the tables that it refers to. The caller has a transaction.
    """
    for number in range(_count(table), _count(table) + FURTHER):
        for row in _attempts(table, number, engine, placed, []):
            if isinstance(row, str):
                break
            connection.exec_driver_sql("SAVEPOINT forge_further")
            failed = _insert(connection, table, row, engine)
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT forge_further")
            if not failed:
                return row
            if not _is_check(failed) or _repeats(failed):
                break
    return None


def _repeats(reason: str) -> bool:
    """True where a row of that key is there: no other value of a check's column helps."""
    return "duplicate" in reason.lower() or "unique" in reason.lower()


def _count(table: Table) -> int:
    longest = max((len(column.labels) for column in table.columns), default=0)
    return max(ROWS, min(longest + 2, MOST))


def _attempts(
    table: Table,
    number: int,
    engine: str,
    placed: Mapping[str, Sequence[Mapping[str, Any]]],
    made: list[dict[str, Any]],
) -> Iterator[dict[str, Any] | str]:
    """The row of this number as planned, then with other values in the columns that checks name."""
    row = _plan(table, number, engine, placed)
    yield row
    if isinstance(row, str):
        return
    named = _choices(table, engine)
    for attempt in range(TRIES):
        if not named:
            return
        other = dict(row)
        for column, choices in named.items():
            # Any fixed scatter will do: combinations must differ, and be the same in every run.
            turn = zlib.crc32(f"{attempt} {number} {column}".encode())
            other[column] = choices[turn % len(choices)]
        yield other


def _plan(
    table: Table, number: int, engine: str, placed: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any] | str:
    row: dict[str, Any] = {}
    referring = {column for foreign in table.foreign_keys for column in foreign.columns}
    unique = table.unique_columns
    for column in table.columns:
        if column.computed or column.name in referring:
            continue
        # Row 1 has NULL wherever it may; row 3 repeats row 2 wherever it may.
        if number == 1 and column.nullable and column.name not in table.primary_key:
            row[column.name] = None
            continue
        turn = _turn(number) if column.name not in unique else number
        made = value_for(column, turn, engine)
        if isinstance(made, int) and column.default and column.name in table.primary_key:
            made -= min(ROOM, made // 2) if made > ROWS else 0
        if made is not None:
            row[column.name] = made
        elif not column.nullable and not column.default:
            return f'no value is known for column "{column.name}" of type {column.type}'
    for foreign in table.foreign_keys:
        columns = [column for column in table.columns if column.name in foreign.columns]
        parents = placed.get(foreign.table, [])
        if parents and not (number == 1 and all(column.nullable for column in columns)):
            parent = parents[
                (number if unique & set(foreign.columns) else _turn(number)) % len(parents)
            ]
            row.update(
                zip(foreign.columns, (parent.get(each) for each in foreign.referred), strict=False)
            )
        elif all(column.nullable or column.default for column in columns):
            row.update({column.name: None for column in columns if column.nullable})
        elif foreign.table == table.name:
            # A row may refer to itself.
            for name, referred in zip(foreign.columns, foreign.referred, strict=False):
                row[name] = row.get(referred)
        else:
            return f"{foreign.table}, which it refers to, has no rows"
    return row


def _turn(number: int) -> int:
    """Which value a row takes in a column that may repeat: the fourth row repeats the third."""
    return (0, 2, 1, 1)[number] if number < ROWS else number - 2


def _insert(connection: Connection, table: Table, row: dict[str, Any], engine: str) -> str:
    """Empty when the row is in, else the engine's reason."""
    own = row_of(engine)
    names = ", ".join(own.quoted(name) for name in row)
    marks = ", ".join([own.mark] * len(row))
    if own.mark == "%s":  # any other per cent sign is written twice
        names = names.replace("%", "%%")
    values = f"({names}) VALUES ({marks})" if row else own.no_values
    connection.exec_driver_sql("SAVEPOINT forge_row")
    try:
        connection.exec_driver_sql(f"INSERT INTO {table.name} {values}", tuple(row.values()))
    except Exception as error:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT forge_row")
        original = getattr(error, "orig", None) or error
        told = getattr(getattr(original, "diag", None), "message_primary", None)
        return without_secrets(told or str(original))
    connection.exec_driver_sql("RELEASE SAVEPOINT forge_row")
    return ""


def _as_stored(
    connection: Connection, table: Table, row: dict[str, Any], engine: str, count: int
) -> dict[str, Any]:
    """The row with what the engine filled in by itself, where something refers to it."""
    wanted = [column.name for column in table.columns if column.name not in row]
    keys = [name for name in wanted if name in table.unique_columns]
    if not keys:
        return row
    names = ", ".join(row_of(engine).quoted(name) for name in keys)
    order = row_of(engine).quoted(keys[0])
    found = connection.exec_driver_sql(
        f"SELECT {names} FROM {table.name} ORDER BY {order} DESC LIMIT 1"
    ).first()
    return row | dict(zip(keys, found or (), strict=False))


def _is_check(reason: str) -> bool:
    return "check" in reason.lower() or "constraint" in reason.lower()


def _choices(table: Table, engine: str) -> dict[str, list[Any]]:
    """For each column that a check names: what the check's own text suggests, then plain values."""
    found: dict[str, list[Any]] = {}
    for check in table.checks:
        for column in table.columns:
            if column.computed or not mentions(check.text, DIALECTS[engine], column.name):
                continue
            found.setdefault(column.name, []).extend(_suggested(column, check.text, engine))
    return {name: list(dict.fromkeys(choices)) for name, choices in found.items()}


def _suggested(column: Column, text: str, engine: str) -> list[Any]:
    kind = column.type.lower()
    choices: list[Any] = [None] if column.nullable else []
    if "json_valid" in text:
        # What MariaDB calls json is text with this check.
        choices += ['{"a": [1, null]}', "{}", "[]"]
    elif re.search(r"int|num|dec|real|floa|doub|serial", kind):
        for value in numbers_in(text, DIALECTS[engine]):
            choices += [value, value + 1, value - 1]
        choices += [1, 2]
    elif re.search(r"char|text|citext", kind) or not kind:
        words = strings_in(text, DIALECTS[engine])
        choices += words
        if not words or re.search(r"length|~|like|regexp|glob", text, re.IGNORECASE):
            choices += ["aaa", "a", "A" * 8, "1" * 40, "a@example.com", "https://example.com"]
            choices += ["#aabbcc", "a-b", "2024-01-01"]
    plain = value_for(column, 0, engine)
    return choices if plain is None or "json_valid" in text else [*choices, plain]
