from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.literals import literal
from forge_migrations.sql.literals import string_literal
from forge_migrations.sql.tokens import tokenize

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("sql", "dialect", "value"),
    [
        ("'it''s'", "postgres", "it's"),
        ("'a\\b'", "postgres", "a\\b"),
        ("E'it\\'s'", "postgres", "it's"),
        ("N'a'", "postgres", "a"),
        ("$$it's$$", "postgres", "it's"),
        ("$a$$$b$a$", "postgres", "$$b"),
        ("E'it''s\\n'", "postgres", "it's\n"),
        ('"it\'s ""it"""', "mysql", 'it\'s "it"'),
        ("_utf8mb4 'a'", "mysql", "a"),
        ("'a\\'", "sqlite", "a\\"),
        ("E'\\x41\\102\\u0043\\U00000044\\xc3\\xa9'", "postgres", "ABCDé"),
        ("U&'\\0061\\+000062\\\\'", "postgres", "ab\\"),
        ("'it\\'s ''it'' \\% \\n'", "mysql", "it's 'it' \\% \n"),
        ("x'1F'", "sqlite", "1F"),
    ],
)
def test_a_literal_is_the_value_that_it_stands_for(sql: str, dialect: Dialect, value: str) -> None:
    (token,) = tokenize(sql, dialect)[0]
    assert literal(token, dialect) == value


@pytest.mark.parametrize("text", ["", "it's", "a\\b", "\\'", "'--"])
@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite"])
def test_a_text_is_written_as_a_string_that_is_read_as_it(text: str, dialect: Dialect) -> None:
    (token,), _ = tokenize(string_literal(text, dialect), dialect)
    assert literal(token, dialect) == text
