from __future__ import annotations

import pytest

from forge_migrations.drizzle.generate.answers import Answers
from forge_migrations.drizzle.generate.answers import unanswered
from forge_migrations.drizzle.generate.terminal import Question
from forge_migrations.findings import UsageError
from forge_migrations.remedy import ours

TABLE = Question("table", "people", "", ("users", "posts"))
COLUMN = Question("column", "mail", "app.users", ("email", "name"))


@pytest.mark.parametrize(
    ("rename", "question", "choice"),
    [
        ("users=people", TABLE, 1),
        ("posts=people", TABLE, 2),
        ("ghosts=people", TABLE, None),
        ("users=persons", TABLE, None),
        ("email=mail", COLUMN, 1),
        ("users.name=mail", COLUMN, 2),
        ("app.users.email=mail", COLUMN, 1),
        ("app.users.email=users.mail", COLUMN, 1),
        ("posts.email=mail", COLUMN, None),
    ],
)
def test_a_rename_answers_the_question_that_it_names(
    rename: str, question: Question, choice: int | None
) -> None:
    answers = Answers([rename])
    assert answers.choose(question) == choice
    assert answers.unused == ([] if choice else [f"--rename {rename}"])


@pytest.mark.parametrize("name", ["mail", "users.mail", "app.users.mail"])
def test_create_answers_with_0(name: str) -> None:
    answers = Answers(creates=[name])
    assert answers.choose(COLUMN) == 0
    assert answers.unused == []
    assert Answers(creates=["posts.mail"]).choose(COLUMN) is None


def test_a_name_in_a_schema_may_be_written_bare() -> None:
    question = Question("table", "app.people", "", ("app.users",))
    assert Answers(["users=people"]).choose(question) == 1
    assert Answers(creates=["people"]).choose(question) == 0


def test_a_question_without_choices_is_answered_by_the_bare_old_name() -> None:
    question = Question("column", "mail", "users", ())
    assert Answers(["users.email=mail"]).old_name(question) == "email"
    assert Answers(creates=["users.mail"]).old_name(question) == ""
    assert Answers(["a=b"]).old_name(question) is None


def test_what_was_given_can_be_given_again() -> None:
    words = ["--rename", "a=b", "--create", "c"]
    assert Answers(["a=b"], ["c"]).words == words


@pytest.mark.parametrize("rename", ["a", "=b", "a=", "="])
def test_a_rename_of_one_thing_is_refused(rename: str) -> None:
    with pytest.raises(UsageError, match="names no two things"):
        Answers([rename])


def test_an_open_question_spells_out_every_answer() -> None:
    error = unanswered(COLUMN, ours("generate"))
    assert str(error) == (
        "drizzle-kit asks whether column 'mail' of table 'app.users' is new or was 'email', 'name'"
    )
    commands = [line.partition(": ")[2] for line in error.remedy.splitlines()]
    assert commands == [
        "forge-migrations generate --rename app.users.email=mail",
        "forge-migrations generate --rename app.users.name=mail",
        "forge-migrations generate --create app.users.mail",
    ]
    for command in commands:
        option, value = command.split()[2:]
        answers = Answers([value]) if option == "--rename" else Answers(creates=[value])
        assert answers.choose(COLUMN) is not None
