"""Whether a trigger's body lets a write be lost in silence.

https://www.postgresql.org/docs/current/plpgsql-trigger.html, https://sqlite.org/lang_createtrigger.html#raise
"""

from __future__ import annotations

from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.routines import Body
    from forge_migrations.sql.tokens import Token

_OPENS = frozenset({"IF", "CASE", "LOOP", "EXCEPTION"})


def returns_null(body: Body, events: Sequence[str]) -> str:
    """`always` or `sometimes` when the function of a row's BEFORE trigger keeps writes out; NEW is
    NULL where a row is deleted. Empty when it doesn't, or isn't PL/pgSQL."""
    if body.language != "plpgsql":
        return ""
    tokens, _ = tokenize(body.text, "postgres")
    lost = {"NULL"} if "INSERT" in events or "UPDATE" in events else {"NULL", "NEW"}
    depth, first, found = 0, "", False
    for at, token in enumerate(tokens):
        key = token.key
        if key in _OPENS and (at == 0 or tokens[at - 1].key != "END"):
            depth += 1
        elif key == "END" and at + 1 < len(tokens) and tokens[at + 1].key in _OPENS:
            depth -= 1
        if key != "RETURN" or at + 2 > len(tokens) - 1 or tokens[at + 2].key not in (";", "END"):
            first = first or ("other" if key == "RETURN" else "")
            continue
        swallows = tokens[at + 1].key in lost
        found = found or swallows
        if not first:
            first = "always" if swallows and depth == 0 else "other"
    return first if first == "always" else "sometimes" if found else ""


def ignores(tokens: Sequence[Token]) -> str | None:
    """What a message adds when SQLite's trigger says RAISE(IGNORE): its condition; `None` when it
    doesn't."""
    keys = [token.key for token in tokens]
    for at in range(len(keys) - 2):
        if keys[at : at + 3] == ["RAISE", "(", "IGNORE"]:
            some = "WHEN" in keys[:at] or "WHERE" in keys
            return " for which its condition holds" if some else ""
    return None
