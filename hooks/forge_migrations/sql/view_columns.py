"""The columns that a view gives, from the list before AS or from what its SELECT names."""

from __future__ import annotations

from collections.abc import Sequence

from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import identifier


def view_columns(tokens: Sequence[Token], catalog: Catalog) -> tuple[str, ...]:
    """Folded names, in their order; empty when one of them isn't told. `tokens` follow the name."""
    keys = [token.key for token in tokens]
    if keys[:1] == ["("] and ")" in keys:
        listed = commas(tokens[1 : keys.index(")")])
        return tuple(_name(part[:1], catalog) for part in listed)
    if "SELECT" not in keys or "WITH" in keys[: keys.index("SELECT")]:
        return ()
    start = keys.index("SELECT") + 1
    if keys[start : start + 1] == ["DISTINCT"]:
        start += 1
    if keys[start : start + 1] == ["ON"] or "UNION" in keys:
        return ()
    names = [_name(part, catalog) for part in commas(tokens[start : _from(keys, start)])]
    return tuple(names) if all(names) else ()


def _from(keys: Sequence[str], start: int) -> int:
    depth = 0
    for at in range(start, len(keys)):
        depth += (keys[at] == "(") - (keys[at] == ")")
        if depth == 0 and keys[at] == "FROM":
            return at
    return len(keys)


def _name(expression: Sequence[Token], catalog: Catalog) -> str:
    """The name of an output column: its alias, or the column that it is; empty for `*` and calls."""
    if not expression or expression[-1].kind not in (WORD, QUOTED):
        return ""
    plain = len(expression) == 1 or expression[-2].key in ("AS", ".")
    return catalog.fold(identifier(expression[-1], catalog.dialect)) if plain else ""
