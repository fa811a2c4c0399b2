"""What a sequence or an identity column was told to do, in one spelling.

https://www.postgresql.org/docs/current/sql-createsequence.html
"""

from __future__ import annotations

from forge_migrations.sql.tokens import NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.tokens import Token

_WORDS = {
    "INCREMENT": "increment",
    "MINVALUE": "minvalue",
    "MAXVALUE": "maxvalue",
    "START": "start",
    "CACHE": "cache",
}


def options(tokens: Sequence[Token]) -> dict[str, str]:
    """`INCREMENT BY 2 NO CYCLE` as `{"increment": "2", "cycle": "no"}`; what wasn't said is absent,
    and empty behind NO."""
    found: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        key = tokens[at].key
        no = at > 0 and tokens[at - 1].key == "NO"
        if key == "CYCLE":
            found["cycle"] = "no" if no else "yes"
        elif no and key in ("MINVALUE", "MAXVALUE"):
            found[_WORDS[key]] = ""
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
    return "; ".join([when, *(f"{name} {given[name]}" for name in sorted(given) if given[name])])


def told(text: str) -> tuple[str, dict[str, str]]:
    """The parts of `identity` again."""
    when, *rest = text.split("; ")
    return when, dict(part.split(" ", 1) for part in rest if " " in part)


_MOST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
"""The greatest number of the types that a sequence can have."""


def _usual(given: Mapping[str, str], kind: str) -> dict[str, str]:
    """What PostgreSQL takes for what isn't said."""
    most = _MOST.get(kind, _MOST["bigint"])
    down = given.get("increment", "1").startswith("-")
    least, most = (-most - 1, -1) if down else (1, most)
    first = given.get("maxvalue", str(most)) if down else given.get("minvalue", str(least))
    return {
        "increment": "1",
        "minvalue": str(least),
        "maxvalue": str(most),
        "start": first,
        "cache": "1",
        "cycle": "no",
    }


def plain(text: str, kind: str = "bigint") -> str:
    """The same without what is so anyway: `always; cycle yes`. Two are compared by it."""
    when, given = told(text)
    usual = _usual(given, kind)
    return identity(when, {name: value for name, value in given.items() if value != usual[name]})


def retyped(text: str, old: str, new: str) -> str:
    """The identity of a column that gets another type: the old type's limit is not kept as one.
    https://www.postgresql.org/docs/current/sql-altersequence.html"""
    when, given = told(text)
    usual = _usual({"increment": given.get("increment", "1")}, old)
    ends = ("minvalue", "maxvalue") if old != new else ()
    return identity(
        when, {name: v for name, v in given.items() if name not in ends or v != usual[name]}
    )


def changed(text: str, tokens: Sequence[Token]) -> str:
    """The identity after `SET GENERATED ALWAYS`, `SET INCREMENT BY 2`."""
    when, given = told(text)
    keys = [token.key for token in tokens]
    if "ALWAYS" in keys:
        when = "always"
    elif "DEFAULT" in keys:
        when = "by default"
    return identity(when, {**given, **options(tokens)})
