"""The brackets of an expression that change what it means, told from those that change nothing.

Engines and people set brackets around whole conditions, names and comparisons. By the precedence of
the operators beside and inside of them, each pair is needed or idle; calls, lists, rows and queries
keep theirs.

https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE
https://dev.mysql.com/doc/refman/8.0/en/operator-precedence.html
https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence
    from typing import Literal

    from forge_migrations.engines import Dialect

    Role = Literal["open", "close", "word", "name", "value", "symbol"]

    _Level = Sequence["Item | _Group"]


class Item(NamedTuple):
    """One piece of an expression in its comparable spelling, and what it is there."""

    text: str
    role: Role


class _Group(NamedTuple):
    inside: list[Item | _Group]


class _Place(NamedTuple):
    """How tightly the piece at one place binds: an operand does not (`None`), a delimiter least."""

    binds: int | None
    outside: bool
    """False inside of CASE … END and of square brackets, which are one operand from outside."""


_COMPARED = "= == != < > <= >="
_LOOSEST_FIRST: dict[str, tuple[str, ...]] = {
    "postgres": (
        "or",
        "and",
        "not",
        "is isnull notnull",
        _COMPARED.replace("== ", ""),
        "between in like ilike similar escape",
        "*other*",
        "+ -",
        "* / %",
        "^",
        "at",
        "collate",
        "*unary*",
    ),
    "mysql": (
        ":=",
        "or ||",
        "xor",
        "and &&",
        "not",
        "between",
        _COMPARED + " <=> is in like regexp rlike sounds member escape",
        "|",
        "&",
        "<< >>",
        "+ -",
        "* / % div mod",
        "^",
        "*unary*",
        "collate",
        "*other*",
    ),
    "sqlite": (
        "or",
        "and",
        "not",
        "= == != is isnull notnull between in like glob match regexp",
        "< > <= >=",
        "escape",
        "& | << >>",
        "+ -",
        "* / %",
        "|| *other*",
        "collate",
        "*unary*",
    ),
}
_BINDS = {
    dialect: {word: at for at, words in enumerate(levels, 1) for word in words.split()}
    for dialect, levels in _LOOSEST_FIRST.items()
}
_TIGHTEST = 99
_LIST = frozenset({"in"})
_FOLLOWS = {
    "is": ("not", "distinct", "from"),
    "similar": ("to",),
    "at": ("time", "zone"),
    "sounds": ("like",),
    "member": ("of",),
    "between": ("symmetric",),
}
_DELIMITERS = frozenset(
    [
        "select",
        "distinct",
        "from",
        "where",
        "group",
        "by",
        "having",
        "order",
        "on",
        "join",
        "inner",
        "left",
        "right",
        "full",
        "cross",
        "outer",
        "natural",
        "limit",
        "offset",
        "union",
        "intersect",
        "except",
        "case",
        "when",
        "then",
        "else",
        "end",
        "asc",
        "desc",
        "nulls",
    ]
)
_QUERIES = frozenset({"select", "with", "values"})
_ALIKE = frozenset({"and", "or"})
"""It is one whether the left or the right two of three are taken first."""


def without_idle(items: Iterable[Item], dialect: Dialect) -> list[str]:
    """The pieces, with those brackets only that the meaning needs."""
    binds = _BINDS["sqlite" if dialect == "libsql" else dialect]
    return list(_written(_bare(_nested(items), root=True), binds))


def _nested(items: Iterable[Item]) -> list[Item | _Group]:
    open_levels: list[list[Item | _Group]] = [[]]
    for item in items:
        if item.role == "open":
            group = _Group([])
            open_levels[-1].append(group)
            open_levels.append(group.inside)
        elif item.role != "close":
            open_levels[-1].append(item)
        elif len(open_levels) > 1:
            open_levels.pop()
    return open_levels[0]


def _bare(level: _Level, root: bool = False) -> _Level:
    """Without the brackets around all of it; those of a row stay where it isn't all there is."""
    while len(level) == 1 and isinstance(level[0], _Group):
        if not root and _has(level[0].inside, ","):
            break
        level = level[0].inside
    return level


def _has(level: _Level, *words: str) -> bool:
    return any(isinstance(each, Item) and each.text in words for each in level)


def _written(level: _Level, binds: dict[str, int]) -> Iterable[str]:
    places = _places(level, binds)
    for at, each in enumerate(level):
        if isinstance(each, Item):
            yield each.text
            continue
        inside = _bare(each.inside)
        if not inside:
            continue  # a call without arguments is its name
        if _needed(level, at, places, inside, binds):
            yield "("
            yield from _written(inside, binds)
            yield ")"
        else:
            yield from _written(inside, binds)


def _needed(
    level: _Level, at: int, places: Sequence[_Place], inside: _Level, binds: dict[str, int]
) -> bool:
    before = level[at - 1] if at else None
    if isinstance(before, Item):
        called = before.role in ("name", "value") or places[at - 1].binds is None
        if called or before.text in _LIST:
            return True
    first = inside[0]
    if isinstance(first, Item) and first.role == "word" and first.text in _QUERIES:
        return True
    if _has(inside, ","):
        return True
    if _has(inside, "join"):
        return not (isinstance(before, Item) and before.text == "from")
    within = _places(inside, binds)
    loosest = min((one.binds for one in within if one.outside and one.binds), default=_TIGHTEST)
    left = 0
    if isinstance(before, Item) and before.text != "[":
        left = places[at - 1].binds or 0
    right = (places[at + 1].binds or 0) if at + 1 < len(level) else 0
    if max(left, right) > loosest:
        return True
    if left != loosest or not isinstance(before, Item):
        return False
    prefix = at < 2 or places[at - 2].binds is not None
    same = all(
        isinstance(one, Item) and one.text == before.text
        for one, place in zip(inside, within, strict=True)
        if place.outside and place.binds == loosest
    )
    return not (prefix or (same and before.text in _ALIKE))


def _places(level: _Level, binds: dict[str, int]) -> list[_Place]:
    found: list[_Place] = []
    cases = squares = betweens = 0
    going_on: tuple[str, ...] = ()
    for at, each in enumerate(level):
        if isinstance(each, _Group):
            found.append(_Place(None, True))
            going_on = ()
            continue
        text = each.text if each.role in ("word", "symbol") else ""
        operand = bool(found) and (found[-1].binds is None or _closes(level[at - 1]))
        cases -= text == "end" and cases > 0
        squares -= text == "]" and squares > 0
        outside = not cases and not squares
        strength: int | None
        if text in going_on:
            strength = found[-1].binds
        elif text == "and" and betweens:
            betweens -= 1
            strength = binds["between"]
        else:
            strength = _strength(level, at, text, operand, binds)
            going_on = _FOLLOWS.get(text, ())
        betweens += text == "between"
        cases += text == "case"
        squares += text == "["
        found.append(_Place(strength, outside))
    return found


def _closes(each: Item | _Group) -> bool:
    return isinstance(each, Item) and each.role in ("word", "symbol") and each.text in ("end", "]")


def _strength(
    level: _Level, at: int, text: str, operand: bool, binds: dict[str, int]
) -> int | None:
    each = level[at]
    if not isinstance(each, Item) or not text or (text == "*" and not operand):
        return None
    if text == "not":
        following = level[at + 1] if at + 1 < len(level) else None
        if operand and isinstance(following, Item):
            return binds.get(following.text, binds["is"])
        return binds["not"]
    if each.role == "word":
        if text in _DELIMITERS:
            return 0
        return binds.get(text) if operand else None
    if text in (",", ":", ";", "]"):
        return 0
    if text == "[":
        return _TIGHTEST
    if not operand:
        return binds["*unary*"]
    return binds.get(text, binds["*other*"])
