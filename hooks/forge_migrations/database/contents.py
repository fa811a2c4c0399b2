"""What tables hold before and after: rows by table, values by column, followed through renames."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from decimal import InvalidOperation

from forge_migrations.database.asking import ask_each
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Column
    from forge_migrations.database.shapes import Table

    Values = tuple[str | None, ...]


class Held(NamedTuple):
    """One table's rows."""

    label: str
    rows: int
    columns: Mapping[str, Values]
    """By the column's key: every row's value as text."""
    names: Mapping[str, str]
    """From the column's key to its name."""


class Loss(NamedTuple):
    """Something that was there before and isn't afterwards."""

    kind: str
    """`table`, `column`, `rows` or `values`."""
    table: str
    """The label before."""
    column: str = ""
    before: int = 0
    """Rows with something to lose: all rows, or those that aren't NULL in the column."""
    after: int = 0
    example: str = ""
    """For `values`: `'007' became '7'`."""

    def __str__(self) -> str:
        if self.kind == "table":
            return f'drops table "{self.table}" with its {counted(self.before, "row")}'
        if self.kind == "column":
            return (
                f'drops column "{self.column}" of table "{self.table}",'
                f" which held {counted(self.before, 'value')}"
            )
        if self.kind == "rows":
            return f'deletes {self.before - self.after} of {counted(self.before, "row")} of table "{self.table}"'
        return (
            f'changes {self.before - self.after} of {self.before} values of column "{self.column}"'
            f' of table "{self.table}": {self.example}'
        )


def read_contents(connection: Connection, tables: Sequence[Table], engine: str) -> dict[str, Held]:
    """Every row of the tables, by the table's key. Meant for the few rows that were put there."""
    held = {table.key: _held(table) for table in tables}
    queries = [_query(table, held[table.key], engine) for table in tables]
    every = ask_each(connection, queries)
    return {
        table.key: _read(table, held[table.key], rows)
        for table, rows in zip(tables, every, strict=True)
    }


def losses(
    before: Mapping[str, Held], after: Mapping[str, Held], renamed: Mapping[str, str] | None = None
) -> list[Loss]:
    """What was lost. `renamed` maps a table's or `table.column`'s key before to the one after,

    where the engine has no key that outlives a rename.
    """
    renamed = renamed or {}
    found: list[Loss] = []
    for key, was in before.items():
        now = after.get(renamed.get(key, key))
        if now is None:
            found.append(Loss("table", was.label, before=was.rows))
            continue
        if now.rows < was.rows:
            found.append(Loss("rows", was.label, before=was.rows, after=now.rows))
        for column, values in was.columns.items():
            target = renamed.get(f"{key}.{column}", column)
            kept = [value for value in values if value is not None]
            if target not in now.columns:
                name = was.names[column]
                found.append(Loss("column", was.label, name, before=len(kept)))
            elif now.rows >= was.rows:
                loss = _changed(was, column, kept, now.columns[target])
                found += [loss] if loss else []
    return found


def _changed(was: Held, column: str, kept: Sequence[str], now: Values) -> Loss | None:
    left = Counter(value for value in now if value is not None)
    missing = []
    for value in kept:
        if left[value]:
            left[value] -= 1
        else:
            missing.append(value)
    gone = []
    for value in missing:
        same = next((other for other in left.elements() if equal(value, other)), None)
        if same is None:
            gone.append(value)
        else:
            left[same] -= 1
    if not gone:
        return None
    others = sorted((+left).elements(), key=lambda other: (-_alike(gone[0], other), other))
    became = f"{_shown(others[0])}" if others else "NULL"
    return Loss(
        "values",
        was.label,
        was.names[column],
        len(kept),
        len(kept) - len(gone),
        f"{_shown(gone[0])} became {became}",
    )


def equal(one: str, other: str) -> bool:
    """True when two texts write the same value: `1` and `1.00`, two orders of a JSON object's keys."""
    if one == other or one.rstrip() == other.rstrip():
        return True
    truth = {"t": "true", "f": "false", "1": "true", "0": "false", "true": "true", "false": "false"}
    if one in truth and other in truth:
        return truth[one] == truth[other]
    if _is_number(one) and _is_number(other):
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return False
    if one[:1] in "{[" and other[:1] in "{[":
        try:
            return bool(json.loads(one) == json.loads(other))
        except ValueError:
            return False
    return _as_moment(one) == _as_moment(other) is not None


def _is_number(text: str) -> bool:
    # No leading zeros: '007' is no number to whoever wrote it.
    return re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", text) is not None


def _as_moment(text: str) -> str | None:
    match = re.fullmatch(
        r"(\d{4,}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d+?)0*)?(?:Z|\+00(?::?00)?)?)?", text
    )
    if match is None:
        return None
    return f"{match[1]} {match[2] or '00:00:00'}.{match[3] or '0'}"


def _alike(one: str, other: str) -> int:
    """How many characters both begin with, leading zeros aside."""
    count = 0
    for mine, theirs in zip(one.lstrip("0"), other.lstrip("0"), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _shown(value: str) -> str:
    short = value if len(value) <= 40 else value[:37] + "…"
    return repr(short)


def _held(table: Table) -> list[Column]:
    return [column for column in table.columns if not column.virtual]


def _query(table: Table, held: Sequence[Column], engine: str) -> str:
    texts = ", ".join(_as_text(engine, column.name) for column in held)
    return f"SELECT {texts or '1'} FROM {table.name}"


def _read(table: Table, held: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Held:
    columns = {
        column.key: tuple(None if row[index] is None else str(row[index]) for row in rows)
        for index, column in enumerate(held)
    }
    names = {column.key: column.name for column in held}
    return Held(table.label, len(rows), columns, names)


def _as_text(engine: str, name: str) -> str:
    return behaviour_of(engine).as_text(row_of(engine).quoted(name))
