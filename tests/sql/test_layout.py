from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.layout import first_word
from forge_migrations.sql.layout import first_words
from forge_migrations.sql.layout import lead
from forge_migrations.sql.layout import remarks
from forge_migrations.sql.layout import without_comments
from forge_migrations.sql.layout import words_alone

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("sql", "dialect", "word"),
    [
        ("-- DROP\n/* x /* y */ */ insert into t", "postgres", "INSERT"),
        ("# DROP\n--\n(SELECT 1)", "mysql", "("),
        ("/*!40101 SET a=1 */", "mysql", "SET"),
        ("--a", "mysql", "-"),
        ("\ufeffupdate t", "sqlite", "UPDATE"),
        ("'x'", "sqlite", ""),
        ("-- nothing", "sqlite", ""),
    ],
)
def test_a_statement_begins_behind_its_comments(sql: str, dialect: Dialect, word: str) -> None:
    assert first_word(sql, dialect) == word


def test_the_first_words_are_read_and_no_others() -> None:
    assert first_words('CREATE "x" y \'never ends', "postgres", 3) == ("CREATE", "", "Y")
    assert lead("  /* a */ b", "sqlite") == 10
    assert lead("-- a\n", "sqlite") == 5


@pytest.mark.parametrize(
    ("sql", "dialect", "left"),
    [
        ("a -- b\n, '-- c' /* d */ e", "postgres", "a  \n, '-- c'   e"),
        ("a /*! b */ /* c */", "mysql", "a /*! b */  "),
        ("'it\\'s -- a' # b", "mysql", "'it\\'s -- a'  "),
        ("$$ -- a $$ -- b", "postgres", "$$ -- a $$  "),
    ],
)
def test_comments_go_and_nothing_else(sql: str, dialect: Dialect, left: str) -> None:
    assert without_comments(sql, dialect) == left


def test_of_words_alone_no_string_speaks_and_code_does() -> None:
    sql = "DO $x$ BEGIN a('b;'); -- c\nEND $x$ \"d\" e@>f"
    assert words_alone(sql, "postgres") == "DO $x$ BEGIN a(''); END$x$ \"\" e@>f"


def test_remarks_are_comments_and_breakpoints() -> None:
    sql = "a -- b\n--> statement-breakpoint\n'-- c' /* d */"
    assert [sql[start:end] for start, end in remarks(sql, "sqlite")] == [
        "-- b",
        "--> statement-breakpoint",
        "/* d */",
    ]
