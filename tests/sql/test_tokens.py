from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies

from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render
from forge_migrations.sql.tokens import tokenize

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def kinds(sql: str, dialect: Dialect = "postgres") -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokenize(sql, dialect)[0]]


@pytest.mark.parametrize(
    ("sql", "dialect", "found"),
    [
        ("'it''s'", "postgres", [("s", "'it''s'")]),
        ("'a\\'", "postgres", [("s", "'a\\'")]),
        ("E'a\\'b'", "postgres", [("s", "E'a\\'b'")]),
        ("e'\\\\'", "postgres", [("s", "e'\\\\'")]),
        ("U&'d\\0061t'", "postgres", [("s", "U&'d\\0061t'")]),
        ("B'101' x'1F'", "postgres", [("s", "B'101'"), ("s", "x'1F'")]),
        ('"a""b"', "postgres", [("q", '"a""b"')]),
        ("$$a 'b$$", "postgres", [("d", "$$a 'b$$")]),
        ("$é$ $$ $é$", "postgres", [("d", "$é$ $$ $é$")]),
        ("$1", "postgres", [("p", "$"), ("n", "1")]),
        ("a$b$c", "postgres", [("w", "a$b$c")]),
        ("`a`", "postgres", [("p", "`"), ("w", "a"), ("p", "`")]),
        ("'a\\'b'", "mysql", [("s", "'a\\'b'")]),
        ('"a\\"b"', "mysql", [("s", '"a\\"b"')]),
        ("_utf8mb4'é'", "mysql", [("s", "_utf8mb4'é'")]),
        ("`a``b`", "mysql", [("q", "`a``b`")]),
        ("1--1", "mysql", [("n", "1"), ("p", "-"), ("p", "-"), ("n", "1")]),
        ("'a\\'", "sqlite", [("s", "'a\\'")]),
        ('"a" `b` [c d]', "sqlite", [("q", '"a"'), ("q", "`b`"), ("q", "[c d]")]),
        ("a[1]", "postgres", [("w", "a"), ("p", "["), ("n", "1"), ("p", "]")]),
        ("1.5e-3 0xFF 1_000", "postgres", [("n", "1.5e-3"), ("n", "0xFF"), ("n", "1_000")]),
        ("a->>'b'", "postgres", [("w", "a"), ("p", "->>"), ("s", "'b'")]),
        ("a@>b", "postgres", [("w", "a"), ("p", "@>"), ("w", "b")]),
        ("a=-1", "postgres", [("w", "a"), ("p", "="), ("p", "-"), ("n", "1")]),
        ("@-1", "postgres", [("p", "@-"), ("n", "1")]),
        ("+-+*", "postgres", [("p", "+-+*")]),
        ("a*/*x*/b", "postgres", [("w", "a"), ("p", "*"), ("w", "b")]),
        ("a<=>b && c", "mysql", [("w", "a"), ("p", "<=>"), ("w", "b"), ("p", "&&"), ("w", "c")]),
        ("a==b<<1", "sqlite", [("w", "a"), ("p", "=="), ("w", "b"), ("p", "<<"), ("n", "1")]),
        (
            "2fa 2e1 2ex 0x1f 0x1g",
            "mysql",
            [("w", "2fa"), ("n", "2e1"), ("w", "2ex"), ("n", "0x1f"), ("w", "0x1g")],
        ),
        ("$a$ b", "mysql", [("w", "$a$"), ("w", "b")]),
        ("a\xa0b", "postgres", [("w", "a\xa0b")]),
        ("\ufeffa", "postgres", [("w", "\ufeffa")]),
        ("\ufeffa", "sqlite", [("w", "a")]),
    ],
)
def test_each_engine_quotes_in_its_own_way(
    sql: str, dialect: Dialect, found: list[tuple[str, str]]
) -> None:
    assert kinds(sql, dialect) == found


@pytest.mark.parametrize(
    ("sql", "dialect", "comments"),
    [
        ("a -- b\nc", "postgres", ["b"]),
        ("a -- b\rc -- d", "postgres", ["b", "d"]),
        ("a -- b\rc -- d", "mysql", ["b\rc -- d"]),
        ("a --b", "mysql", []),
        ("a -- b", "mysql", ["b"]),
        ("a --\nb", "mysql", [""]),
        ("a # b\nc", "mysql", ["b"]),
        ("a # b", "postgres", []),
        ("/* a /* b */ c */ d", "postgres", ["a /* b */ c"]),
        ("/* a /* b */ c", "mysql", ["a /* b"]),
        ("/* a /* b */ c", "sqlite", ["a /* b"]),
        ("'-- a' /* b */", "postgres", ["b"]),
    ],
)
def test_each_engine_comments_in_its_own_way(
    sql: str, dialect: Dialect, comments: list[str]
) -> None:
    assert [comment.text for comment in tokenize(sql, dialect)[1]] == comments


PIECES = strategies.lists(
    strategies.sampled_from(
        [
            *("a", "Ä1", "e", "E", "n", "U&", "_utf8mb4", "x", "0x1F", "1.5e3", "b_2", "c$d", "$1"),
            *("'", "''", "'q'", "'a\\'", '"', '"q"', "`", "`q`", "[", "]", "[q]", "\\", "$", "$$"),
            *("--", "-- r\n", "#", "# r\n", "/", "*", "*/", "-", "->>", "::", "<=", "(", ");", ","),
            *(" ", "\n", "\t", "\xa0", "\x85", "\x00", "\ufeff", "𝒳", "é"),
        ]
    ),
    max_size=30,
)


@settings(max_examples=400)
@example("0x1Fb_2", "mysql")
@given(PIECES.map("".join), strategies.sampled_from(["postgres", "mysql", "sqlite", "libsql"]))
def test_text_is_cut_alike_at_once_and_token_by_token(sql: str, dialect: Dialect) -> None:
    at_once = tokenize(sql, dialect)
    one_by_one = tokenize(sql + "\n/**/", dialect)  # a block comment takes the other way
    if any(token.kind == "b" for token in at_once[0] + one_by_one[0]):
        return
    assert at_once[0] == one_by_one[0]
    assert at_once[1] == one_by_one[1][:-1]
    rest = sql
    for start, end in sorted(
        [(token.start, token.start + len(token.text)) for token in at_once[0]]
        + [(comment.start, comment.end) for comment in at_once[1]],
        reverse=True,
    ):
        rest = rest[:start] + rest[end:]
    assert not rest.strip(" \t\n\v\f\r\ufeff") or "*/" in sql


def test_a_comment_knows_its_place() -> None:
    (comment,) = tokenize("x /* y */ z", "sqlite")[1]
    assert (comment.start, comment.end) == (2, 9)


@pytest.mark.parametrize("opening", ["/*!", "/*!50110 ", "/*!080023 ", "/*M! ", "/*M!100100 "])
def test_mysql_runs_executable_comments_and_nests_them(opening: str) -> None:
    sql = f"a {opening}b {opening}c*/ 1 * 2 */ d"
    assert [text for _, text in kinds(sql, "mysql")] == ["a", "b", "c", "1", "*", "2", "d"]
    assert kinds(opening + "a", "mysql") == [("w", "a")]


@pytest.mark.parametrize("dialect", ["postgres", "sqlite"])
def test_nobody_else_runs_them(dialect: Dialect) -> None:
    assert kinds("/*!50110 a */ b", dialect) == [("w", "b")]


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("'open; DROP", "postgres"),
        ('"open', "postgres"),
        ("E'open\\'", "postgres"),
        ("$$ open $x$", "postgres"),
        ("/* /* open */", "postgres"),
        ("'open\\'", "mysql"),
        ("`open", "mysql"),
        ('"open', "mysql"),
        ("/* open", "mysql"),
        ("'open", "sqlite"),
        ("`open", "sqlite"),
    ],
)
def test_what_never_ends_is_one_broken_token(sql: str, dialect: Dialect) -> None:
    *_, last = tokenize(f"a {sql}", dialect)[0]
    assert (last.kind, last.text, last.start) == ("b", sql, 2)


def test_a_part_keeps_the_offsets_of_the_whole_and_sees_nothing_beyond_it() -> None:
    text = "SELECT 'a' -- b"
    tokens, comments = tokenize(text, "postgres", 7, 10)
    assert [(token.text, token.start) for token in tokens] == [("'a'", 7)]
    assert comments == []
    assert tokenize(text, "postgres", 7, 9)[0][0].kind == "b"


def test_only_words_and_marks_have_a_key() -> None:
    tokens, _ = tokenize("drop \"TABLE\" 'x' ;", "postgres")
    assert [token.key for token in tokens] == ["DROP", "", "", ";"]


@pytest.mark.parametrize(
    ("sql", "dialect", "name"),
    [
        ("Users", "postgres", "users"),
        ('"Users"', "postgres", "Users"),
        ('"a""b"', "postgres", 'a"b'),
        ("Users", "mysql", "Users"),
        ("`a``b`", "mysql", "a`b"),
        ("[a b]", "sqlite", "a b"),
        ("ÄPFEL", "postgres", "Äpfel"),
        ("a" * 64, "postgres", "a" * 63),
        ("a" * 64, "mysql", "a" * 64),
        ('"' + "a" * 62 + 'é"', "postgres", "a" * 62),
        ('"' + "é" * 31 + 'a"', "postgres", "é" * 31 + "a"),
    ],
)
def test_a_name_is_what_the_engine_makes_of_it(sql: str, dialect: Dialect, name: str) -> None:
    (token,) = tokenize(sql, dialect)[0]
    assert identifier(token, dialect) == name


def test_two_spellings_of_one_expression_are_rendered_alike() -> None:
    one = tokenize("LOWER ( Email ) = 'A'::TEXT AND a . b IN (1,2)", "postgres")[0]
    other = tokenize("lower(email)='A'::text and a.b in(1, 2)", "postgres")[0]
    assert render(one) == render(other) == "lower(email) = 'A'::text and a.b in (1, 2)"
