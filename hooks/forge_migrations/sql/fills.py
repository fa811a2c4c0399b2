"""An UPDATE that fills what is NULL, which can be done before, and in parts, without a difference.

It is one whose rows are known by a column IS NULL that it sets, so that it does nothing where it was
done before, and whose value is made of the row alone, so that it is the same in a batch of any size.
"""

from __future__ import annotations

from itertools import pairwise

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.constants import is_constant
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.tokens import Token

_EACH_TEXT: Final = """
    gen_random_uuid uuid_generate_v4 uuidv4 uuidv7 uuid random rand randomblob gen_random_bytes
    random_bytes nextval
    """
_EACH = frozenset(_EACH_TEXT.split())
"""Functions that give each row a value of its own, whatever the rows beside it."""
_CLOCK_TEXT: Final = """
    now clock_timestamp statement_timestamp transaction_timestamp timeofday sysdate curdate curtime
    current_timestamp current_date current_time localtime localtimestamp utc_date utc_time utc_timestamp age
    """
_CLOCK = frozenset(_CLOCK_TEXT.split())
_CLOCK_WORDS_TEXT: Final = """
    current_timestamp current_date current_time localtime localtimestamp utc_date utc_time utc_timestamp
    """
_CLOCK_WORDS = frozenset(_CLOCK_WORDS_TEXT.split())
"""Those that are asked without brackets."""
_MAY_ASK_CLOCK = frozenset(["date", "time", "datetime", "julianday", "strftime", "unixepoch"])
"""SQLite's, of 'now' or of nothing."""
_MOMENTS = frozenset(["now", "today", "tomorrow", "yesterday"])
"""PostgreSQL's strings that are another moment each time."""
_ROW_TEXT: Final = """
    abs cast ceil ceiling char char_length character_length coalesce concat concat_ws convert date
    date_format day elt field floor format from_unixtime glob greatest hex hour if ifnull iif initcap insert
    instr json json_array json_extract json_object json_quote json_unquote json_value jsonb least
    left length likelihood locate lower lpad ltrim md5 minute mod month nullif octet_length ord
    position pow power printf quarter quote repeat replace reverse right round rpad rtrim second
    sha sha1 sha2 sign space sqrt str_to_date substr substring substring_index time timestamp to_base64
    trim truncate typeof unhex unicode unix_timestamp upper uuid_to_bin week weekday year zeroblob
    in and or not when then else values all any array row interval is as character varying decimal
    dec bit precision case extract overlay treat using filter
    """
_ROW = frozenset(_ROW_TEXT.split())
"""Functions of MySQL and SQLite that read their arguments alone, and words that stand before a bracket."""


class Fill(NamedTuple):
    """An UPDATE whose rows can be done in any parts."""

    table: str
    """As acts have it."""
    columns: tuple[str, ...]
    """That it sets."""
    head: str
    """`UPDATE "users" SET "plan" = 'free'`."""
    condition: str
    """`"plan" IS NULL`."""
    filled: str
    """The column that IS NULL before."""
    value: str
    """What it gets; empty where the condition says more than that."""
    guard: str
    """What lets rows out that would stay without a value; empty where there are none."""

    def within(self, range_: str) -> str:
        """The statement for some of the rows."""
        parts = [f"({self.condition})", *([self.guard] if self.guard else []), range_]
        return f"{self.head} WHERE {' AND '.join(parts)}"

    def __str__(self) -> str:
        return f"{self.table}.{', '.join(self.columns)}"


def fill_of(whole: str, acts: Sequence[Act], dialect: Dialect) -> Fill | str:
    """An UPDATE, without its semicolon, as what fills, or why it isn't one."""
    act = acts[0]
    tokens, _ = tokenize(whole, dialect)
    why = _hindrance(tokens, acts)
    if why:
        return why
    keys = [token.key for token in tokens]
    at, behind = keys.index("SET"), keys.index("WHERE")
    assigned, where = tokens[at + 1 : behind], tuple(tokens[behind + 1 :])
    made: dict[str, tuple[Token, ...]] = {}
    for part in commas(assigned):
        cursor = Cursor(part, dialect)
        try:
            name = cursor.name().rpartition(".")[2]
            cursor.expect("=")
        except Unreadable:
            return "it sets more than plain columns"
        made[name] = cursor.rest()
    filled = next((name for name in made if _asks_null(where, name, dialect)), "")
    if not filled or not made[filled]:
        return f"nothing tells rows that are done: it has no {_first(made)} IS NULL"
    for part in (*made.values(), where):
        why = _reads_more(part, dialect)
        if why:
            return why
    names = {name.lower() for name in made}
    if len(made) > 1 and any(names & _names(part, dialect) for part in made.values()):
        return "it reads what it sets"
    value = made[filled]
    text = whole[value[0].start : _end(value[-1])]
    sure = is_constant(text, dialect) or text.upper() == "DEFAULT"
    guard = "" if sure or _calls(value, dialect) & _EACH else f"({text}) IS NOT NULL"
    head, condition = whole[: _end(assigned[-1])], whole[where[0].start :]
    alone = _is_null(where, filled, dialect)
    return Fill(act.table, tuple(made), head, condition, filled, text if alone else "", guard)


def _hindrance(tokens: Sequence[Token], acts: Sequence[Act]) -> str:
    """What makes it no plain UPDATE of one table by a condition."""
    act, keys = acts[0], {token.key for token in tokens}
    if len(acts) > 1 or act.inside or tokens[0].key != "UPDATE":
        return "its statement does something else besides"
    if keys & {"SELECT", "WITH", "TABLE", "VALUES"} or act.has("join"):
        return "it reads other rows"
    if act.has("limit") or act.has("ordered"):
        return "it is about some of the rows"
    if keys & {"RETURNING", "IGNORE", "LOW_PRIORITY"} or any(
        f.startswith("or-") for f in act.flags
    ):
        return "it is more than an UPDATE"
    if "WHERE" not in keys:
        return "nothing tells rows that are done: it has no IS NULL"
    return ""


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _first(made: dict[str, tuple[Token, ...]]) -> str:
    return next(iter(made))


def _asks_null(where: Sequence[Token], name: str, dialect: Dialect) -> bool:
    """True when the condition holds of rows without a value in the column only."""
    depth, start = 0, 0
    parts: list[Sequence[Token]] = []
    for at, token in enumerate(where):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key in ("OR", "XOR", "||"):
            return False
        if depth == 0 and token.key in ("AND", "&&"):
            parts.append(where[start:at])
            start = at + 1
    parts.append(where[start:])
    return any(_is_null(part, name, dialect) for part in parts)


def _is_null(part: Sequence[Token], name: str, dialect: Dialect) -> bool:
    """True for `name IS NULL`, in brackets or not."""
    while len(part) > 2 and part[0].key == "(" and part[-1].key == ")":
        part = part[1:-1]
    if len(part) < 3 or [each.key for each in part[-2:]] != ["IS", "NULL"]:
        return False
    cursor = Cursor(part[:-2], dialect)
    try:
        found = cursor.name().rpartition(".")[2]
    except Unreadable:
        return False
    return cursor.done and found.lower() == name.lower()


def of_null(whole: str, column: str, dialect: Dialect) -> str:
    """An UPDATE of a new column, in which every row has NULL, that says so. `column`: in quotes."""
    tokens, _ = tokenize(whole, dialect)
    at = next((n for n, token in enumerate(tokens) if token.key == "WHERE"), -1)
    if at < 0:
        return f"{whole} WHERE {column} IS NULL"
    behind = tokens[at + 1].start if at + 1 < len(tokens) else len(whole)
    return f"{whole[:behind]}({whole[behind:]}) AND {column} IS NULL"


def _calls(tokens: Sequence[Token], dialect: Dialect) -> set[str]:
    """What stands before a bracket, in lower case."""
    return {
        identifier(token, dialect).lower()
        for token, after in pairwise(tokens)
        if after.key == "(" and token.kind in (WORD, QUOTED)
    }


def _reads_more(tokens: Sequence[Token], dialect: Dialect) -> str:
    """Why a value isn't the same in every batch; empty where it is."""
    called = _calls(tokens, dialect)
    clock = sorted(called & _CLOCK) or sorted(_clock_words(tokens, called, dialect))
    if clock:
        return f"it asks the clock ({clock[0]}), and each batch would write another time: say which"
    known = _EACH | _ROW
    if dialect == "postgres":
        from forge_migrations.sql.functions_postgres import STABLE

        known |= STABLE
    strange = sorted(called - known)
    return f"nobody can tell whether {strange[0]}() reads more than its row" if strange else ""


def _clock_words(tokens: Sequence[Token], called: set[str], dialect: Dialect) -> set[str]:
    """The clock without a function of its own."""
    words = {token.text.lower() for token in tokens if token.kind == WORD} & _CLOCK_WORDS
    moments = {literal(t, dialect).lower() for t in tokens if t.kind == STRING} & _MOMENTS
    if dialect == "mysql":
        return words
    if dialect == "postgres":
        return words | moments
    asked = called & _MAY_ASK_CLOCK
    bare = any((a.key, b.key) == ("(", ")") for a, b in pairwise(tokens))
    return words | (asked if moments or bare else set())


def _names(tokens: Sequence[Token], dialect: Dialect) -> set[str]:
    return {identifier(t, dialect).lower() for t in tokens if t.kind in (WORD, QUOTED)}


def named_in(text: str, dialect: Dialect) -> set[str]:
    """Every name and string of a statement, in lower case."""
    tokens, _ = tokenize(text, dialect)
    strings = {literal(token, dialect).lower() for token in tokens if token.kind == STRING}
    return _names(tokens, dialect) | strings
