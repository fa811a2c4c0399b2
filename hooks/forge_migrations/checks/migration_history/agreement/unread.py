"""What a migration does, as far as its SQL can be read, and which tables the rest is about."""

from __future__ import annotations

import re

from forge_migrations.sql.called import Functions
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.read import Reading
    from forge_migrations.sql.tokens import Token

_UNREAD = frozenset({"opaque", "broken", "dynamic-sql"})
_ROUTINES = frozenset({"create-procedure", "create-function"})
_WORD = re.compile(r"\w+")


def acts_of(reading: Reading, dialect: Dialect) -> list[Act]:
    """Every act, those of the PostgreSQL functions that the file itself makes and calls among them."""
    if dialect != "postgres":
        return [act for group in reading.acts for act in group]
    functions = Functions()
    return [act for group in reading.acts for act in functions.expand(group)]


def unread_tables(
    acts: Sequence[Act], reading: Reading, tables: Collection[str], dialect: Dialect
) -> set[str]:
    """The tables that statements name which can't be read; `*` when one of them names none."""
    short = {name.rpartition(".")[2].lower(): name for name in tables}
    found: set[str] = set()
    for act in acts:
        if act.verb == "dynamic-sql" and makes_nothing(act.text):
            continue
        if act.verb in _UNREAD:
            words = _words([act.text, *(token.text for token in act.tokens)])
        elif act.verb == "run-code":
            words = _run(act, acts, reading, dialect)
        else:
            continue
        found |= {short[word] for word in words if word in short} or {"*"}
    return found


def makes_nothing(text: str) -> bool:
    """True for a dynamic statement that changes no structure whatever names it is given: a query, a
    write, a right, a partition of a table, what no Drizzle schema has a word for."""
    words = [word.upper() for word in _WORD.findall(text)[:12]]
    if not words or words[0] not in _IDLE:
        return False
    kinds = _IDLE[words[0]]
    if kinds is None:
        return "INTO" not in words if words[0] == "SELECT" else True
    rest = [word for word in words[1:] if word not in _BETWEEN]
    partition = words[:2] == ["CREATE", "TABLE"] and "PARTITION OF" in " ".join(words)
    return partition or (bool(rest) and rest[0] in kinds)


_OTHERS = frozenset(
    {"FUNCTION", "PROCEDURE", "TRIGGER", "ROLE", "USER", "EXTENSION", "PUBLICATION"}
)
_IDLE: dict[str, frozenset[str] | None] = {
    **dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "GRANT", "REVOKE")),
    **dict.fromkeys(("ANALYZE", "VACUUM", "REFRESH", "REINDEX", "LOCK", "NOTIFY", "SET", "RESET")),
    **dict.fromkeys(("COMMENT",)),
    **dict.fromkeys(("CREATE", "DROP"), _OTHERS),
    "ALTER": _OTHERS | {"DATABASE", "SYSTEM"},
}
"""First word -> what is behind it; anything where that is `None`."""
_BETWEEN = frozenset({"OR", "REPLACE", "IF", "NOT", "EXISTS", "CONSTRAINT", "EVENT"})


def _run(act: Act, acts: Sequence[Act], reading: Reading, dialect: Dialect) -> set[str]:
    """The words of the routine that CALL runs, or of every string that PREPARE could take."""
    if act.name == "call":
        called = _words(token.text for token in act.tokens)
        for made in acts:
            if made.verb in _ROUTINES and made.name.rpartition(".")[2].lower() in called:
                return _words(token.text for token in made.tokens)
    texts: list[str] = []
    for statement in reading.script.statements:
        tokens: Sequence[Token] = tokenize(statement.text, dialect)[0]
        texts += [token.text for token in tokens if token.kind == STRING]
    return _words(texts)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(text)}
