from __future__ import annotations

from forge_migrations.drizzle.generate.terminal import Question
from forge_migrations.drizzle.generate.terminal import read_question

DRAWN = (
    "Reading config file\r\n\r\n"
    "Is \x1b[1m\x1b[34mfull_name\x1b[39m\x1b[22m column in \x1b[1musers\x1b[22m table created or"
    " renamed from another column?\r\n"
    "\x1b[32m❯ \x1b[39m\x1b[32m+\x1b[39m full_name        \x1b[90mcreate column\x1b[39m\r\n"
    "  \x1b[33m~\x1b[39m name › full_name \x1b[90mrename column\x1b[39m\r\n"
    "  \x1b[33m~\x1b[39m nick › full_name \x1b[90mrename column\x1b[39m"
)


def test_a_question_is_read_as_a_person_reads_it() -> None:
    assert read_question(DRAWN) == Question("column", "full_name", "users", ("name", "nick"), 0)


def test_the_last_drawing_of_a_question_counts() -> None:
    moved = DRAWN.replace("❯", " ", 1).replace(
        "  \x1b[33m~\x1b[39m nick", "❯ \x1b[33m~\x1b[39m nick"
    )
    found = read_question(DRAWN + "\x1b[2K\x1b[1A" + moved)
    assert found is not None
    assert found.selected == 2


def test_half_a_drawing_is_no_question() -> None:
    assert read_question(DRAWN[:120]) is None
    assert read_question("Is it so?") is None
