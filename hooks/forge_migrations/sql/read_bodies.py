"""Bodies of code that are run: the statements in a PL/pgSQL text, and what its EXECUTE runs."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.literals import literal
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.statements import Statement
    from forge_migrations.sql.tokens import Token

    Reader = Callable[[Statement, Dialect, int], list[Act]]


_VERBS = frozenset(
    [
        "ALTER",
        "CREATE",
        "DROP",
        "DELETE",
        "UPDATE",
        "INSERT",
        "TRUNCATE",
        "MERGE",
        "GRANT",
        "REVOKE",
        "WITH",
        "COMMIT",
        "ROLLBACK",
        "REFRESH",
        "REINDEX",
        "CLUSTER",
        "LOCK",
        "COPY",
        "CALL",
        "SET",
        "PERFORM",
        "EXECUTE",
        "PREPARE",
        "REPLACE",
        "COMMENT",
        "SELECT",
        "VACUUM",
        "REASSIGN",
        "RESET",
    ]
)


def bodies(text: str, offset: int, depth: int, read: Reader) -> Iterator[Act]:
    """The acts of a PL/pgSQL body: its statements, and the text of EXECUTE where it is a literal."""
    for statement in split(text, "postgres").statements:
        if statement.broken:
            yield Act("opaque", text=statement.broken, inside="DO")
            continue
        tokens = statement.tokens
        handler = _handler(tokens)
        start = 0
        while start < len(tokens):
            begin = _verb(tokens, start)
            if begin is None:
                break
            stop = _stop(tokens, begin)
            part = tokens[begin:stop]
            start = max(stop, begin + 1)
            yield from _part(part, statement, depth, read)
        if handler:
            yield Act("exception-handler", name=handler, inside="DO")


def body_of_mysql(statement: Statement, read: Reader) -> Iterator[Act]:
    """The acts of what `routines.body_of` has of MySQL's routines: header and body as one statement.
    PREPARE of a literal is read, of a variable it is what the SETs put together."""
    tokens = _behind_header(statement.tokens)
    built = " ".join(literal(t, "mysql") for t in tokens if t.kind == STRING)
    start = 0
    while start < len(tokens):
        stop = next((at for at in range(start, len(tokens)) if tokens[at].key == ";"), len(tokens))
        part, start = tokens[start:stop], stop + 1
        begin = _verb(part, 0)
        part = part[begin:] if begin is not None else ()
        word = part[0].key if part else ""
        if word == "PREPARE":
            text = literal(part[-1], "mysql") if part[-1].kind == STRING else built
            for inner in split(text, "mysql").statements if part[-1].kind == STRING else ():
                yield from (act._replace(inside="DO") for act in read(inner, "mysql", 2))
            if part[-1].kind != STRING:
                yield Act("dynamic-sql", text=text, tokens=part, inside="DO")
        elif part and word not in ("EXECUTE", "DEALLOCATE"):
            for act in read(statement._replace(tokens=part), "mysql", 2):
                yield act._replace(inside="DO")


def _behind_header(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The body: BEGIN, or the one statement that stands behind the characteristics."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and (token.key in _BODIES or (at and token.key in _VERBS - _HEADER)):
            return tokens[at:]
    return ()


_BODIES = frozenset({"BEGIN", "IF", "WHILE", "LOOP", "REPEAT", "CASE", "RETURN"})
_HEADER = frozenset({"COMMENT", "SET"})
"""Verbs that a routine's characteristics and types say too."""


def _handler(tokens: tuple[Token, ...]) -> str:
    """`duplicate_object` when the statement opens `EXCEPTION WHEN duplicate_object`."""
    for at, token in enumerate(tokens):
        if token.key == "EXCEPTION" and at + 2 < len(tokens) and tokens[at + 1].key == "WHEN":
            return tokens[at + 2].text.lower()
    return ""


def _verb(tokens: tuple[Token, ...], start: int) -> int | None:
    """Where the next SQL verb stands that begins a statement, not one inside an expression."""
    depth = 0
    for at in range(start, len(tokens)):
        key = tokens[at].key
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
        elif depth == 0 and key in _VERBS:
            before = tokens[at - 1].key if at else ""
            if at == 0 or before in _OPENERS:
                return at
    return None


_OPENERS = frozenset(
    {"BEGIN", "THEN", "ELSE", "LOOP", ">>", "IN", "QUERY", "DECLARE", "DO", "REPEAT"}
)


def _stop(tokens: tuple[Token, ...], begin: int) -> int:
    """The end of the SQL statement that begins here: before LOOP of `FOR x IN SELECT … LOOP`."""
    if begin and tokens[begin - 1].key == "IN":
        for at in range(begin, len(tokens)):
            if tokens[at].key == "LOOP":
                return at
    return len(tokens)


def _part(part: tuple[Token, ...], statement: Statement, depth: int, read: Reader) -> Iterator[Act]:
    word = part[0].key
    if word == "EXECUTE":
        yield from _execute(part, statement, depth, read)
        return
    if word == "PERFORM":
        part = (part[0]._replace(key="SELECT", text="select"), *part[1:])
    inner = statement._replace(tokens=part)
    for act in read(inner, "postgres", depth + 1):
        yield act._replace(inside="DO")


def _execute(
    part: tuple[Token, ...], statement: Statement, depth: int, read: Reader
) -> Iterator[Act]:
    """EXECUTE of one literal is read; of anything that is put together it is opaque."""
    body = [t for t in part[1:] if t.key not in ("INTO", "USING", "(", ")")]
    if len(body) == 1 and body[0].kind in "sd":
        for inner in split(literal(body[0], "postgres"), "postgres").statements:
            for act in read(inner, "postgres", depth + 1):
                yield act._replace(inside="DO")
        return
    text = " ".join(literal(t, "postgres") for t in part if t.kind in "sd")
    yield Act("dynamic-sql", text=text, tokens=part, inside="DO")
