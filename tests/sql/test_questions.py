from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.questions import Asker

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

USERS = "CREATE TABLE users (id integer PRIMARY KEY, email text, age integer, org integer);"


def asked(sql: str, dialect: Dialect = "postgres", applied: str = USERS) -> list[tuple[str, bool]]:
    """What is asked, and whether a statement above has written the table."""
    return [(each.says, each.written) for each in Asker([applied], dialect).ask(sql)]


UNIQUE = "CREATE UNIQUE INDEX u ON users (email);"
EQUAL = "are equal to another in (email)"


def test_a_statement_asks_for_the_rows_that_it_fails_on() -> None:
    assert asked(UNIQUE) == [(EQUAL, False)]
    assert asked("ALTER TABLE users ALTER COLUMN email SET NOT NULL;") == [
        ('have NULL in "email"', False)
    ]


@pytest.mark.parametrize(
    "above",
    [
        "UPDATE users SET email = id::text;",
        "DELETE FROM users;",
        "DO $$ BEGIN PERFORM 1; END $$;",
        "ALTER TABLE users ALTER COLUMN email SET DATA TYPE text USING lower(email);",
    ],
)
def test_rows_that_are_written_first_do_not_decide(above: str) -> None:
    assert asked(above + UNIQUE)[-1] == (EQUAL, True)


@pytest.mark.parametrize(
    "above",
    [
        "DROP TABLE users; CREATE TABLE users (id integer, email text);",
        "ALTER TABLE users DROP COLUMN email; ALTER TABLE users ADD COLUMN email text;",
    ],
)
def test_what_is_dropped_and_made_again_has_none_of_its_rows(above: str) -> None:
    assert EQUAL not in [says for says, _ in asked(above + UNIQUE)]
    null = "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"
    assert 'have NULL in "email"' not in [says for says, _ in asked(above + null)]


def test_what_is_there_already_is_not_asked_again() -> None:
    assert asked("ALTER TABLE users ADD COLUMN IF NOT EXISTS email text NOT NULL;") == []
    assert asked(UNIQUE, applied=USERS + UNIQUE) == []
    assert asked("CREATE TABLE new (id integer, a text); CREATE UNIQUE INDEX n ON new (a);") == []


def test_a_key_that_is_not_validated_is_asked_when_it_is() -> None:
    late = "ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (org) REFERENCES users(id) NOT VALID;"
    assert asked(late) == []
    assert asked(late + "ALTER TABLE users VALIDATE CONSTRAINT f;") == [
        ('refer to no row of "users" by (org)', False)
    ]


def rebuilt(email: str, where: str = "") -> str:
    return (
        "CREATE TABLE `__new_users` (`id` integer PRIMARY KEY, `email` text NOT NULL, `age` integer,"
        " `org` integer);"
        "INSERT INTO `__new_users`(`id`, `email`, `age`, `org`)"
        f" SELECT `id`, {email}, `age`, `org` FROM `users`{where};"
        "DROP TABLE `users`; ALTER TABLE `__new_users` RENAME TO `users`;"
    )


def test_a_rebuild_asks_about_what_it_copies() -> None:
    found = asked(rebuilt("`email`") + UNIQUE, "sqlite")
    assert found == [('have NULL in "email"', False), (EQUAL, False)]


def test_a_rebuild_that_makes_other_values_is_asked_nothing_of_them() -> None:
    assert asked(rebuilt("coalesce(`email`, `id`)") + UNIQUE, "sqlite") == []


def test_a_rebuild_that_leaves_rows_out_does_not_decide() -> None:
    found = asked(rebuilt("`email`", " WHERE `email` IS NOT NULL") + UNIQUE, "sqlite")
    assert [each for each in found if not each[1]] == []


def test_a_renamed_column_is_asked_nothing() -> None:
    assert asked("ALTER TABLE users RENAME COLUMN email TO mail;"
                 "CREATE UNIQUE INDEX u ON users (mail);") == []  # fmt: skip


def test_types_that_refuse_are_asked_and_others_not() -> None:
    change = "ALTER TABLE users ALTER COLUMN {} SET DATA TYPE {};"
    assert asked(change.format("age", "bigint")) == []
    assert asked(change.format("age", "smallint")) == [
        ('hold in "age" what smallint refuses', False)
    ]
    assert asked(change.format("email", "varchar(9)"))
    assert asked(change.format("email", "timestamp USING to_timestamp(email, 'YYYY')")) == []
