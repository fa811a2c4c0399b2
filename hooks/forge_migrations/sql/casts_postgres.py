"""What PostgreSQL does when a column's type changes: nothing, a rewrite, rounding, an error.

Source: the type-change matrix run on PostgreSQL 15 (relfilenode and DEBUG1), and pg_cast.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.types import canonical
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.tokens import Token
    from forge_migrations.sql.types import Type


class Verdict(NamedTuple):
    """What a change of type does. Reasons are words for a message; empty is no."""

    rewrite: bool = False
    lossy: str = ""
    """`rounds to 2 decimals`."""
    narrow: str = ""
    """Why a value can fail: `values longer than 10 characters`."""
    uncastable: bool = False
    """There is no cast without USING: it fails even on an empty table."""
    same: bool = False


_INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}
_FLOATS = {"real": 4, "double precision": 8}
_TEXTS = ("text", "varchar", "char", "bpchar", "citext", "name")
_SAME_BYTES = frozenset(("text", "varchar", "citext"))
"""Stored alike, so that the change is in the catalog only; every text is a `bpchar` as it stands."""
_TIMES = ("timestamp", "timestamptz", "date", "time", "timetz", "interval")
_PRECISION = ("timestamp", "timestamptz", "time", "timetz", "interval")
_CUTTING = frozenset(
    ("LEFT", "RIGHT", "SUBSTR", "SUBSTRING", "ROUND", "TRUNC", "FLOOR", "CEIL", "CEILING",
     "DATE_TRUNC", "DATE_PART", "SPLIT_PART")
)  # fmt: skip
_ASSIGNABLE = {
    ("timestamp", "timestamptz"), ("timestamptz", "timestamp"), ("timestamp", "date"),
    ("timestamptz", "date"), ("timestamp", "time"), ("timestamptz", "time"),
    ("timestamptz", "timetz"), ("date", "timestamp"), ("date", "timestamptz"),
    ("time", "interval"), ("interval", "time"), ("time", "timetz"), ("timetz", "time"),
    ("json", "jsonb"), ("jsonb", "json"), ("cidr", "inet"), ("inet", "cidr"), ("bit", "varbit"),
    ("varbit", "bit"), ("integer", "money"), ("bigint", "money"), ("numeric", "money"),
    ("money", "numeric"), ("integer", "oid"), ("bigint", "oid"), ("oid", "integer"),
    ("oid", "bigint"), ("macaddr", "macaddr8"), ("macaddr8", "macaddr"),
    ("int4range", "int4multirange"), ("vector", "halfvec"), ("halfvec", "vector"),
    ("vector", "sparsevec"), ("bytea", "geography"), ("geometry", "geography"),
    ("geography", "geometry"), ("geometry", "text"),
}  # fmt: skip


def postgres_change(
    old: str,
    new: str,
    using: Sequence[Token] = (),
    column: str = "",
    utc: bool = False,
) -> Verdict:
    """What ALTER COLUMN … TYPE does from canonical `old` to canonical `new`."""
    was, now = parse(old), parse(new)
    expression = _expression(using, column, new)
    if expression == "constant":
        return Verdict(True, "replaces every value by a constant")
    if {was.base, now.base} == {"timestamp", "timestamptz"} and _at_zone(using, column):
        fewer = _fewer_decimals(was, now)
        return Verdict(True, fewer)
    if expression == "other":
        cutting = next((t.text.lower() for t in using if t.key in _CUTTING), "")
        return Verdict(
            True,
            f"keeps of a value what {cutting}() leaves" if cutting else "",
            narrow=""
            if now.base in ("text", "varchar")
            else "values that the expression can't convert",
        )
    explicit = expression == "cast"
    if old == new:
        return Verdict(same=True)
    if bool(was.array) != bool(now.array):
        if explicit and now.array and was.base in _TEXTS:
            return Verdict(True, narrow="values that are no array")
        if was.array and now.base in _TEXTS:
            room = now.number()
            return Verdict(True, narrow=f"values longer than {room} characters" if room > 0 else "")
        return Verdict(True, uncastable=True)
    verdict = _change(was, now, explicit, utc)
    if now.array and (was.base != now.base or now.arguments):
        # Converted element by element, even where an element keeps its bytes.
        return verdict._replace(rewrite=True)
    return verdict


def written_cast(old: str, new: str, enum: bool = False) -> bool:
    """True where `x::new` is a cast that PostgreSQL has, by its catalog: of text and of enums to anything, and
    a few more. https://www.postgresql.org/docs/current/sql-createcast.html"""
    was, now = parse(old), parse(new)
    if enum or (was.base in _TEXTS and not was.array):
        return True
    if was.array or now.array:
        return False
    numbers = (*_INTEGERS, *_FLOATS, "numeric", "boolean")
    if was.base == "jsonb":
        return now.base in numbers
    pair = {was.base, now.base}
    return pair == {"integer", "boolean"} or pair == {"json", "jsonb"}


def _at_zone(using: Sequence[Token], column: str) -> bool:
    """`seen AT TIME ZONE 'UTC'`, `timezone('UTC', seen)`: every moment has its counterpart, and none
    is lost as long as one of the two types holds a zone:
    https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-ZONECONVERT"""
    parts = [t for t in using if t.key not in ("(", ")", ",")]
    if len(parts) == 3 and parts[0].key == "TIMEZONE":
        zone, name = parts[1:]
    elif len(parts) == 5 and [t.key for t in parts[1:4]] == ["AT", "TIME", "ZONE"]:
        name, zone = parts[0], parts[4]
    else:
        return False
    held = name.kind in (WORD, QUOTED) and identifier(name, "postgres") == column
    return held and zone.kind == STRING


def _expression(using: Sequence[Token], column: str, new: str) -> str:
    """`none`, `cast` (only the column, cast), `constant` (the column isn't read), `other`."""
    if not using:
        return "none"
    names = [identifier(t, "postgres") for t in using if t.kind in (WORD, QUOTED)]
    if column and column not in names:
        return "constant"
    marks = [t.key for t in using]
    kinds = [t for t in using if t.key not in ("(", ")")]
    if "::" in marks:
        first = next(t for t in kinds)
        rest = kinds[1:]
        while rest and rest[0].key == "::":
            rest = rest[1:]
            while rest and rest[0].key != "::":
                if rest[0].kind not in (WORD, QUOTED, NUMBER) and rest[0].key not in (
                    ".",
                    ",",
                    "[",
                    "]",
                ):
                    return "other"
                rest = rest[1:]
        if not rest and identifier(first, "postgres") == column:
            return "cast"
        return "other"
    if marks[:1] == ["CAST"]:
        return "cast"
    if len(kinds) == 1:
        return "none" if kinds[0].kind in (WORD, QUOTED) else "constant"
    if len(kinds) == 2 and kinds[0].kind == WORD and kinds[1].kind in (WORD, QUOTED):
        made = canonical(kinds[:1], "postgres")
        return "cast" if parse(made).base == parse(new).base else "other"
    return "other"


def _change(was: Type, now: Type, explicit: bool, utc: bool) -> Verdict:
    for family in (_text, _number, _time, _bits):
        verdict = family(was, now, explicit, utc)
        if verdict is not None:
            return verdict
    if was.base == now.base:
        if was.arguments == now.arguments:
            return Verdict(same=True)
        return Verdict(True, narrow="values of another size")
    pair = (was.base, now.base)
    if pair == ("cidr", "inet"):
        return Verdict()
    if pair == ("inet", "cidr"):
        return Verdict(True, "cuts the host part of addresses off")
    if pair in _ASSIGNABLE:
        return Verdict(True)
    if explicit:
        if was.base in _INTEGERS and now.base == "boolean":
            return Verdict(True, "keeps of a number only whether it is 0")
        if was.base == "boolean" and now.base in _INTEGERS:
            return Verdict(True)
        return Verdict(True, narrow=f"values that are no {now.base}")
    return Verdict(True, uncastable=True)


def _text(was: Type, now: Type, explicit: bool, utc: bool) -> Verdict | None:
    if now.base not in _TEXTS:
        return None
    room = now.number() if now.base in ("varchar", "char") else -1
    if was.base not in _TEXTS:
        if room < 0:
            return Verdict(rewrite=was.base != "xml" or now.base == "citext")
        fits = _width(was)
        if 0 <= fits <= room:
            return Verdict(True)
        if explicit:
            return Verdict(True, f"cuts values to {room} characters")
        return Verdict(True, narrow=f"values longer than {room} characters")
    had = was.number() if was.base in ("varchar", "char") else -1
    free = was.base in _SAME_BYTES and now.base in _SAME_BYTES
    if room < 0 or 0 <= had <= room:
        return Verdict(rewrite=not free and now.base != "bpchar")
    if explicit:
        return Verdict(True, f"cuts values to {room} characters")
    return Verdict(True, narrow=f"values longer than {room} characters")


def _width(kind: Type) -> int:
    """The longest text of a value, -1 when there is no bound."""
    return {"smallint": 6, "integer": 11, "bigint": 20, "boolean": 5, "uuid": 36, "date": 13}.get(
        kind.base, -1
    )


def _number(was: Type, now: Type, explicit: bool, utc: bool) -> Verdict | None:
    numbers = (*_INTEGERS, *_FLOATS, "numeric", "money")
    if was.base not in numbers or now.base not in numbers or "money" in (was.base, now.base):
        return None
    if now.base in _INTEGERS:
        if was.base in _INTEGERS:
            if _INTEGERS[now.base] < _INTEGERS[was.base]:
                return Verdict(True, narrow=f"values out of range for {now.base}")
            return Verdict(rewrite=was.base != now.base, same=was.base == now.base)
        if was.base == "numeric" and was.arguments and was.number(1, 0) == 0:
            return Verdict(True, narrow=f"values out of range for {now.base}")
        return Verdict(True, "rounds to whole numbers", f"values out of range for {now.base}")
    if now.base in _FLOATS:
        if was.base == "numeric":
            return Verdict(True, f"keeps about {_digits(now)} digits")
        if was.base in _FLOATS:
            if _FLOATS[now.base] < _FLOATS[was.base]:
                return Verdict(True, "keeps about 6 digits", "values out of range for real")
            return Verdict(rewrite=was.base != now.base, same=was.base == now.base)
        exact = _INTEGERS[was.base] <= (2 if now.base == "real" else 4)
        return Verdict(True, "" if exact else f"keeps about {_digits(now)} digits")
    return _numeric(was, now)


def _digits(kind: Type) -> int:
    return 6 if kind.base == "real" else 15


def _numeric(was: Type, now: Type) -> Verdict:
    if not now.arguments:
        lossy = f"keeps about {_digits(was)} digits" if was.base in _FLOATS else ""
        return Verdict(was.base != "numeric", lossy)
    precision, scale = now.number(0, 1000), now.number(1, 0)
    whole = precision - scale
    if was.base in _INTEGERS:
        need = {"smallint": 5, "integer": 10, "bigint": 19}[was.base]
        return Verdict(True, narrow="" if whole >= need else f"values of {whole + 1} digits")
    if was.base in _FLOATS or not was.arguments:
        return Verdict(True, f"rounds to {scale} decimals", f"values of {whole + 1} digits")
    old_precision, old_scale = was.number(0, 1000), was.number(1, 0)
    lossy = f"rounds to {scale} decimals" if scale < old_scale else ""
    narrow = f"values of {whole + 1} digits" if whole < old_precision - old_scale else ""
    free = scale == old_scale and precision >= old_precision
    return Verdict(not free, lossy, narrow)


def _time(was: Type, now: Type, explicit: bool, utc: bool) -> Verdict | None:
    if was.base not in _TIMES or now.base not in _TIMES:
        return None
    fewer = _fewer_decimals(was, now)
    if was.base == now.base:
        return Verdict(bool(fewer), fewer)
    pair = (was.base, now.base)
    if pair not in _ASSIGNABLE and not explicit:
        return Verdict(True, uncastable=True)
    if pair == ("timestamptz", "timestamp"):
        return Verdict(
            not utc or bool(fewer),
            "" if utc else "drops the time zone" + (" and " + fewer if fewer else ""),
        )
    if pair == ("timestamp", "timestamptz"):
        return Verdict(not utc or bool(fewer), fewer)
    if now.base == "date":
        return Verdict(True, "drops the time of day")
    if now.base in ("time", "timetz"):
        return Verdict(True, "" if pair == ("time", "timetz") else "drops the date or zone")
    return Verdict(True, fewer)


def _fewer_decimals(was: Type, now: Type) -> str:
    if now.base in _PRECISION and now.arguments and now.number(0, 6) < was.number(0, 6):
        return f"rounds to {now.number(0, 6)} decimals of a second"
    return ""


def _bits(was: Type, now: Type, explicit: bool, utc: bool) -> Verdict | None:
    if was.base not in ("bit", "varbit") or now.base not in ("bit", "varbit"):
        return None
    had, room = was.number(0, -1), now.number(0, -1)
    if now.base == "varbit" and (room < 0 or 0 <= had <= room):
        return Verdict(rewrite=was.base != "varbit" and room >= 0)
    return Verdict(True, narrow=f"values of another length than {room} bits")
