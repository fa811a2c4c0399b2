"""Adversarial values: for a column's type and a row's number, what real tables hold and tests
don't.

Row 0 is small and plain, row 1 is at the type's edges (the longest string, the last day, every
digit), row 2 is in between; all of one column differ, so that they satisfy a unique constraint.
Everything is text that the engine casts, and depends on nothing but its arguments.
"""

from __future__ import annotations

import re

from forge_migrations.database.by_name import behaviour_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from forge_migrations.database.shapes import Column

    Maker = Callable[[str, int, str, str], "str | bytes | int | None"]
    """From a type, a row's number, a column's name and an engine to a value."""

TEXT = 'it\'s "quoted"; -- ümläut 你好 \\n'


def value_for(column: Column, row: int, engine: str) -> str | bytes | int | None:
    """A value for a column in the row of this number; None when the type isn't known."""
    kind = column.type.lower().strip()
    if column.labels:
        label = column.labels[row % len(column.labels)]
        return _array(label, row) if kind.endswith("[]") else label
    if kind.endswith("[]"):
        inner = value_for(column._replace(type=kind[:-2]), row, engine)
        return None if inner is None else _array(str(inner), row)
    name = re.split(r"[(\s]", kind, maxsplit=1)[0]
    maker = _MAKERS.get(name) or _MAKERS.get(kind)
    if maker is None and behaviour_of(engine).by_affinity:
        return _by_affinity(kind, row)
    return None if maker is None else maker(kind, row, column.name, engine)


def _array(inner: str, row: int) -> str:
    quoted = '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "{}" if row == 0 else "{" + ",".join([quoted] * row) + "}"


def _by_affinity(kind: str, row: int) -> str | int:
    # https://www.sqlite.org/datatype3.html#determination_of_column_affinity
    if "int" in kind:
        return _integer(kind, row, "", "sqlite")
    if any(word in kind for word in ("real", "floa", "doub", "num", "dec")):
        return _decimal(kind, row, "", "sqlite")
    return _text(kind, row, "", "sqlite")


def _numbers_in(kind: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", kind.partition("(")[2])]


def _integer(kind: str, row: int, name: str, engine: str) -> int:
    limits = {"smallint": 32767, "int2": 32767, "tinyint": 127, "mediumint": 8388607}
    limits |= {"bigint": 2**53 + 1, "int8": 2**53 + 1}
    limit = limits.get(re.split(r"[(\s]", kind)[0], 2**31 - 1)
    if kind.startswith("tinyint(1)"):
        return (row + 1) % 2
    # Columns that hold flags or times by Drizzle's modes are integers too: keep one row small.
    return {0: 1, 1: limit, 2: 42}.get(row, 100 + row)


def _decimal(kind: str, row: int, name: str, engine: str) -> str:
    sizes = _numbers_in(kind)
    precision, scale = [*sizes, 0][:2] if sizes else (20, 10)
    whole = max(precision - scale, 0)
    if row == 0:
        return "0"
    digits = "9" if row == 1 else str(row)
    left = (digits * whole) if row == 1 else (digits if whole else "0")
    return (left or "0") + ("." + digits * scale if scale else "")


def _float(kind: str, row: int, name: str, engine: str) -> str:
    return {0: "0", 1: "123456.789", 2: "-0.5"}.get(row, f"{row}.25")


def _text(kind: str, row: int, name: str, engine: str) -> str:
    # The column's name is in it: two columns of one table that are swapped differ.
    sizes = _numbers_in(kind)
    limit = sizes[0] if sizes else 0
    if row == 0:
        made = "a"
    elif row == 1:
        made = f"{name} {TEXT} " * 30 if not limit else (f"{name}." * limit)[:limit]
    else:
        made = f"{row}-{name}-{TEXT}"
    if kind.startswith("char") and not kind.startswith("character varying") and not limit:
        limit = 1
    if limit and len(made) > limit:
        made = ("bcdefghijklmnop"[row % 15] + name + "y" * limit)[:limit]
    return made


def _date(kind: str, row: int, name: str, engine: str) -> str:
    return ("2024-02-29", "9999-12-31", "1970-01-02")[row] if row < 3 else f"2001-01-{row:02d}"


def _time(kind: str, row: int, name: str, engine: str) -> str:
    return ("00:00:00", "23:59:59", "12:34:56.789")[row] if row < 3 else f"01:00:{row:02d}"


def _stamp(kind: str, row: int, name: str, engine: str) -> str:
    own = behaviour_of(engine)
    choices = ("2024-02-29 12:00:00.123456", own.last_moment, "1970-01-02 00:00:00")
    made = choices[row] if row < 3 else f"2001-01-{row:02d} 01:02:03.456"
    return made.split(".")[0] if own.whole_seconds and "(" not in kind else made


def _boolean(kind: str, row: int, name: str, engine: str) -> str | int:
    return behaviour_of(engine).truths[row % 2]


def _uuid(kind: str, row: int, name: str, engine: str) -> str:
    return f"00000000-0000-4000-8000-{row:012d}"


def _json(kind: str, row: int, name: str, engine: str) -> str:
    return ("{}", '{"a": [1, null, "\\u00fc"], "b": {"c": 1.50}}', "[]")[row % 3]


def _bytes(kind: str, row: int, name: str, engine: str) -> bytes:
    sizes = _numbers_in(kind)
    made = bytes([row, 0, 255, 39, 92])
    return made[: sizes[0]] if sizes else made


def _bits(kind: str, row: int, name: str, engine: str) -> str | int:
    size = (_numbers_in(kind) or [1])[0]
    return behaviour_of(engine).bits(row, size)


def _vector(kind: str, row: int, name: str, engine: str) -> str:
    size = (_numbers_in(kind) or [3])[0]
    return "[" + ",".join([str(row + 1)] * size) + "]"


def _interval(kind: str, row: int, name: str, engine: str) -> str:
    return ("0", "1 year 2 mons 3 days 04:05:06.789", "-1 day")[row % 3]


def _year(kind: str, row: int, name: str, engine: str) -> int:
    return 1970 + row


def _fixed(*choices: str) -> Maker:
    return lambda kind, row, name, engine: choices[row % len(choices)]


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys(
        [
            "smallint",
            "integer",
            "bigint",
            "int",
            "int2",
            "int4",
            "int8",
            "tinyint",
            "mediumint",
            "serial",
            "bigserial",
            "oid",
        ],
        _integer,
    ),
    **dict.fromkeys(("numeric", "decimal", "dec"), _decimal),
    **dict.fromkeys(("real", "double", "float", "float4", "float8"), _float),
    **dict.fromkeys(
        [
            "text",
            "varchar",
            "char",
            "character",
            "bpchar",
            "citext",
            "name",
            "tinytext",
            "mediumtext",
            "longtext",
        ],
        _text,
    ),
    **dict.fromkeys(("timestamp", "timestamptz", "datetime"), _stamp),
    **dict.fromkeys(("time", "timetz"), _time),
    **dict.fromkeys(("boolean", "bool"), _boolean),
    **dict.fromkeys(("json", "jsonb"), _json),
    **dict.fromkeys(
        ["bytea", "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary"], _bytes
    ),
    **dict.fromkeys(("bit", "varbit"), _bits),
    **dict.fromkeys(("vector", "halfvec"), _vector),
    "date": _date,
    "uuid": _uuid,
    "interval": _interval,
    "year": _year,
    "money": _decimal,
    "inet": _fixed("10.0.0.1", "2001:db8::1", "10.1.0.0/16"),
    "cidr": _fixed("10.0.0.0/8", "2001:db8::/32", "10.1.0.0/16"),
    "macaddr": _fixed("08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"),
    "macaddr8": _fixed("08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"),
    "point": _fixed("(0,0)", "(1.5,-2)", "(3,4)"),
    "line": _fixed("{1,2,3}", "{1,-1,0}"),
    "lseg": _fixed("[(0,0),(1,1)]"),
    "box": _fixed("(1,1),(0,0)"),
    "path": _fixed("[(0,0),(1,1)]"),
    "polygon": _fixed("((0,0),(1,1),(1,0))"),
    "circle": _fixed("<(0,0),1>"),
    "tsvector": _fixed("a b c", "", "d"),
    "tsquery": _fixed("a & b"),
    "xml": _fixed("<a/>", "<b>c</b>"),
    "hstore": _fixed("", "a=>1", "b=>NULL"),
    "ltree": _fixed("a", "a.b", "a.b.c"),
    "int4range": _fixed("empty", "[1,10)", "(,)"),
    "int8range": _fixed("empty", "[1,10)", "(,)"),
    "numrange": _fixed("empty", "[1.5,10)", "(,)"),
    "tsrange": _fixed("empty", "[2024-01-01,2024-02-01)"),
    "tstzrange": _fixed("empty", "[2024-01-01,2024-02-01)"),
    "daterange": _fixed("empty", "[2024-01-01,2024-02-01)"),
    "sparsevec": _fixed("{1:1}/3"),
}
