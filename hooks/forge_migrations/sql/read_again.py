"""What PostgreSQL reads again when a column's type changes: defaults, CHECKs, indexes.

Constants in them have been given a type, so that most operators don't take the new one.
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from forge_migrations.sql.dependencies import Dependent
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import SERIALS
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.tokens import Token

_FAMILIES = {
    "text": ("text", "varchar", "char", "bpchar", "citext"),
    "number": ("smallint", "integer", "bigint", "numeric", "real", "double precision"),
    "boolean": ("boolean",),
    "uuid": ("uuid",),
    "time": ("date", "timestamp", "timestamptz"),
}
_FAMILY = {base: family for family, bases in _FAMILIES.items() for base in bases}
_ANY = frozenset({"NUM_NONNULLS", "NUM_NULLS", "COUNT", "TO_JSONB", "ROW_TO_JSON", "CONCAT"})
"""Functions that take a value of any type."""


def unreadable(catalog: Catalog, table: Table, column: str, new: str) -> Iterator[Dependent]:
    """CHECKs and indexes on the column that fail when it has the new type."""
    key = catalog.fold(column)
    old = table.columns.get(key)
    was, now = (_family(catalog, kind) for kind in (old.type if old else "", new))
    if not was or not now or was == now:
        return
    for one in table.constraints:
        if one.kind == "check" and _typed(catalog, one.expression, key, was):
            yield Dependent("CHECK", one.name, table.name)
    for index in table.indexes.values():
        parts = [c for c in index.columns if c.startswith("(")] + [index.where]
        own = any(catalog.fold(name) == key for name in index.columns)
        if (own and any("_ops" in form for form in index.forms)) or any(
            _typed(catalog, part, key, was) for part in parts if part
        ):
            yield Dependent("index", index.name, table.name)


def _family(catalog: Catalog, kind: str) -> str:
    """What operators a type shares with others; empty for a type that isn't known."""
    kind = catalog.base_type(kind)
    found = parse(kind)
    if found.array:
        return ""
    base = SERIALS.get(found.base, found.base)
    named = catalog.enum(base)
    return f"enum {base}" if named and "enum" in named.flags else _FAMILY.get(base, "")


def _typed(catalog: Catalog, expression: str, key: str, was: str) -> bool:
    """True when the expression says more of the column than whether it is null, without a cast to
    another family than it was of."""
    tokens, _ = tokenize(expression, catalog.dialect)
    return any(
        token.kind in (WORD, QUOTED)
        and catalog.fold(identifier(token, catalog.dialect)) == key
        and not _any_type(tokens, at, was)
        for at, token in enumerate(tokens)
    )


def _any_type(tokens: Sequence[Token], at: int, was: str) -> bool:
    after = [token.key for token in tokens[at + 1 : at + 3]]
    if after[:1] == ["::"]:
        return _FAMILY.get(after[-1].lower(), "") != was  # PostgreSQL forgets a cast to what it is
    if after[:1] in (["("], ["."]) or after in (["IS", "NULL"], ["IS", "NOT"]):
        return True
    depth = 0
    for back in range(at - 1, 0, -1):
        depth += (tokens[back].key == ")") - (tokens[back].key == "(")
        if depth < 0:
            return tokens[back - 1].key in _ANY or tokens[back - 1].key == "CAST"
    return False
