"""Fills tables with as many rows as a measurement takes, shaped like production's: widths, null
fractions, how many values differ, and parents for every reference.

One INSERT … SELECT makes a table's rows from their numbers, so that ten thousand take a tenth of a
second. What `filling.py` makes is meant to break a migration; these rows are meant to let it run.
"""

from __future__ import annotations

import re

from forge_migrations.database.asking import tell
from forge_migrations.database.shapes import in_order
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import row_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.mentions import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Column
    from forge_migrations.database.shapes import ForeignKey
    from forge_migrations.database.shapes import Table
    from forge_migrations.sql.production import Facts
    from forge_migrations.sql.production import Production

SCATTER = 7919
"""A prime: rows that follow each other have values that don't."""
SORTED = 0.95
"""The correlation from which on values are made in the order of the rows."""
MOST_WIDE = 2000
"""Characters of a made text at most."""


_INTEGER = re.compile(r"(?:big|medium)?int(?:eger)?\d?|(?:big)?serial")


class Wanted(NamedTuple):
    """What one table is filled like."""

    facts: Facts
    filled: frozenset[str] = frozenset()
    """Columns that get no NULL: the migration asks that of them."""
    distinct: frozenset[str] = frozenset()
    """Columns whose values must differ."""
    references: tuple[ForeignKey, ...] = ()
    """Those that the migration adds; the table by its label."""


class Sample(NamedTuple):
    """A database whose made rows stand for production's."""

    tables: Sequence[Table]
    wanted: Mapping[str, Wanted]
    """By label: those that were filled for themselves."""
    rows: int
    """That the largest of them has here."""
    production: Production


def fill_many(
    connection: Connection,
    tables: Sequence[Table],
    wanted: Mapping[str, Wanted],
    rows: int,
    engine: str,
) -> None:
    """Give each wanted table `rows` rows, and what it refers to as many as that asks for.

    `wanted` is by label. Raises `Undecided` for a column that no value is known for, and the engine's
    own error for rows that a constraint refuses.
    """
    names = {table.label: table.name for table in tables}
    by_name = {
        table.name: _with_references(table, wanted.get(table.label), names) for table in tables
    }
    counts = {table.name: rows for table in tables if table.label in wanted}
    waiting = list(counts)
    while waiting:
        table = by_name[waiting.pop()]
        for key in table.foreign_keys:
            if key.table in by_name and key.table not in counts:
                counts[key.table] = max(1, _parents(wanted.get(table.label), key, table, rows))
                waiting.append(key.table)
    done: set[str] = set()
    for table in in_order([by_name[name] for name in counts]):
        _fill(connection, table, wanted.get(table.label), counts, by_name, done, engine)
        done.add(table.name)
    for name in counts:
        if engine == "postgresql":
            tell(connection, f"VACUUM ANALYZE {name}")


def _with_references(table: Table, want: Wanted | None, names: Mapping[str, str]) -> Table:
    """With those that the migration adds to it."""
    more = want.references if want else ()
    added = (key._replace(table=names.get(key.table, key.table)) for key in more)
    return table._replace(foreign_keys=(*table.foreign_keys, *added))


def _parents(want: Wanted | None, key: ForeignKey, table: Table, rows: int) -> int:
    """As many as there are different values of the reference, of all rows."""
    if set(key.columns) & table.unique_columns or want is None or len(key.columns) != 1:
        return rows
    return _different(want, key.columns[0], rows)


def _different(want: Wanted, column: str, rows: int) -> int:
    told = want.facts.distinct(column)
    if told is None or want.facts.rows <= 0:
        return rows
    share = told / want.facts.rows
    return max(1, min(rows, round(share * rows) if share > 0.1 else told))


def _fill(
    connection: Connection,
    table: Table,
    want: Wanted | None,
    counts: Mapping[str, int],
    by_name: Mapping[str, Table],
    done: set[str],
    engine: str,
) -> None:
    made = _referring(table, counts, by_name, done, engine)
    for column in table.columns:
        if column.computed or column.name in made:
            continue
        try:
            made[column.name] = _shaped(column, table, want, counts[table.name], engine)
        except Undecided:
            if not column.nullable and not column.default:
                raise
    quoted = row_of(engine).quoted
    names, values = ", ".join(map(quoted, made)), ", ".join(made.values())
    series = _series(engine, counts[table.name])
    tell(connection, f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {series}")


def _referring(
    table: Table,
    counts: Mapping[str, int],
    by_name: Mapping[str, Table],
    done: set[str],
    engine: str,
) -> dict[str, str]:
    """The columns that refer to others, with values that the rows of those have."""
    made: dict[str, str] = {}
    for key in table.foreign_keys:
        parent = by_name.get(key.table)
        columns = {column.name: column for column in parent.columns} if parent else {}
        for name, referred in zip(key.columns, key.referred, strict=False):
            if parent is None or referred not in columns:
                continue
            alone = name in table.unique_columns or parent.name == table.name
            number = "g" if alone else _scattered(counts.get(parent.name, 1))
            if parent.name != table.name and parent.name not in done:
                made[name] = "NULL"  # a cycle, entered where that is allowed
            else:
                made[name] = _expression(columns[referred], number, engine, 0)
    return made


def _shaped(column: Column, table: Table, want: Wanted | None, rows: int, engine: str) -> str:
    unique = column.name in table.unique_columns or (want and column.name in want.distinct)
    if any(
        "json_valid" in check.text and mentions(check.text, DIALECTS[engine], column.name)
        for check in table.checks
    ):
        return "'{}'"  # what MariaDB calls json is text with this check
    if want is None:
        return _expression(column, "g", engine, 0)
    # What is sorted already is sorted fast; where nobody knows, it isn't.
    grows = abs(want.facts.correlation(column.name) or 0) >= SORTED
    number = "g" if unique or grows else _scattered(_different(want, column.name, rows))
    made = _expression(column, number, engine, want.facts.width(column.name))
    share = want.facts.fraction(column.name) or 0
    if share and column.nullable and column.name not in want.filled:
        return f"CASE WHEN g % 100 < {round(share * 100)} THEN NULL ELSE {made} END"
    return made


def _scattered(different: int) -> str:
    return f"((g * {SCATTER}) % {different} + 1)"


def _series(engine: str, rows: int) -> str:
    """A query of `g` from 1 to as many."""
    if engine == "postgresql":
        return f"generate_series(1::bigint, {rows}) g"
    digits = f"(SELECT 0 AS d {' '.join(f'UNION SELECT {digit}' for digit in range(1, 10))})"
    places = range(len(str(rows)))
    number = " + ".join(f"{10**place} * p{place}.d" for place in places)
    crossed = ", ".join(f"{digits} p{place}" for place in reversed(places))
    return f"(SELECT {number} + 1 AS g FROM {crossed}) numbers WHERE g <= {rows} ORDER BY g"


def _expression(column: Column, number: str, engine: str, width: int) -> str:
    """A column's value in the row of a number, as SQL. Raises `Undecided` for an unknown type."""
    kind = column.type.lower().strip()
    if column.labels:
        label = column.labels[0].replace("'", "''")
        return f"'{label}'" if engine != "postgresql" else f"CAST('{label}' AS {column.type})"
    sizes = [int(digits) for digits in re.findall(r"\d+", kind.partition("(")[2])]
    name = re.split(r"[(\s]", kind, maxsplit=1)[0]
    if kind.endswith("[]"):
        return f"CAST('{{}}' AS {kind})"
    if name in ("bool", "boolean") or kind.startswith("tinyint(1)"):
        return f"({number} % 2 = 0)"
    if name in ("smallint", "int2", "tinyint"):
        return f"{number}" if engine == "sqlite" else f"({number} % 120)"
    if _INTEGER.fullmatch(name) or (engine == "sqlite" and "int" in name):
        return number
    if name in ("numeric", "decimal", "dec"):
        whole = sizes[0] - (sizes[1] if len(sizes) > 1 else 0) if sizes else 15
        return f"({number} % {10 ** min(max(whole, 1), 15)})"
    if name in ("real", "double", "float", "float4", "float8"):
        return f"({number} * 1.5)"
    if "char" in name or "text" in name or name == "citext" or (not name and engine == "sqlite"):
        limit = sizes[0] if sizes and "char" in name else MOST_WIDE
        return _text(number, engine, min(width or 24, limit, MOST_WIDE))
    return _other(name, kind, number, engine)


def _other(name: str, kind: str, number: str, engine: str) -> str:
    if engine == "postgresql":
        made = {
            "uuid": f"md5(({number})::text)::uuid",
            "json": "'{}'::json",
            "jsonb": "'{}'::jsonb",
            "bytea": f"decode(md5(({number})::text), 'hex')",
            "date": f"DATE '2000-01-01' + (({number}) % 20000)::int",
            "time": f"TIME '00:00' + ({number}) * INTERVAL '1 second'",
            "interval": f"({number}) * INTERVAL '1 second'",
            "inet": f"'10.0.0.0'::inet + ({number})",
        }.get(name)
        if name.startswith("timestamp"):
            made = f"TIMESTAMP '2000-01-01' + ({number}) * INTERVAL '1 second'"
    elif engine == "mysql":
        made = {
            "json": "'{}'",
            "date": f"DATE '2000-01-01' + INTERVAL (({number}) % 20000) DAY",
            "datetime": f"TIMESTAMP '2000-01-02 00:00:00' + INTERVAL ({number}) SECOND",
            "timestamp": f"TIMESTAMP '2000-01-02 00:00:00' + INTERVAL ({number}) SECOND",
            "time": f"SEC_TO_TIME(({number}) % 86400)",
            "year": f"2000 + ({number}) % 100",
            "uuid": f"UUID(MD5({number}))",
            "binary": f"UNHEX(MD5({number}))",
            "varbinary": f"UNHEX(MD5({number}))",
        }.get(name)
        if "blob" in name:
            made = f"MD5({number})"
    else:
        made = number
        if "blob" in name:
            made = f"CAST({_text(number, engine, 24)} AS BLOB)"
    if made is None:
        raise Undecided(f"no row is made with a value of type {kind}")
    return made


def _text(number: str, engine: str, width: int) -> str:
    if engine == "sqlite":
        part = f"printf('%08x', ({number} * 2654435761) % 4294967296)"
        return f"substr({' || '.join([part, f'printf({chr(39)}%08x{chr(39)}, {number})'] * (width // 16 + 1))}, 1, {max(width, 1)})"
    text = f"md5(({number})::text)" if engine == "postgresql" else f"MD5({number})"
    return f"left(repeat({text}, {width // 32 + 1}), {max(width, 1)})"
