"""Whether an engine can compare the two columns of a foreign key, and whether one has less room.

PostgreSQL needs an equality operator, between the types or after an implicit cast of the referring one.
https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
"""

from __future__ import annotations

import re

from forge_migrations.sql.types import SERIALS
from forge_migrations.sql.types import parse

_WHOLE = ("smallint", "integer", "bigint")
_NUMBERS = (*_WHOLE, "numeric", "real", "double precision")
_TEXTS = ("text", "varchar", "char")
_TIMES = ("date", "timestamp", "timestamptz")
_LONELY = ("uuid", "boolean", "bytea", "jsonb", "inet", "time", "interval")
_KNOWN = frozenset((*_NUMBERS, *_TEXTS, *_TIMES, *_LONELY))


def comparable(child: str, parent: str) -> bool:
    """False when the foreign key fails for its types; True for types that aren't PostgreSQL's own."""
    left, right = _base(child), _base(parent)
    if left not in _KNOWN or right not in _KNOWN or left == right:
        return True
    if left in _NUMBERS and right in _NUMBERS:
        return left in _WHOLE or right in ("real", "double precision")
    return any(left in family and right in family for family in (_TEXTS, _TIMES))


def smaller(child: str, parent: str) -> bool:
    """True when the referring whole number can't hold all that the other one can."""
    left, right = _base(child), _base(parent)
    return left in _WHOLE and right in _WHOLE and _WHOLE.index(left) < _WHOLE.index(right)


def shorter(child: str, parent: str) -> bool:
    """True when the referring text has less room than the one that it refers to."""
    left, right = parse(child), parse(parent)
    if left.base not in _TEXTS or right.base not in _TEXTS or left.array or right.array:
        return False
    room, needed = left.number(), right.number()
    return room > 0 and (needed < 0 or needed > room)


_MYSQL_WHOLE = re.compile(r"(?:tiny|small|medium|big)?int|integer")


def alike_in_mysql(one: str, other: str) -> bool:
    """False when MySQL makes no foreign key of the two: whole numbers need one size and one sign, and
    `serial` is `bigint unsigned`. https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html"""
    left, right = _mysql_number(one), _mysql_number(other)
    return left == right if left and right else bool(left) == bool(right)


def _mysql_number(kind: str) -> str:
    base = parse(kind.replace(" unsigned", "")).base
    if not _MYSQL_WHOLE.fullmatch(base):
        return ""
    return base.replace("integer", "int") + (" unsigned" if "unsigned" in kind else "")


def _base(kind: str) -> str:
    found = parse(kind)
    return "" if found.array else SERIALS.get(found.base, found.base)
