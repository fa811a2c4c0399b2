"""Which rows a new type refuses, as a condition: lengths, ranges, enum values, texts that are no number.

Only where the condition says exactly what the engine does; any other change of type is asked nothing.
"""

from __future__ import annotations

from forge_migrations.sql.literals import string_literal
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.types import Type

_RANGES = {
    "tinyint": (-(2**7), 2**7 - 1),
    "smallint": (-(2**15), 2**15 - 1),
    "mediumint": (-(2**23), 2**23 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "int": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}
_TEXTS = ("text", "varchar", "char", "tinytext", "mediumtext", "longtext")
_SHAPES = {
    "uuid": r"^\s*\{?[0-9a-fA-F]{4}(-?[0-9a-fA-F]{4}){7}\}?\s*$",
    "integer": r"^\s*[-+]?[0-9]+\s*$",
    "smallint": r"^\s*[-+]?[0-9]+\s*$",
    "bigint": r"^\s*[-+]?[0-9]+\s*$",
}


def refused_by_type(old: Column, kind: str, catalog: Catalog, name: str, using: str) -> str | None:
    """The condition of the rows that a column's new type refuses; `None` where nothing is asked.

    `name` is quoted, `using` the expression of the conversion: any but a bare cast decides itself.
    """
    new, was = parse(kind), parse(old.type)
    if new.array or was.array or not is_bare(using, old.name, kind):
        return None
    values = _values(new, catalog)
    if values:
        listed = ", ".join(string_literal(value) for value in values)
        text = f"{name}::text" if catalog.dialect == "postgres" else name
        return f"{text} NOT IN ({listed})"
    if new.base in ("varchar", "char") and was.base in _TEXTS and new.arguments:
        size = new.arguments[0]
        if not size.isdecimal() or (was.arguments and int(was.arguments[0]) <= int(size)):
            return None
        return f"char_length(rtrim({name})) > {size}"
    return _number(new, was, catalog, name)


def _number(new: Type, was: Type, catalog: Catalog, name: str) -> str | None:
    limits = _RANGES.get(new.base)
    if limits and was.base in _RANGES:
        low, high = (0, limits[1] - limits[0]) if new.unsigned else limits
        lowest, highest = _RANGES[was.base]
        if was.unsigned:
            lowest, highest = 0, highest - lowest
        if low <= lowest and highest <= high:
            return None
        return f"{name} NOT BETWEEN {low} AND {high}"
    if catalog.dialect != "postgres" or was.base not in _TEXTS or new.base not in _SHAPES:
        return None
    shape = f"{name} !~ '{_SHAPES[new.base]}'"
    if limits is None:
        return shape
    low, high = limits
    fits = f"trim({name})::numeric NOT BETWEEN {low} AND {high}"
    return f"CASE WHEN {shape} THEN true ELSE {fits} END"


def _values(kind: Type, catalog: Catalog) -> tuple[str, ...]:
    if kind.base == "enum":
        return tuple(each.strip("'").replace("''", "'") for each in kind.arguments)
    found = catalog.enum(kind.base)
    return found.values if found is not None and "enum" in found.flags else ()


def is_bare(using: str, column: str, kind: str) -> bool:
    """True without USING, or for one that is the column cast, with text between at most."""
    said = "".join(using.split()).replace('"', "").lower()
    to = "".join(kind.split()).replace('"', "").lower()
    name = column.lower()
    short = to.rpartition(".")[2]
    return said in {"", name, *(f"{name}{text}::{each}" for text in ("", "::text")
                                for each in (to, short, f"public.{short}"))}  # fmt: skip
