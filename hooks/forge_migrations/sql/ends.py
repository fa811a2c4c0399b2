"""Where a statement ends: at its semicolon, but at none inside the body of a routine or trigger."""

from __future__ import annotations

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

    Inside = Callable[[int], bool]
    """Asked for one token after the other: does a semicolon here end nothing?"""


def groups(tokens: list[Token], dialect: Dialect) -> list[tuple[list[Token], int, int]]:
    """The tokens of each statement, without its semicolon; the offsets behind the semicolon before it
    and behind its own, each -1 where there is none."""
    first = next((at for at, token in enumerate(tokens) if token.key == ";"), len(tokens))
    if first >= len(tokens) - 1:  # what Drizzle Kit writes between two breakpoints
        stop = tokens[first].start + 1 if first < len(tokens) else -1
        return [(tokens[:first], -1, stop)] if first else []
    found: list[tuple[list[Token], int, int]] = []
    start, before = 0, -1
    # The actions of CREATE RULE stand in brackets, also in a block of code.
    rules = dialect == "postgres" and any(token.key == "RULE" for token in tokens)
    while start < len(tokens):
        stop = _end(tokens, start, dialect, rules)
        behind = tokens[stop].start + 1 if stop < len(tokens) else -1
        if stop > start:
            found.append((tokens[start:stop], before, behind))
        start, before = stop + 1, behind
    return found


def _end(tokens: Sequence[Token], start: int, dialect: Dialect, rules: bool) -> int:
    """Where the semicolon stands that ends the statement that begins here, or the end."""
    inside = _body(tokens, start, dialect) or (_Brackets(tokens) if rules else None)
    for at in range(start, len(tokens)):
        if inside is not None and inside(at):
            continue
        if tokens[at].key == ";" and tokens[at].kind == MARK:
            return at
    return len(tokens)


_HEAD = 12
"""Tokens within which CREATE says what it makes: `CREATE DEFINER=`a`@`b` TRIGGER`."""


def _body(tokens: Sequence[Token], start: int, dialect: Dialect) -> Inside | None:
    """The reader of the body that a statement has, if it may have one."""
    first, grammar = tokens[start].key, GRAMMARS[dialect]
    if grammar.compound_bodies and first in _COMPOUND:
        # MariaDB runs these outside of routines too; a BEGIN alone begins a transaction.
        begins = first != "BEGIN" or [t.key for t in tokens[start + 1 : start + 3]] == [
            "NOT",
            "ATOMIC",
        ]
        return _Compound(tokens, start, start) if begins else None
    if first != "CREATE":
        return None
    for at in range(start + 1, min(start + _HEAD, len(tokens))):
        key = tokens[at].key
        if key == ";":
            return None
        if key in grammar.routines:
            if grammar.compound_bodies:
                return _Compound(tokens, start, at + 1)
            return _Block(tokens, "ATOMIC" if dialect == "postgres" else "BEGIN")
    return None


class _Block:
    """SQLite's `BEGIN … END` of a trigger and PostgreSQL's `BEGIN ATOMIC … END` of a function.

    Each statement in them ends with a semicolon, so their END follows one; the END of a CASE can't.
    """

    def __init__(self, tokens: Sequence[Token], opening: str) -> None:
        self._tokens = tokens
        self._opening = opening
        self._open = False

    def __call__(self, at: int) -> bool:
        key = self._tokens[at].key
        before = self._tokens[at - 1].key if at else ""
        if not self._open:
            begins = self._opening == "BEGIN" or before == "BEGIN"
            self._open = key == self._opening and begins and before != "."
        elif key == "END" and before in (";", self._opening):
            self._open = False
        return self._open


class _Brackets:
    """The actions of PostgreSQL's `CREATE RULE … DO ALSO (…; …)`."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._depth = 0

    def __call__(self, at: int) -> bool:
        key = self._tokens[at].key
        self._depth = max(0, self._depth + (key == "(") - (key == ")"))
        return self._depth > 0


_COMPOUND = frozenset({"BEGIN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"})
"""What opens a compound statement: https://dev.mysql.com/doc/refman/8.4/en/sql-compound-statements.html;
FOR is MariaDB's. All but BEGIN and a CASE expression close with `END` and the word again."""
_STARTERS = frozenset({";", "BEGIN", "THEN", "ELSE", "LOOP", "REPEAT", "DO"})
"""A statement begins behind these."""
_BEFORE_BODY = frozenset({"ROW", ")", "DETERMINISTIC", "SQL", "DATA", "DEFINER", "INVOKER", "DO"})
"""The last words of what stands before a routine's body."""
_BEFORE_NAME, _BEHIND_NAME = ("(", ",", "=", "."), (")", ",", "=", ".")
"""Between these BEGIN is a column's name."""
_EXPRESSION = "a CASE that has a value"


class _Compound:
    """MySQL's bodies: blocks within blocks, labels, and a single IF or LOOP in place of a block."""

    def __init__(self, tokens: Sequence[Token], start: int, header: int) -> None:
        self._tokens = tokens
        self._header = header
        """Where the name of the routine comes: an IF here is that of IF NOT EXISTS."""
        self._open: list[str] = []
        self._fresh = start == header
        """A statement begins with the next token."""

    def __call__(self, at: int) -> bool:
        key, before = self._key(at), self._key(at - 1)
        fresh = self._fresh or (not self._open and self._begins_body(at))
        if key == "END" and before != ".":
            if self._open and (
                fresh or self._within(_EXPRESSION) or self._key(at + 1) in _COMPOUND
            ):
                self._open.pop()
        elif before not in ("END", ".") and self._opens(at, fresh):
            self._open.append(_EXPRESSION if key == "CASE" and not fresh else key)
        self._fresh = self._begins_next(at, fresh)
        return bool(self._open)

    def _key(self, at: int) -> str:
        return self._tokens[at].key if 0 <= at < len(self._tokens) else ""

    def _within(self, what: str) -> bool:
        return bool(self._open) and self._open[-1] == what

    def _opens(self, at: int, fresh: bool) -> bool:
        key = self._key(at)
        if key == "BEGIN":
            return self._key(at - 1) not in _BEFORE_NAME and self._key(at + 1) not in _BEHIND_NAME
        if key == "CASE":
            return fresh or bool(self._open)
        if key == "FOR":
            return fresh and self._key(at + 2) == "IN"
        return key in ("LOOP", "WHILE") or (key in ("IF", "REPEAT") and fresh)

    def _begins_next(self, at: int, fresh: bool) -> bool:
        key = self._key(at)
        if key == ":" or self._key(at + 1) == ":":
            return fresh  # behind a label
        if key == "DO":
            return not fresh  # `WHILE … DO`, and not the statement `DO expression`
        return key in _STARTERS and not self._within(_EXPRESSION)

    def _begins_body(self, at: int) -> bool:
        """True for the first token of a body that is one statement, which has no BEGIN around it."""
        if at <= self._header:
            return False
        before = self._tokens[at - 1]
        follows = self._key(at - 2) in ("FOLLOWS", "PRECEDES")
        return before.key in _BEFORE_BODY or before.kind == STRING or follows
