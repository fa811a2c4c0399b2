"""Functions that a migration creates and then calls: their bodies are run, so they are read."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from forge_migrations.sql.acts import Act
from forge_migrations.sql.literals import literal
from forge_migrations.sql.read import read
from forge_migrations.sql.read_bodies import bodies
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import identifier

_MAKING = ("create-function", "create-procedure")
_CALLING = ("select", "run-code")


class Functions:
    """The functions of one PostgreSQL migration that no statement has called yet."""

    def __init__(self) -> None:
        self._made: dict[str, Act] = {}

    def expand(self, acts: Sequence[Act]) -> Iterator[Act]:
        """The acts of a statement, with those of each function that it is the first to call."""
        for act in acts:
            if act.verb in _MAKING:
                self._made[_short(act.name)] = act
            called = self._called(act) if self._made and act.verb in _CALLING else []
            if not (called and act.verb == "run-code"):
                yield act
            for made in called:
                yield from _body(made)

    def _called(self, act: Act) -> list[Act]:
        names = [
            _short(identifier(token, "postgres"))
            for token, after in zip(act.tokens, act.tokens[1:], strict=False)
            if token.kind in "wq" and after.key == "("
        ]
        return [self._made.pop(name) for name in names if name in self._made]


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _body(made: Act) -> Iterator[Act]:
    """What stands in the quotes behind AS, as SQL or as PL/pgSQL."""
    body: Token | None = None
    language = "sql"
    for token, after in zip(made.tokens, made.tokens[1:], strict=False):
        if token.key == "AS" and after.kind in (BODY, STRING) and body is None:
            body = after
        elif token.key == "LANGUAGE":
            language = after.text.lower().strip("'\"")
    if body is None:
        return
    if language == "plpgsql":
        yield from bodies(literal(body, "postgres"), body.start, 1, read)
    elif language == "sql":
        for statement in split(literal(body, "postgres"), "postgres").statements:
            for act in read(statement, "postgres", 1):
                yield act._replace(inside="DO")
