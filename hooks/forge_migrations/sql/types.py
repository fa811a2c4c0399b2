"""Type names as the catalog keeps them: aliases resolved, arguments kept, arrays marked."""

from __future__ import annotations

import re
from functools import lru_cache

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

_POSTGRES = {
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "int2": "smallint",
    "bool": "boolean",
    "float8": "double precision",
    "float": "double precision",
    "float4": "real",
    "decimal": "numeric",
    "dec": "numeric",
    "character varying": "varchar",
    "char varying": "varchar",
    "character": "char",
    "nchar": "char",
    "national char": "char",
    "national character": "char",
    "national char varying": "varchar",
    "national character varying": "varchar",
    "bit varying": "varbit",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "serial4": "serial",
    "serial8": "bigserial",
    "serial2": "smallserial",
}
_MYSQL = {
    "integer": "int",
    "int4": "int",
    "int8": "bigint",
    "int2": "smallint",
    "middleint": "mediumint",
    "bool": "tinyint(1)",
    "boolean": "tinyint(1)",
    "numeric": "decimal",
    "dec": "decimal",
    "fixed": "decimal",
    "real": "double",
    "double precision": "double",
    "float8": "double",
    "float4": "float",
    "character varying": "varchar",
    "char varying": "varchar",
    "nvarchar": "varchar",
    "character": "char",
    "nchar": "char",
    "json": "json",
    "serial": "bigint unsigned",
}
_SHORT = frozenset(map(str, range(1, 25)))
"""The precisions with which PostgreSQL's `float` is `real`."""
SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


class Type(NamedTuple):
    """A canonical type, taken apart."""

    base: str
    arguments: tuple[str, ...] = ()
    array: int = 0
    """How many dimensions were written."""
    unsigned: bool = False

    def number(self, position: int = 0, default: int = -1) -> int:
        """An argument as a number, `default` where there is none."""
        try:
            return int(self.arguments[position])
        except (IndexError, ValueError):
            return default


_SHAPE = re.compile(r"^(?P<base>[^(\[]*?)\s*(?:\((?P<args>.*)\))?(?P<rest>[^()]*)$", re.DOTALL)
_ARGUMENT = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[^,]+""")


def canonical(tokens: Sequence[Token], dialect: Dialect) -> str:
    """The type's name in one spelling: `varchar(40)`, `timestamptz(3)`, `public.mood[]`."""
    words: list[str] = []
    arguments = ""
    array = 0
    at, end = 0, len(tokens)
    while at < end:
        token = tokens[at]
        if token.key == "(":
            close = _close(tokens, at)
            arguments = ",".join(_arguments(tokens[at + 1 : close]))
            at = close
        elif token.key == "[" or token.key == "ARRAY":
            array += 1
        elif token.key == ".":
            words.append(".")
        elif token.kind in (WORD, QUOTED):
            words.append(
                identifier(token, dialect).lower()
                if token.kind == WORD
                else identifier(token, dialect)
            )
        at += 1
    name = " ".join(words).replace(" . ", ".")
    for prefix in ("pg_catalog.", "public.", "main."):
        name = name.removeprefix(prefix)
    sign = ""
    if dialect == MYSQL.dialect:
        name, arguments, sign = _of_mysql(name, arguments)
    elif dialect == POSTGRESQL.dialect:
        name, arguments = _of_postgres(name, arguments)
    return name + (f"({arguments})" if arguments else "") + sign + "[]" * min(array, 1)


def _of_mysql(name: str, arguments: str) -> tuple[str, str, str]:
    sign = ""
    for extra in (" zerofill", " unsigned", " signed", " binary"):
        if name.endswith(extra):
            name = name.removesuffix(extra)
            sign = " unsigned" if extra in (" unsigned", " zerofill") else sign
    name = _MYSQL.get(name, name)
    if name == "decimal" and "," not in arguments:
        arguments = f"{arguments or 10},0"
    return name, arguments, sign


def _of_postgres(name: str, arguments: str) -> tuple[str, str]:
    if name == "float" and arguments:
        name, arguments = ("real" if arguments in _SHORT else name), ""
    name = _POSTGRES.get(name, name)
    if name == "bpchar" and arguments:
        name = "char"
    if name == "char" and not arguments:
        arguments = "1"
    if name == "numeric" and arguments and "," not in arguments:
        arguments += ",0"
    if name == "bit" and not arguments:
        arguments = "1"
    return name, arguments


def _arguments(tokens: Sequence[Token]) -> list[str]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.key == ",":
            found.append([])
        else:
            found[-1].append(token)
    return [render(part) for part in found if part]


def _close(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for at in range(start, len(tokens)):
        key = tokens[at].key
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
            if depth == 0:
                return at
    return len(tokens)


@lru_cache(4096)
def parse(name: str) -> Type:
    """A canonical type taken apart."""
    array = name.count("[]")
    name = name.replace("[]", "")
    unsigned = name.endswith(" unsigned")
    name = name.removesuffix(" unsigned")
    found = _SHAPE.match(name)
    if not found:
        return Type(name, (), array, unsigned)
    arguments = found["args"]
    split = tuple(part.strip() for part in _ARGUMENT.findall(arguments)) if arguments else ()
    return Type((found["base"] + found["rest"]).strip(), split, array, unsigned)


def affinity(name: str) -> str:
    """SQLite's affinity of a declared type: https://sqlite.org/datatype3.html#determination_of_column_affinity"""
    upper = name.upper()
    if "INT" in upper:
        return "integer"
    if "CHAR" in upper or "CLOB" in upper or "TEXT" in upper:
        return "text"
    if "BLOB" in upper or not upper:
        return "blob"
    if "REAL" in upper or "FLOA" in upper or "DOUB" in upper:
        return "real"
    return "numeric"
