"""A row security policy taken apart.

https://www.postgresql.org/docs/current/sql-createpolicy.html
"""

from __future__ import annotations

from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.tokens import Token

_STARTS = {
    ("AS",): "as",
    ("FOR",): "for",
    ("TO",): "to",
    ("USING", "("): "using",
    ("WITH", "CHECK"): "check",
}


def parts(tokens: Sequence[Token]) -> dict[str, str]:
    """What stands behind `ON table`: `{"as": "restrictive", "to": "app", "using": "(…)"}`."""
    found: dict[str, list[Token]] = {}
    current: list[Token] = []
    depth = at = 0
    while at < len(tokens):
        token = tokens[at]
        name = "" if depth else _start(tokens, at)
        if name:
            current = found.setdefault(name, [])
            at += 2 if name == "check" else 1
            continue
        depth += (token.key == "(") - (token.key == ")")
        current.append(token)
        at += 1
    return {name: render(part) for name, part in found.items()}


def _start(tokens: Sequence[Token], at: int) -> str:
    for words, name in _STARTS.items():
        if tuple(token.key for token in tokens[at : at + len(words)]) == words:
            return name
    return ""
