"""What MySQL and MariaDB do when MODIFY changes a column: nothing, a copy, cut values, an error.

Source: the algorithm matrix run on MariaDB 10.11, and
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.types import Type


class Change(NamedTuple):
    """What a change of type does on MySQL."""

    copy: bool = False
    """The table is copied or rebuilt."""
    lossy: str = ""
    """Silent even in strict mode."""
    narrow: str = ""
    """An error in strict mode, cut off without it."""
    removed: tuple[str, ...] = ()
    """Values that an enum or set loses."""
    reordered: bool = False
    """An enum or set whose values move."""


_INTEGERS = {"tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8}
_TEXTS = {"tinytext": 255, "text": 65535, "mediumtext": 2**24 - 1, "longtext": 2**32 - 1}
_BLOBS = {"tinyblob": 255, "blob": 65535, "mediumblob": 2**24 - 1, "longblob": 2**32 - 1}
_TIMES = ("datetime", "timestamp", "time")
_CALENDAR = ("date", "datetime", "timestamp")


def mysql_change(old: str, new: str, bytes_each: int = 4) -> Change:
    """What MODIFY does from one canonical type to another; `bytes_each` of the character set."""
    was, now = parse(old), parse(new)
    if old == new or (
        was.base in _INTEGERS and was.base == now.base and was.unsigned == now.unsigned
    ):
        return Change()
    if was.base in ("enum", "set") and now.base == was.base:
        return _enum(was, now)
    if was.base in ("varchar", "char", "varbinary", "binary", *_TEXTS, *_BLOBS) and (
        now.base in ("varchar", "char", "varbinary", "binary", *_TEXTS, *_BLOBS)
    ):
        return _text(was, now, bytes_each)
    if now.base in _INTEGERS:
        return _integer(was, now)
    if now.base == "decimal":
        return _decimal(was, now)
    if was.base in (*_TIMES, "date", "year"):
        return _time(was, now)
    if now.base in ("float", "double"):
        return _float(was, now)
    # A float is written with six digits, however many it holds.
    lossy = "keeps about 6 digits" if was.base == "float" else ""
    if now.base in ("varchar", "char", "varbinary", "binary"):
        return Change(
            True, lossy, "" if _fits(was, now) else f"values longer than {now.number(0, 1)}"
        )
    if now.base in _TEXTS or now.base in _BLOBS:
        return Change(True, lossy)
    if now.base in ("enum", "set", "json", "date", "datetime", "timestamp", "time", "year"):
        return Change(True, narrow=f"values that are no {now.base}")
    return Change(True)


def _fits(was: Type, now: Type) -> bool:
    need = {
        "tinyint": 4,
        "smallint": 6,
        "mediumint": 9,
        "int": 11,
        "bigint": 20,
        "date": 10,
        "datetime": 26,
        "timestamp": 26,
        "time": 17,
        "year": 4,
        "float": 14,
        "double": 24,
        "decimal": was.number(0, 10) + 2,
    }.get(was.base)
    if was.base in ("enum", "set"):
        lengths = [len(value.strip("'")) for value in was.arguments]
        joined = sum(lengths) + len(lengths) - 1
        need = max(lengths, default=0) if was.base == "enum" else joined
    return need is not None and need <= now.number(0, 1)


def _enum(was: Type, now: Type) -> Change:
    removed = tuple(v.strip("'") for v in was.arguments if v not in now.arguments)
    if now.arguments[: len(was.arguments)] == was.arguments:
        old, new = len(was.arguments), len(now.arguments)
        if was.base == "enum":
            return Change(copy=old <= 255 < new)
        return Change(copy=(old + 7) // 8 != (new + 7) // 8)
    return Change(
        True,
        removed=removed,
        reordered=True,
        narrow="rows that hold a removed value" if removed else "",
    )


def _text(was: Type, now: Type, bytes_each: int) -> Change:
    binary = (was.base in _BLOBS or "binary" in was.base) != (
        now.base in _BLOBS or "binary" in now.base
    )
    had, room = _room(was), _room(now)
    if room < had:
        return Change(True, narrow=f"values longer than {room} characters")
    if was.base == now.base and was.base in ("varchar", "varbinary"):
        each = bytes_each if was.base == "varchar" else 1
        return Change(copy=had * each <= 255 < room * each)
    return Change(was != now or binary)


def _room(kind: Type) -> int:
    return _TEXTS.get(kind.base) or _BLOBS.get(kind.base) or kind.number(0, 1)


def _integer(was: Type, now: Type) -> Change:
    if was.base in _INTEGERS:
        smaller = _INTEGERS[now.base] < _INTEGERS[was.base]
        signs = was.unsigned != now.unsigned and not (
            was.unsigned and _INTEGERS[now.base] > _INTEGERS[was.base]
        )
        return Change(
            True, narrow=f"values out of range for {now.base}" if smaller or signs else ""
        )
    if was.base in ("decimal", "float", "double"):
        if was.base == "decimal" and was.number(1, 0) == 0:
            return Change(True, narrow=f"values out of range for {now.base}")
        return Change(True, "rounds to whole numbers", f"values out of range for {now.base}")
    if was.base == "year":
        fits = _INTEGERS[now.base] > 1
        return Change(True, narrow="" if fits else f"values out of range for {now.base}")
    if was.base in _TIMES or was.base in ("date", "enum", "set"):
        digits = {"date": 8, "time": 7, "datetime": 14, "timestamp": 14}.get(was.base, 0)
        fits = digits <= {"bigint": 18, "int": 9, "mediumint": 6, "smallint": 4}.get(now.base, 2)
        return Change(
            True,
            "turns values into their numbers",
            "" if fits else f"values out of range for {now.base}",
        )
    return Change(True, narrow=f"values that are no {now.base}")


def _float(was: Type, now: Type) -> Change:
    if was.base in (*_INTEGERS, "decimal"):
        exact = _INTEGERS.get(was.base, 8) <= (2 if now.base == "float" else 4)
        return Change(
            True, "" if exact else f"keeps about {7 if now.base == 'float' else 15} digits"
        )
    if was.base in ("float", "double"):
        if now.base == "float" and was.base == "double":
            return Change(True, "keeps about 7 digits", "values out of range for float")
        return Change(True)
    return Change(True, narrow="values that are no number")


def _decimal(was: Type, now: Type) -> Change:
    precision, scale = now.number(0, 10), now.number(1, 0)
    whole = precision - scale
    if was.base == "decimal":
        old_scale = was.number(1, 0)
        old_whole = was.number(0, 10) - old_scale
        return Change(
            True,
            f"rounds to {scale} decimals" if scale < old_scale else "",
            f"values of {whole + 1} digits" if whole < old_whole else "",
        )
    if was.base in _INTEGERS:
        need = {"tinyint": 3, "smallint": 5, "mediumint": 8, "int": 10, "bigint": 20}[was.base]
        return Change(True, narrow="" if whole >= need else f"values of {whole + 1} digits")
    if was.base in ("float", "double"):
        return Change(True, f"rounds to {scale} decimals", f"values of {whole + 1} digits")
    return Change(True, narrow="values that are no decimal")


def _time(was: Type, now: Type) -> Change:
    if was.base == now.base:
        fewer = now.number(0, 0) < was.number(0, 0)
        return Change(True, f"rounds to {now.number(0, 0)} decimals of a second" if fewer else "")
    if now.base in ("enum", "set", "json") or (was.base == "year" and now.base in _CALENDAR):
        return Change(True, narrow=f"values that are no {now.base}")
    if now.base == "date":
        return Change(True, "drops the time of day")
    if now.base in ("time", "year"):
        return Change(True, "drops the date")
    if now.base in ("varchar", "char", "varbinary", "binary"):
        return Change(
            True, narrow="" if _fits(was, now) else f"values longer than {now.number(0, 1)}"
        )
    if was.base == "datetime" and now.base == "timestamp":
        return Change(True, narrow="dates before 1970 or after 2038")
    if now.base in ("datetime", "timestamp"):
        fewer = now.number(0, 0) < was.number(0, 0)
        return Change(True, f"rounds to {now.number(0, 0)} decimals of a second" if fewer else "")
    kept = now.base in _TEXTS or now.base in _BLOBS
    return Change(True, "" if kept else "turns values into their numbers")
