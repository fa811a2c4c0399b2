"""What a sequence or an identity column was told to do, in one spelling.

https://www.postgresql.org/docs/current/sql-createsequence.html
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import Token

_WORDS = {
    "INCREMENT": "increment",
    "MINVALUE": "minvalue",
    "MAXVALUE": "maxvalue",
    "START": "start",
    "CACHE": "cache",
}


def options(tokens: Sequence[Token]) -> dict[str, str]:
    """`INCREMENT BY 2 NO CYCLE` as `{"increment": "2", "cycle": "no"}`; what wasn't said is absent."""
    found: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        key = tokens[at].key
        no = at > 0 and tokens[at - 1].key == "NO"
        if key == "CYCLE":
            found["cycle"] = "no" if no else "yes"
        elif key in _WORDS and not no:
            value, at = _number(tokens, at + 1)
            if value:
                found[_WORDS[key]] = value
            continue
        at += 1
    return found


def _number(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The number that stands here behind BY, WITH or `=`, and the place behind it."""
    sign = ""
    while at < len(tokens) and tokens[at].key in ("BY", "WITH", "=", "-", "SET"):
        sign = "-" if tokens[at].key == "-" else sign
        at += 1
    if at < len(tokens) and tokens[at].kind == NUMBER:
        return sign + tokens[at].text, at + 1
    return "", at


def identity(when: str, given: Mapping[str, str]) -> str:
    """`by default; increment 2; start 100`."""
    return "; ".join([when, *(f"{name} {given[name]}" for name in sorted(given))])


def told(text: str) -> tuple[str, dict[str, str]]:
    """The parts of `identity` again."""
    when, *rest = text.split("; ")
    return when, dict(part.split(" ", 1) for part in rest if " " in part)


def changed(text: str, tokens: Sequence[Token]) -> str:
    """The identity after `SET GENERATED ALWAYS`, `SET INCREMENT BY 2`."""
    when, given = told(text)
    keys = [token.key for token in tokens]
    if "ALWAYS" in keys:
        when = "always"
    elif "DEFAULT" in keys:
        when = "by default"
    return identity(when, {**given, **options(tokens)})
