"""Functions that a migration calls: their bodies are run, so they are read, whichever file made them."""

from __future__ import annotations

from itertools import pairwise

from forge_migrations.sql.acts import Act
from forge_migrations.sql.functions_postgres import OWN
from forge_migrations.sql.read import read
from forge_migrations.sql.read_bodies import bodies
from forge_migrations.sql.read_bodies import body_of_mysql
from forge_migrations.sql.routines import Body
from forge_migrations.sql.routines import body_of
from forge_migrations.sql.routines import harm_in
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.tokens import Token

_MAKING = ("create-function", "create-procedure")
_CALLING = ("select", "run-code")
_BEFORE_CALL = frozenset(
    [
        "SELECT",
        "PERFORM",
        "CALL",
        "FROM",
        "JOIN",
        "LATERAL",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "WHEN",
        "THEN",
        "ELSE",
        "ALL",
        "DISTINCT",
        "ON",
        "BY",
        ",",
        "(",
        "[",
        ".",
        "=",
        "+",
        "-",
        "*",
        "/",
        "||",
        "<",
        ">",
        "<=",
        ">=",
        "<>",
    ]
)
"""What stands before a function that is called; not before a type, an alias or a list of columns."""
_OTHERS = ("pg_", "lo_", "dblink", "query_to_xml", "setval", "set_config")
"""Beginnings of the names that the engine has, or that are judged by themselves."""


class Functions:
    """The functions of a migration, and of those before it, that no statement has called yet."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        self._catalog = catalog
        self._made: dict[str, Body] = {}
        self._called: set[str] = set()

    def expand(self, acts: Sequence[Act]) -> Iterator[Act]:
        """The acts of a statement, with those of each function that it is the first to call."""
        for act in acts:
            if act.verb in _MAKING:
                short = _short(act.name)
                self._made[short] = body_of(act.tokens, "postgres")
                self._called.discard(short)
            if not self._may_call(act):
                yield act
                continue
            bodies_run, unknown = self._look_up(act)
            if not (bodies_run and act.verb == "run-code"):
                yield act
            for body in bodies_run:
                yield from self.expand(tuple(_acts(body)))
            if act.verb == "select":
                yield from (_unknown(n, act.inside) for n in unknown)

    def _may_call(self, act: Act) -> bool:
        if act.verb == "insert":  # a seed has a hundred thousand values
            return (
                self._any_made and act.tokens[:1] != () and act.tokens[0].key in ("SELECT", "WITH")
            )
        return act.verb in _CALLING and bool(self._made or self._catalog)

    @property
    def _any_made(self) -> bool:
        named = self._catalog.named if self._catalog else {}
        return bool(self._made) or any(kind == "function" for kind, _name in named)

    def _look_up(self, act: Act) -> tuple[list[Body], list[str]]:
        """The bodies that the act is the first to run, and the functions that nobody knows."""
        found: list[Body] = []
        unknown: list[str] = []
        for schema, name in _calls(act.tokens):
            known = name in self._made or self._is_own(schema, name)
            if name in self._called or (known and name not in self._made):
                continue
            body = self._made.get(name) or self._earlier(schema, name)
            if body is None and self._catalog is None:
                continue
            self._called.add(name)
            if body is None or not body.readable:
                unknown.append(f"{schema}.{name}" if schema else name)
            else:
                found.append(body)
        return found, unknown

    def _earlier(self, schema: str, name: str) -> Body | None:
        if self._catalog is None:
            return None
        full = f"{schema}.{name}" if schema not in ("", "public") else name
        for kind in ("function", "procedure", "aggregate"):
            made = self._catalog.get(kind, full)
            if made is not None:
                return Body(*made.body)
        return None

    def _is_own(self, schema: str, name: str) -> bool:
        """The engine's own, or one that stands for itself."""
        if schema == "pg_catalog" or name.startswith(_OTHERS):
            return True
        return name in OWN and self._earlier(schema, name) is None


def _calls(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """(schema, name) of what stands before a bracket and is called."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind not in "wq" or tokens[at + 1].key != "(":
            continue
        before = tokens[at - 1].key if at else "CALL"
        if before not in _BEFORE_CALL or _is_query(tokens, at + 1):
            continue
        dotted = before == "." and at > 1
        schema = identifier(tokens[at - 2], "postgres") if dotted else ""
        yield schema, identifier(token, "postgres")


def _is_query(tokens: Sequence[Token], opening: int) -> bool:
    """`name (a, b) AS (…)`: the columns of a query of WITH."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].key == "(") - (tokens[at].key == ")")
        if depth == 0:
            behind = [token.key for token in tokens[at + 1 : at + 3]]
            return behind[:1] == ["AS"] and behind[1:] in (["("], ["NOT"], ["MATERIALIZED"])
    return False


class Routines:
    """MySQL's functions and procedures: what a call of a known one runs, each time."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._made: dict[str, Body] = {}

    def expand(self, acts: Sequence[Act], depth: int = 0) -> Iterator[Act]:
        """The acts of a statement, with those of the routines that it calls."""
        for act in acts:
            if act.verb in _MAKING:
                name = self._catalog.fold(_short(act.name))
                self._made[name] = body_of(act.tokens, self._catalog.dialect)
            found = list(self._called(act)) if depth < _DEEPEST else []
            if not (found and act.verb == "run-code"):
                yield act
            for body in found:
                tokens = tuple(tokenize(body.text, self._catalog.dialect)[0])
                whole = split("call", self._catalog.dialect).statements[0]._replace(tokens=tokens)
                yield from self.expand(tuple(body_of_mysql(whole, read)), depth + 1)

    def _called(self, act: Act) -> Iterator[Body]:
        if act.verb == "run-code" and act.name == "call":
            words = [token for token in act.tokens if token.kind in "wq"]
            dotted = len(act.tokens) > 1 and act.tokens[1].key == "."
            names = words[1:2] if dotted else words[:1]
        elif act.verb in ("select", "set", "insert", "update") and self._any_made:
            names = [
                token
                for token, after in pairwise(act.tokens)
                if after.key == "(" and token.kind in "wq"
            ]
        else:
            return
        for token in names:
            body = self._known(identifier(token, self._catalog.dialect))
            if body is not None and (act.verb == "run-code" or harm_in(body.text)):
                yield body

    @property
    def _any_made(self) -> bool:
        return bool(self._made) or any(kind == "function" for kind, _name in self._catalog.named)

    def _known(self, name: str) -> Body | None:
        made = self._made.get(self._catalog.fold(name))
        for kind in ("function", "procedure") if made is None else ():
            found = self._catalog.get(kind, name)
            if found is not None:
                return Body(*found.body)
        return made


_DEEPEST = 3
"""Calls within calls that are followed."""


def _unknown(name: str, inside: str) -> Act:
    return Act("call", name=name, flags=frozenset({"unknown"}), inside=inside)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _acts(body: Body) -> Iterator[Act]:
    """What a body does, as SQL or as PL/pgSQL."""
    if body.language == "plpgsql":
        yield from bodies(body.text, body.start, 1, read)
        return
    for statement in split(body.text, "postgres").statements:
        for act in read(statement, "postgres", 1):
            yield act._replace(inside="DO")
