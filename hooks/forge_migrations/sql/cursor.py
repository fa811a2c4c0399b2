"""A place in a statement's tokens: looking ahead, taking words, names, brackets and lists."""

from __future__ import annotations

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect

END = Token(MARK, "", -1, "")
_DEFAULT_SCHEMAS = {"postgres": "public", "sqlite": "main", "libsql": "main"}


class Unreadable(Exception):
    """The tokens are not the form that was expected; the statement is opaque."""


class Cursor:
    """Reads forward through one statement's tokens."""

    def __init__(self, tokens: Sequence[Token], dialect: Dialect) -> None:
        self.tokens = tokens
        self.dialect: Dialect = dialect
        self.grammar = GRAMMARS[dialect]
        self.at = 0
        self.end = len(tokens)

    @property
    def done(self) -> bool:
        """True when nothing is left."""
        return self.at >= self.end

    def token(self, ahead: int = 0) -> Token:
        """The token that is `ahead` of the cursor; an empty one past the end."""
        place = self.at + ahead
        return self.tokens[place] if place < self.end else END

    def key(self, ahead: int = 0) -> str:
        """The word in capitals or the mark; empty for anything else."""
        place = self.at + ahead
        return self.tokens[place].key if place < self.end else ""

    def sees(self, *words: str) -> bool:
        """True when these words come next."""
        at = self.at
        if at + len(words) > self.end:
            return False
        for word in words:
            if self.tokens[at].key != word:
                return False
            at += 1
        return True

    def take(self, *words: str) -> bool:
        """Step over these words if they come next."""
        at = self.at
        for word in words:
            if at >= self.end or self.tokens[at].key != word:
                return False
            at += 1
        self.at = at
        return True

    def take_any(self, *words: str) -> str:
        """Step over the next word if it is one of these, and say which."""
        key = self.key()
        if key and key in words:
            self.at += 1
            return key
        return ""

    def expect(self, *words: str) -> None:
        """Step over these words, or give up."""
        if not self.take(*words):
            raise Unreadable(f"expected {' '.join(words)}")

    def step(self) -> Token:
        """The next token, stepped over."""
        token = self.token()
        self.at += 1
        return token

    def rest(self) -> tuple[Token, ...]:
        """All that is left, stepped over."""
        left = tuple(self.tokens[self.at :])
        self.at = self.end
        return left

    def sees_name(self) -> bool:
        """True when an identifier comes next."""
        return self.token().kind in (WORD, QUOTED)

    def word(self) -> str:
        """One identifier without dots, or give up. MySQL and SQLite take strings as names too."""
        token = self.token()
        if token.kind in (WORD, QUOTED):
            self.at += 1
            return identifier(token, self.dialect)
        if token.kind == STRING and self.dialect != "postgres":
            self.at += 1
            return literal(token, self.dialect)
        raise Unreadable("expected a name")

    def name(self) -> str:
        """A dotted name, without the default schema, or give up."""
        parts = [self.word()]
        while self.key() == "." and self.token(1).kind in (WORD, QUOTED, STRING):
            self.at += 1
            parts.append(self.word())
        return qualified(parts, self.dialect)

    def brackets(self) -> tuple[Token, ...]:
        """What stands between the brackets that open here; the closing one is stepped over."""
        if self.key() != "(":
            raise Unreadable("expected (")
        depth = 0
        start = self.at + 1
        while self.at < self.end:
            key = self.tokens[self.at].key
            self.at += 1
            if key == "(":
                depth += 1
            elif key == ")":
                depth -= 1
                if depth == 0:
                    return tuple(self.tokens[start : self.at - 1])
        raise Unreadable("a bracket never closes")

    def until(self, *stops: str) -> tuple[Token, ...]:
        """The tokens up to one of these words outside brackets; the word is left."""
        start, depth = self.at, 0
        while self.at < self.end:
            key = self.tokens[self.at].key
            if depth == 0 and key in stops and key:
                break
            if key == "(" or key == "[":
                depth += 1
            elif key == ")" or key == "]":
                if depth == 0:
                    break
                depth -= 1
            self.at += 1
        return tuple(self.tokens[start : self.at])

    def names(self) -> tuple[str, ...]:
        """A list of names with commas between, at least one."""
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        return tuple(found)

    def cursor(self, tokens: Sequence[Token]) -> Cursor:
        """A cursor over a part, in the same dialect."""
        return Cursor(tokens, self.dialect)


def qualified(parts: Sequence[str], dialect: Dialect) -> str:
    """A dotted name; the default schema is left away, so that `public.toys` is `toys`."""
    *above, name = parts[-2:]
    schema = "".join(above)
    if not above or _folded(schema, dialect) == _DEFAULT_SCHEMAS.get(dialect):
        return name
    return f"{schema}.{name}"


def _folded(name: str, dialect: Dialect) -> str:
    return name if dialect == "postgres" else name.lower()


def commas(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The parts between commas outside brackets."""
    parts: list[tuple[Token, ...]] = []
    start = depth = 0
    for at, token in enumerate(tokens):
        key = token.key
        if key in ("(", "["):
            depth += 1
        elif key in (")", "]"):
            depth -= 1
        elif key == "," and depth == 0:
            parts.append(tuple(tokens[start:at]))
            start = at + 1
    if start < len(tokens):
        parts.append(tuple(tokens[start:]))
    return parts
