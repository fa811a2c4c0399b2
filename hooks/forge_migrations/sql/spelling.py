"""SQL in one spelling: two texts that differ in what means nothing to an engine have the same one.

What means nothing: white space, comments, the case of keywords, a semicolon at the end, and quotes
around a name that is the same without them. What a string stands for, a dollar-quoted body, what
MySQL runs of its comments and the case of names where an engine keeps it do mean something.
"""

from __future__ import annotations

import re

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.keywords import OTHERS
from forge_migrations.sql.keywords import RESERVED
from forge_migrations.sql.literals import literal
from forge_migrations.sql.literals import prefix_of
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import BROKEN
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import lower
from forge_migrations.sql.tokens import spaced
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

# Written as what they are not, as in `token_forms`: everything beyond ASCII is in them.
_PLAIN = re.compile(r"[^\x00-@\[-^`{-\x7f][^\x00-#%-/:-@\[-^`{-\x7f]*")
_LOWER = re.compile(r"[^\x00-^`{-\x7f][^\x00-#%-/:-^`{-\x7f]*")
_MARKS = {"!=": "<>", "==": "="}
_BEFORE_TABLES = frozenset(
    [
        *("TABLE", "INTO", "FROM", "JOIN", "REFERENCES", "EXISTS", "VIEW", "PROCEDURE"),
        *("FUNCTION", "DATABASE", "SCHEMA", "INDEX", "ON", "TO", "."),
    ]
)
"""A word behind one of these is a name, unless it is reserved or one of `_NEVER_NAMES`."""
_BEFORE_LISTS = frozenset({"TABLE", "EXISTS", "INTO", "REFERENCES", "VIEW", "."})
"""A name behind one of these may have a list of columns in brackets behind it."""
_BEFORE_NAMES = frozenset(["COLUMN", "CONSTRAINT", "ADD", "SELECT", "DISTINCT", "(", ","])
"""The same, unless a bracket follows: then it is a function."""
_BEFORE_VALUES = frozenset(
    ["WHERE", "AND", "OR", "BY", "=", "<", ">", "<=", ">=", "<>", "!=", "||", "+", "*"]
)
"""Behind these PostgreSQL expects a value, and so a name where a keyword may be one."""
_NEVER_NAMES = frozenset(
    [
        *("IF", "DUPLICATE", "CONFLICT", "SCHEDULE", "COMPLETION", "COMMIT", "PARTITION", "ROWS"),
        *("RANGE", "GROUPS", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"),
        *("TEMPORARY", "TEMP", "CONCURRENTLY", "RECURSIVE", "LATERAL", "TRIGGER", "DELETE"),
        *("INSERT", "UPDATE"),
    ]
)
_TIGHT_CALLS = frozenset(
    [
        *("ADDDATE", "BIT_AND", "BIT_OR", "BIT_XOR", "CAST", "COUNT", "CURDATE", "CURTIME"),
        *("DATE_ADD", "DATE_SUB", "EXTRACT", "GROUP_CONCAT", "MAX", "MID", "MIN", "NOW"),
        *("POSITION", "SESSION_USER", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "SUBDATE"),
        *("SUBSTR", "SUBSTRING", "SUM", "SYSDATE", "SYSTEM_USER", "TRIM", "VARIANCE", "VAR_POP"),
        *("VAR_SAMP", "JSON_ARRAYAGG", "JSON_OBJECTAGG"),
    ]
)
"""MySQL takes these for functions only where the bracket follows at once:
https://dev.mysql.com/doc/refman/8.4/en/function-resolution.html"""
_SEAMS = re.compile(r"/\*M?![0-9]*|\*/|/\*\+?|--[^\n]*|#[^\n]*")


def spelled(
    tokens: Sequence[Token],
    text: str,
    dialect: Dialect,
    *,
    strings_in_double_quotes: bool = False,
    cased: bool = True,
) -> Iterator[tuple[str, int]]:
    """(word, offset) of each token in that spelling; the tokens are of `text`.

    SQLite reads `"x"` as a string where a value may stand and no column has that name;
    `strings_in_double_quotes` keeps it apart from `x` there. Not `cased`: names differ by more than
    case.
    """
    executable = GRAMMARS[dialect].executable_comments
    reader = _Reader(tokens, dialect, cased, strings_in_double_quotes)
    end = tokens[0].start if tokens else 0
    skip = -1
    for at, token in enumerate(tokens):
        if executable and token.start > end:
            for seam in seams(text[end : token.start]):
                yield seam, token.start
        end = token.start + len(token.text)
        if at <= skip:
            continue
        if token.kind == STRING:
            skip = _last_part(tokens, at, text, dialect)
            yield _string(tokens[at : skip + 1], dialect), token.start
        else:
            yield reader.word(at), token.start


def seams(gap: str) -> Iterator[str]:
    """What means something between two tokens on MySQL: `/*!40101`, its `*/`, and `/*+ hint */`."""
    at = 0
    while found := _SEAMS.search(gap, at):
        mark, at = found[0], found.end()
        if mark in ("/*", "/*+"):
            close = gap.find("*/", at)
            stop = len(gap) if close < 0 else close + 2
            if mark == "/*+":
                yield " ".join(gap[found.start() : stop].split())
            at = stop
        elif mark[0] not in "-#":
            yield mark


def one_line(text: str, dialect: Dialect, *, cased: bool = True) -> str:
    """The SQL in one spelling, as a line to compare and to read."""
    tokens, _ = tokenize(text, dialect)
    while tokens and tokens[-1].key == ";":
        tokens.pop()
    return spaced([word for word, _ in spelled(tokens, text, dialect, cased=cased)])


class _Reader:
    """Reads one statement's tokens in their order; what a word is depends on where it stands."""

    def __init__(
        self, tokens: Sequence[Token], dialect: Dialect, cased: bool, strings: bool
    ) -> None:
        self._tokens = tokens
        self._dialect = dialect
        self._tight = GRAMMARS[dialect].calls_without_blank
        self._cased = cased
        self._strings = strings
        self._brackets: list[bool] = []
        """Of each bracket that is open: whether it holds a list of definitions or names."""
        self._alters = bool(tokens) and tokens[0].key == "ALTER"

    def word(self, at: int) -> str:
        """The spelling of a token that is no string."""
        token = self._tokens[at]
        if token.kind == MARK:
            self._count(at, token.key)
            return _MARKS.get(token.text, token.text)
        if token.kind == NUMBER:
            return token.text.lower()
        if token.kind == BODY:
            return _quoted(literal(token, self._dialect), "'")
        if token.kind == BROKEN:
            return token.text
        if token.kind == QUOTED:
            return self._name(at)
        if self._dialect == "postgres":
            return identifier(token, "postgres")
        if self._tight and token.key in _TIGHT_CALLS and self._key(at + 1) == "(":
            apart = self._tokens[at + 1].start > token.start + len(token.text)
            return token.text.lower() + " " * apart
        return token.text if self._cased and self._is_name(at, token.key) else lower(token.text)

    def _name(self, at: int) -> str:
        """A quoted name as it is written without quotes, or in quotes where it can't be."""
        token = self._tokens[at]
        if token.text[:1] in "uU" and token.text[1:2] == "&":
            return token.text
        if self._strings and token.text[0] == '"' and not self._is_no_value(at):
            return token.text
        name = identifier(token, self._dialect)
        name = name if self._cased else lower(name)
        key = name.upper()
        plain = _LOWER if self._dialect == "postgres" else _PLAIN
        if plain.fullmatch(name) and not self._means_more(at, key):
            return name
        return _quoted(name, '"' if self._dialect == "postgres" else "`")

    def _means_more(self, at: int, key: str) -> bool:
        """True when the word would be no name here without its quotes."""
        if key in RESERVED[self._dialect] or key in _NEVER_NAMES:
            return True
        if self._tight and self._key(at + 1) == "(":
            # MySQL looks for no function of its own under a name in quotes.
            return self._key(at - 1) not in _BEFORE_TABLES | {"KEY", "UNIQUE"}
        if key not in OTHERS[self._dialect]:
            return False
        assigned = self._key(at - 1) == "SET" and self._key(at + 1) == "="
        return not (assigned or self._key(at - 1) in _BEFORE_VALUES or self._is_name(at, key))

    def _is_name(self, at: int, key: str) -> bool:
        """True where a bare word names something new or a table, so that its case is kept."""
        before, after = self._key(at - 1), self._key(at + 1)
        if key in RESERVED[self._dialect] or key in _NEVER_NAMES:
            return False
        if after == "." or before in _BEFORE_TABLES:
            return True
        if before == "AS":
            return after in (",", "FROM", "")
        if before == "UPDATE":
            return at == 1 or self._key(at - 2) in ("(", ")", ";", "BEGIN", "THEN", "ELSE")
        if before == "TRIGGER":
            return self._dialect != "postgres"  # RETURNS trigger LANGUAGE …
        if before == "," and self._alters and not self._brackets:
            return False  # the next action
        if before == "ADD" and self._dialect == "postgres":
            return False  # ADD VALUE, ADD GENERATED
        if before == "(" and [self._key(at - 2), self._key(at - 3)] == ["IDENTITY", "AS"]:
            return False  # AS IDENTITY (START WITH 1)
        return before in _BEFORE_NAMES and after != "("

    def _count(self, at: int, mark: str) -> None:
        if mark == "(":
            before, two = self._key(at - 1), self._key(at - 2)
            listed = two in _BEFORE_LISTS or (two == "ON" and self._tokens[0].key == "CREATE")
            self._brackets.append(listed or before in ("KEY", "UNIQUE"))
        elif mark == ")" and self._brackets:
            self._brackets.pop()

    def _is_no_value(self, at: int) -> bool:
        """True for a name in quotes that stands where SQLite expects no value."""
        before, after = self._key(at - 1), self._key(at + 1)
        if before in ("(", ","):
            return bool(self._brackets) and self._brackets[-1]
        if before == "SET":
            return after == "="
        named = before in _BEFORE_TABLES or before in ("COLUMN", "CONSTRAINT", "ADD", "TRIGGER")
        return after == "." or (named and (before != "ON" or self._tokens[0].key == "CREATE"))

    def _key(self, at: int) -> str:
        return self._tokens[at].key if 0 <= at < len(self._tokens) else ""


def _string(parts: Sequence[Token], dialect: Dialect) -> str:
    prefix = prefix_of(parts[0]).rstrip().lower()
    if prefix == "u&":
        return " ".join(part.text for part in parts)
    value = "".join(literal(part, dialect) for part in parts)
    if prefix in ("b", "x"):
        value = value.lower()
    return ("" if prefix == "e" else prefix) + _quoted(value, "'")


def _quoted(value: str, quote: str) -> str:
    return quote + value.replace(quote, quote * 2) + quote


def _last_part(tokens: Sequence[Token], at: int, text: str, dialect: Dialect) -> int:
    """The last of the strings that the engine reads as one: `'a' 'b'`, on PostgreSQL by a new line."""
    joins = GRAMMARS[dialect].joins_strings
    while joins and at + 1 < len(tokens) and tokens[at + 1].kind == STRING:
        follower = tokens[at + 1]
        gap = text[tokens[at].start + len(tokens[at].text) : follower.start]
        if prefix_of(follower) or (dialect == "postgres" and "\n" not in gap and "\r" not in gap):
            break
        at += 1
    return at
