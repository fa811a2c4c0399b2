from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.tokens import render
from forge_migrations.sql.tokens import tokenize

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def at(sql: str, dialect: Dialect = "postgres") -> Cursor:
    return Cursor(tokenize(sql, dialect)[0], dialect)


@pytest.mark.parametrize(
    ("sql", "dialect", "name"),
    [
        ("public.toys", "postgres", "toys"),
        ('"public"."Toys"', "postgres", "Toys"),
        ("app.toys", "postgres", "app.toys"),
        ("shop.app.toys", "postgres", "app.toys"),
        ("main.toys", "sqlite", "toys"),
        ("Main.toys", "sqlite", "toys"),
        ("temp.toys", "sqlite", "temp.toys"),
        ("public.toys", "mysql", "public.toys"),
        ("'toys'", "sqlite", "toys"),
        ("'it''s'", "sqlite", "it's"),
        ('"public.toys"', "postgres", "public.toys"),
    ],
)
def test_a_name_in_the_default_schema_is_bare(sql: str, dialect: Dialect, name: str) -> None:
    assert at(sql, dialect).name() == name


@pytest.mark.parametrize("sql", ["", "1", "(", "'toys'", "."])
def test_what_is_no_name_is_unreadable(sql: str) -> None:
    with pytest.raises(Unreadable):
        at(sql).name()


def test_a_name_stops_where_the_dot_leads_nowhere() -> None:
    cursor = at("t.*")
    assert cursor.name() == "t"
    assert cursor.sees(".", "*")


def test_words_are_taken_all_or_none() -> None:
    cursor = at("if not exists t")
    assert not cursor.take("IF", "EXISTS")
    assert cursor.take("IF", "NOT", "EXISTS")
    assert not cursor.take("T", "T")
    with pytest.raises(Unreadable):
        cursor.expect("TO")
    assert cursor.step().text == "t"
    assert cursor.done


def test_a_quoted_word_is_no_keyword() -> None:
    assert not at('"IF"').take("IF")
    assert at("'a'").take_any("", "A") == ""


def test_past_the_end_there_is_an_empty_token() -> None:
    cursor = at("a")
    assert (cursor.key(5), cursor.token(5).text) == ("", "")
    cursor.step()
    assert cursor.step().text == ""


def test_brackets_nest_and_must_close() -> None:
    cursor = at("(a, (b), '(') c")
    assert render(cursor.brackets()) == "a,(b), '('"
    assert cursor.key() == "C"
    for sql in ("(a", "a", "((a)"):
        with pytest.raises(Unreadable):
            at(sql).brackets()


def test_until_stops_outside_brackets_only_and_before_one_that_it_did_not_open() -> None:
    cursor = at("a (x, y) [1, 2], b) c")
    assert render(cursor.until(",")) == "a(x, y) [1, 2]"
    cursor.step()
    assert render(cursor.until("C")) == "b"
    assert cursor.key() == ")"


def test_a_list_is_parted_at_its_own_commas() -> None:
    parts = commas(tokenize("a, f(b, c), array[1, 2], d", "postgres")[0])
    assert [render(part) for part in parts] == ["a", "f(b, c)", "array [1, 2]", "d"]
    assert commas(()) == []
    assert at("a, app.b ,c d").names() == ("a", "app.b", "c")
