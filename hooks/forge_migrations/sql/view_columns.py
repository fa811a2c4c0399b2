"""The columns that a view gives, from the list before AS or from what its SELECT names."""

from __future__ import annotations

from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.joins import sources
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.tokens import Token


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
    names: list[str] = []
    for part in commas(tokens[start : _from(keys, start)]):
        if part and part[-1].key == "*" and len(part) in (1, 3):
            given = _star(part, tokens[_from(keys, start) + 1 :], catalog)
            names += given or ("",)
        else:
            names.append(_name(part, catalog))
    return tuple(names) if all(names) else ()


_BEHIND_FROM = frozenset(
    ["WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "WINDOW", "WITH", "EXCEPT",
     "INTERSECT", "FOR"]
)  # fmt: skip


def _star(part: Sequence[Token], behind: Sequence[Token], catalog: Catalog) -> tuple[str, ...]:
    """What `*` or `t.*` gives when the view is made; SQLite asks anew each time. Empty when one of the
    tables isn't known, or columns are shared by USING or NATURAL."""
    if catalog.dialect in ("sqlite", "libsql"):
        return ()
    stop, depth = len(behind), 0
    for at, token in enumerate(behind):
        depth += (token.key == "(") - (token.key == ")")
        if depth < 0 or (depth == 0 and token.key in _BEHIND_FROM):
            stop = at
            break
    try:
        groups = sources(behind[:stop], catalog.dialect)
    except Unreadable:
        return ()
    read = [source for group in groups for source in group]
    named = [(catalog.fold(alias), name) for source in read for alias, name in source.names]
    if len(part) == 3:
        wanted = catalog.fold(identifier(part[0], catalog.dialect))
        named = [(alias, name) for alias, name in named if alias == wanted][:1]
    elif any(source.shares for source in read):
        return ()
    found = [catalog.table(name) if name else None for _alias, name in named]
    if not found or not all(table is not None and table.complete for table in found):
        return ()
    return tuple(column for table in found if table is not None for column in _columns(table))


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(table.columns) if table.kind == "table" else table.gives or ("",)


_NOT_UPDATABLE = {
    "GROUP": "GROUP BY", "HAVING": "HAVING", "LIMIT": "LIMIT", "OFFSET": "OFFSET", "UNION": "UNION",
    "INTERSECT": "INTERSECT", "EXCEPT": "EXCEPT", "FETCH": "FETCH", "WINDOW": "WINDOW",
}  # fmt: skip


def not_updatable(tokens: Sequence[Token], catalog: Catalog) -> str:
    """What of a view's query keeps writes out; empty when they reach the table. `tokens` follow the
    name."""
    keys = [token.key for token in tokens]
    if "SELECT" not in keys:
        return ""
    if "WITH" in keys[: keys.index("SELECT")] and catalog.dialect == "postgres":
        opened = keys.index("WITH") + 1
        return "" if keys[opened : opened + 1] == ["("] else "it has WITH"
    start = keys.index("SELECT") + 1
    if keys[start : start + 1] == ["DISTINCT"]:
        return "it has DISTINCT"
    depth, tables = 0, 1
    for at in range(start, len(keys)):
        depth += (keys[at] == "(") - (keys[at] == ")")
        if depth == 0 and keys[at] in _NOT_UPDATABLE and tokens[at].kind == WORD:
            return f"it has {_NOT_UPDATABLE[keys[at]]}"
        tables += depth == 0 and keys[at] == "JOIN"
    if tables > 1 and catalog.dialect == "postgres":
        return "it joins tables"
    for part in commas(tokens[start : _from(keys, start)]):
        if part[-1:] and part[-1].key != "*" and not _plain(part):
            return f'"{_name(part, catalog)}" is computed'
    return ""


def _plain(part: Sequence[Token]) -> bool:
    """A column, `t.column` or `column AS name`."""
    keys = [token.key for token in part]
    if "AS" in keys:
        part = part[: keys.index("AS")]
    elif len(part) > 1 and part[-2].kind in (WORD, QUOTED):
        part = part[:-1]
    return len(part) in (1, 3, 5) and all(
        token.kind in (WORD, QUOTED) if at % 2 == 0 else token.key == "."
        for at, token in enumerate(part)
    )


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
