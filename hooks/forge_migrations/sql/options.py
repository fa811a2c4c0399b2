"""What a view or an index was told beside its query and its columns, in one spelling.

https://www.postgresql.org/docs/current/sql-createview.html, sql-createindex.html and
https://dev.mysql.com/doc/refman/8.4/en/create-view.html
"""

from __future__ import annotations

from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token

_TRUE, _FALSE = ("", "true", "on", "yes", "1"), ("false", "off", "no", "0")
_SWITCHES = ("security_barrier", "security_invoker")
_USUAL = {"algorithm": "undefined", "security": "definer", "using": "heap"}
"""What an engine takes where nothing is said."""
VIEW = "view-"
"""Before the flag of a MySQL view's word: `view-algorithm=merge`."""


def written(given: Mapping[str, str]) -> str:
    """`fillfactor=70, security_invoker=true`, without what is so anyway."""
    parts = {name: _plain(name, value) for name, value in given.items()}
    return ", ".join(f"{name}={parts[name]}" for name in sorted(parts) if parts[name])


def _plain(name: str, value: str) -> str:
    value = value.strip("'\"").lower()
    if name in _SWITCHES:
        return "true" if value in _TRUE else ("" if value in _FALSE else value)
    return "" if _USUAL.get(name) == value else value or "true"


def told(text: str) -> dict[str, str]:
    """The parts of `written`, and of what stands between the brackets of WITH and SET."""
    found = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name.strip():
            found[name.strip().lower().strip('"')] = value.strip()
    return found


def storage(tokens: Sequence[Token]) -> dict[str, str]:
    """The options of `WITH (…)`, which may stand anywhere among the tokens."""
    for at, token in enumerate(tokens[:-1]):
        if token.key == "WITH" and tokens[at + 1].key == "(":
            end = next((n for n in range(at, len(tokens)) if tokens[n].key == ")"), len(tokens))
            return told(render(tokens[at + 2 : end]))
    return {}


def of_view(head: Sequence[Token], behind: Sequence[Token], flags: frozenset[str]) -> str:
    """`head`: what stands between the view's name and AS; `behind`: what stands behind its query."""
    found = storage(head)
    for at, token in enumerate(head[:-1]):
        if token.key in ("USING", "TABLESPACE"):
            found[token.key.lower()] = head[at + 1].text
    keys = [token.key for token in behind]
    if "CHECK" in keys:
        found["check_option"] = "local" if "LOCAL" in keys else "cascaded"
    for flag in flags:
        if flag.startswith(VIEW):
            found.update(told(flag.removeprefix(VIEW)))
    return written(found)


def changed(text: str, given: str, reset: bool) -> str:
    """The options after `SET (…)` or `RESET (…)`."""
    now, said = told(text), told(given)
    if reset:
        return written({name: value for name, value in now.items() if name not in said})
    return written({**now, **said})


def definer(cursor: Cursor) -> frozenset[str]:
    """MySQL: DEFINER = …, SQL SECURITY …, ALGORITHM = … before the kind of object; what of it is a
    view's, as flags."""
    found: set[str] = set()
    while cursor.key() in ("DEFINER", "SQL", "ALGORITHM"):
        if cursor.key() == "SQL":
            found.add(f"{VIEW}security={cursor.key(2).lower()}")
            cursor.at += 3
            continue
        word = cursor.step().key
        said = cursor.until(
            "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "VIEW", "SQL", "ALGORITHM", "DEFINER"
        )
        if word == "ALGORITHM" and said:
            found.add(f"{VIEW}algorithm={said[-1].key.lower()}")
    return frozenset(found)
