"""Python's values of what a scratch server writes, and the other way, as psycopg has them.

What isn't listed is text, which the server takes back for a value of any type.
Numbers of types: https://github.com/postgres/postgres/blob/REL_17_STABLE/src/include/catalog/pg_type.dat
"""

from __future__ import annotations

import json
from decimal import Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from typing import Any

UNKNOWN = 0
BYTES = 17
NUMERIC = 1700


def loader(kind: int) -> Callable[[bytes], Any]:
    """What makes a value of the text of a type."""
    return _LOADERS.get(kind, bytes.decode)


def told(value: Any) -> tuple[int, bytes | None]:
    """The type that a value is given as, and its text; `None` for NULL."""
    if value is None:
        return UNKNOWN, None
    if isinstance(value, bool):
        return 16, b"t" if value else b"f"
    if isinstance(value, int):
        kind = next(
            (kind for kind, bits in _INTEGERS if -(1 << bits) <= value < 1 << bits), NUMERIC
        )
        return kind, str(value).encode()
    if isinstance(value, bytes):
        return BYTES, b"\\x" + value.hex().encode()
    if isinstance(value, float):
        return 701, repr(value).encode()
    if isinstance(value, Decimal):
        return NUMERIC, str(value).encode()
    if isinstance(value, dict):
        return UNKNOWN, json.dumps(value).encode()
    if isinstance(value, list):
        return UNKNOWN, "{{{}}}".format(",".join(map(_element, value))).encode()
    return UNKNOWN, str(value).encode()


def _element(value: Any) -> str:
    """One of an array: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO"""
    text = told(value)[1]
    if text is None:
        return "NULL"
    if isinstance(value, list):
        return text.decode()
    escaped = text.decode().replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_INTEGERS = ((21, 15), (23, 31), (20, 63))
"""The smallest that holds it, as psycopg chooses."""


def _bytes(text: bytes) -> bytes:
    return bytes.fromhex(text[2:].decode())  # `bytea_output` is `hex` unless somebody sets it


def _decimal(text: bytes) -> Decimal:
    return Decimal(text.decode())


def _truth(text: bytes) -> bool:
    return text == b"t"


def _array(load: Callable[[bytes], Any]) -> Callable[[bytes], list[Any]]:
    def read(text: bytes) -> list[Any]:
        """An array of one dimension. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO"""
        found: list[Any] = []
        words = text.decode()
        at, end = 1, len(words) - 1
        while at < end:
            part, quoted = "", words[at] == '"'
            at += quoted
            while at < end and words[at] != ('"' if quoted else ","):
                at += words[at] == "\\"
                part += words[at]
                at += 1
            at += 2 if quoted else 1
            found.append(None if part == "NULL" and not quoted else load(part.encode()))
        return found

    return read


_LOADERS: Mapping[int, Callable[[bytes], Any]] = {
    16: _truth,
    BYTES: _bytes,
    **dict.fromkeys((20, 21, 23, 26), int),
    **dict.fromkeys((700, 701), float),
    **dict.fromkeys((114, 3802), json.loads),
    NUMERIC: _decimal,
    1000: _array(_truth),
    **dict.fromkeys((1003, 1009, 1015), _array(bytes.decode)),
    **dict.fromkeys((1005, 1007, 1016, 1028), _array(int)),
}
