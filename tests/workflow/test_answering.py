from __future__ import annotations

import pytest

from forge_migrations.findings import UsageError
from forge_migrations.workflow.answering import Question
from forge_migrations.workflow.answering import read_question
from forge_migrations.workflow.answers import Answers
from forge_migrations.workflow.answers import unanswered

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


@pytest.mark.parametrize(
    ("renames", "creates", "choice"),
    [
        (["name=full_name"], [], 1),
        (["nick=full_name"], [], 2),
        (["users.nick=users.full_name"], [], 2),
        (["users.nick=full_name"], [], 2),
        (["teams.name=teams.full_name"], [], None),
        (["other=full_name"], [], None),
        ([], ["full_name"], 0),
        ([], ["users.full_name"], 0),
        ([], ["name"], None),
    ],
)
def test_an_answer_fits_its_question_only(
    renames: list[str], creates: list[str], choice: int | None
) -> None:
    question = Question("column", "full_name", "users", ("name", "nick"))
    answers = Answers(renames, creates)
    assert answers.choose(question) == choice
    assert bool(answers.unused) == (choice is None)


def test_a_question_without_an_answer_spells_out_every_answer() -> None:
    question = Question("column", "full_name", "users", ("name",))
    error = unanswered(question, "forge-migrations generate")
    assert "forge-migrations generate --rename users.name=full_name" in error.remedy
    assert "forge-migrations generate --create users.full_name" in error.remedy


def test_a_rename_of_one_name_is_refused() -> None:
    with pytest.raises(UsageError, match="names no two things"):
        Answers(["name"])
