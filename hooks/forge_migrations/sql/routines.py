"""The body of a function or procedure, as CREATE gives it."""

from __future__ import annotations

import re
from itertools import pairwise

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

_HARM = re.compile(r"\b(delete|truncate|update|drop|alter|replace)\b", re.IGNORECASE)


class Body(NamedTuple):
    """What a routine runs."""

    language: str = ""
    text: str = ""
    start: int = 0
    """Where the text begins in the migration's."""

    bound: bool = False
    """PostgreSQL took it apart when it was made, and holds what it uses: BEGIN ATOMIC, RETURN."""

    @property
    def readable(self) -> bool:
        """True for SQL and PL/pgSQL."""
        return self.language in ("sql", "plpgsql")


def body_of(tokens: Sequence[Token], dialect: Dialect) -> Body:
    """What stands behind the name: PostgreSQL's text in quotes, or what follows RETURN or BEGIN ATOMIC;
    MySQL's header and body as one."""
    if dialect != "postgres":
        return Body(dialect, render(tokens))
    body: Token | None = None
    language = "sql"
    for token, after in pairwise(tokens):
        if token.key == "AS" and after.kind in (BODY, STRING) and body is None:
            body = after
        elif token.key == "LANGUAGE":
            language = after.text.lower().strip("'\"")
    if body is not None:
        return Body(language, literal(body, "postgres"), body.start)
    keys = [token.key for token in tokens]
    if "ATOMIC" in keys:
        text = render(tokens[keys.index("ATOMIC") + 1 : -1])
        return Body("sql", text, tokens[0].start, bound=True)
    if "RETURN" in keys:
        text = f"select {render(tokens[keys.index('RETURN') + 1 :])}"
        return Body("sql", text, tokens[0].start, bound=True)
    return Body()


def arguments_of(tokens: Sequence[Token]) -> str:
    """The brackets behind the name of a routine, rendered: what tells two of one name apart."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0:
            return render(tokens[: at + 1])
    return ""


def harm_in(text: str) -> str:
    """The first word of a body that changes or destroys what is there; empty for none."""
    found = _HARM.search(text)
    return found[1].upper() if found else ""
