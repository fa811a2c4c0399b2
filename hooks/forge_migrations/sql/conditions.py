"""What a WHERE clause, a CHECK or a default says: always true, joined, not null, volatile."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import render

_SIMPLE = re.compile(
    r"^(?:true|not false|1|'t'::boolean|(?P<a>[\w.\"'`]+) = (?P=a)|(?P<b>[\w.\"`]+) is not distinct"
    r" from (?P=b)|\d+ (?:<|<=|<>|!=) \d+|true = true|1 is not null|exists ?\(select 1\)"
    r"|(?P<c>[\w.\"`]+) is null or (?P=c) is not null|(?P<d>[\w.\"`]+) is not null or (?P=d) is null"
    r"|not ?\(?false\)?|null is null|(?P<e>[\w.\"`]+) in ?\(select (?P=e) from \S+\))$"
)


def is_always_true(tokens: Sequence[Token]) -> bool:
    """True for a condition that holds for every row: none, `true`, `1=1`, `id = id`."""
    if not tokens:
        return True
    tokens = _unwrapped(tokens)
    text = render(tokens).strip()
    if not text:
        return True
    for joint, every in (("OR", False), ("AND", True)):
        parts = _parts(tokens, joint)
        if len(parts) > 1:
            # `a IS NULL OR a IS NOT NULL` is only true as a whole
            if _SIMPLE.match(text):
                return True
            verdicts = [is_always_true(part) for part in parts]
            return all(verdicts) if every else any(verdicts)
    if len(tokens) == 3 and tokens[1].key in ("=", "<", ">", "<=", ">=", "<>", "!="):
        return _constant(tokens)
    return bool(_SIMPLE.match(text))


def _constant(tokens: Sequence[Token]) -> bool:
    left, operator, right = tokens
    if left.kind in (NUMBER, STRING) and right.kind == left.kind:
        same = left.text == right.text
        return {"=": same, "<>": not same, "!=": not same}.get(
            operator.key, _ordered(left.text, operator.key, right.text)
        )
    same_name = left.text.lower() == right.text.lower() and left.kind == right.kind
    return operator.key == "=" and same_name


def _ordered(left: str, operator: str, right: str) -> bool:
    try:
        a, b = float(left), float(right)
    except ValueError:
        return False
    return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}.get(operator, False)


def _unwrapped(tokens: Sequence[Token]) -> Sequence[Token]:
    while len(tokens) >= 2 and tokens[0].key == "(" and tokens[-1].key == ")":
        depth = 0
        for at, token in enumerate(tokens):
            depth += (token.key == "(") - (token.key == ")")
            if depth == 0 and at < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def _parts(tokens: Sequence[Token], joint: str) -> list[Sequence[Token]]:
    parts: list[Sequence[Token]] = []
    depth = start = 0
    between = False
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == "BETWEEN":
            between = True
        elif depth == 0 and token.key == joint:
            if joint == "AND" and between:
                between = False
                continue
            parts.append(tokens[start:at])
            start = at + 1
    parts.append(tokens[start:])
    return parts


def is_correlated(tokens: Sequence[Token], text: str = "") -> bool:
    """True when a condition compares two columns: what joins DELETE … USING to its table."""
    if " on " in f" {text} " or " using (" in f" {text} ":
        return True
    for at, token in enumerate(tokens):
        if token.key in ("=", "<", ">", "<=", ">=") and 0 < at < len(tokens) - 1:
            left, right = tokens[at - 1], tokens[at + 1]
            if (
                left.kind in "wq"
                and right.kind in "wq"
                and right.key not in ("TRUE", "FALSE", "NULL")
            ):
                return True
            if right.key == "(" or left.key == ")":
                return True
        if token.key in ("IN", "EXISTS", "LIKE"):
            return True
    return False


def proves_not_null(check: str, column: str) -> bool:
    """True when a CHECK's expression can't hold for a NULL: `c IS NOT NULL`, also beside AND."""
    text = re.sub(r"[\"`()]", "", check.lower())
    parts = re.split(r"\band\b", text)
    if " or " in f" {text} ":
        return False
    wanted = f"{column.lower()} is not null"
    return any(part.strip() == wanted or part.strip().endswith("." + wanted) for part in parts)


_STABLE = frozenset(
    [
        "NOW",
        "CURRENT_TIMESTAMP",
        "TRANSACTION_TIMESTAMP",
        "STATEMENT_TIMESTAMP",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "LOCALTIMESTAMP",
        "LOCALTIME",
        "CURRENT_USER",
        "SESSION_USER",
        "CURRENT_SETTING",
        "CURRENT_SCHEMA",
        "TO_CHAR",
        "DATE_TRUNC",
        "TIMEZONE",
        "AGE",
        "CURRENT_ROLE",
        "USER",
        "CURRENT_CATALOG",
        "CURRENT_DATABASE",
        "TO_TIMESTAMP",
        "MAKE_INTERVAL",
        "LOWER",
        "UPPER",
        "CONCAT",
        "COALESCE",
        "NULLIF",
        "MD5",
        "LENGTH",
        "ABS",
        "ROUND",
        "FLOOR",
        "CEIL",
        "ARRAY",
        "JSONB_BUILD_OBJECT",
        "JSON_BUILD_OBJECT",
        "JSONB_BUILD_ARRAY",
        "JSON_BUILD_ARRAY",
        "TO_JSONB",
        "TO_JSON",
        "EXTRACT",
        "DATE_PART",
        "INTERVAL",
        "CAST",
        "REPLACE",
        "SUBSTRING",
        "SUBSTR",
        "TRIM",
        "LPAD",
        "RPAD",
        "LEFT",
        "RIGHT",
        "CHR",
        "DATE_BIN",
        "JUSTIFY_INTERVAL",
        "MAKE_DATE",
        "MAKE_TIMESTAMP",
        "MAKE_TIMESTAMPTZ",
        "TO_DATE",
        "ENCODE",
        "DECODE",
        "ROW",
        "GREATEST",
        "LEAST",
        "REPEAT",
        "REVERSE",
        "STRING_TO_ARRAY",
        "ARRAY_FILL",
        "DIGEST",
        "TXID_CURRENT",
        "HASHTEXT",
        "PI",
        "POWER",
        "SQRT",
        "MOD",
        "DIV",
        "TRUNC",
        "SIGN",
        "INT4RANGE",
        "INT8RANGE",
        "NUMRANGE",
        "TSRANGE",
        "TSTZRANGE",
        "DATERANGE",
        "TO_TSVECTOR",
        "TO_NUMBER",
        "FORMAT",
        "INITCAP",
        "ASCII",
        "INET_CLIENT_ADDR",
        "VERSION",
        "PG_BACKEND_PID",
        "XMLPARSE",
        "POINT",
        "BOX",
        "TIMESTAMPTZ",
        "TIMESTAMP",
        "NUMERIC",
        "VARCHAR",
        "CHAR",
        "DECIMAL",
        "BIT",
        "TIME",
        "DATE",
        "TEXT",
        "CHARACTER",
        "VARBIT",
        "TIMETZ",
        "SPLIT_PART",
        "REGEXP_REPLACE",
        "SHA256",
        "SHA512",
        "AND",
        "OR",
        "NOT",
        "IN",
        "ANY",
        "ALL",
        "ARRAY_APPEND",
        "ARRAY_CAT",
        "CARDINALITY",
        "OVERLAY",
        "POSITION",
        "STRPOS",
        "TRANSLATE",
        "TO_HEX",
        "VECTOR",
    ]
)


def volatile(tokens_or_text: Sequence[Token] | str) -> str:
    """The function that makes a default volatile on PostgreSQL; empty when there is none.

    A function that isn't known is taken for a volatile one: that is what CREATE FUNCTION makes.
    """
    text = tokens_or_text if isinstance(tokens_or_text, str) else render(tokens_or_text)
    text = re.sub(r"'(?:[^']|'')*'", "''", text)
    text = re.sub(r"::[\w.\" ]+?(?:\([\d, ]*\))?(?=[^\w.\" (]|$)", "", text)
    for found in re.finditer(r"([\w.\"]+)\s*\(", text):
        name = found[1].replace('"', "").rpartition(".")[2]
        before = text[: found.start()].rstrip()
        if before.endswith("::") or name.upper() in _STABLE or name.isdigit():
            continue
        return name.lower()
    return ""


def words(tokens: Sequence[Token]) -> set[str]:
    """The bare words of a clause in capitals."""
    return {token.key for token in tokens if token.kind == WORD}
