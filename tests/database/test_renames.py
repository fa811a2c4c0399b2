from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.database.renames import Renames

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def followed(*statements: str, tables: str = "users posts", dialect: Dialect = "sqlite") -> Renames:
    renames = Renames(tables.split(), dialect)
    for statement in statements:
        renames.follow(statement)
    return renames


def test_a_table_and_its_columns_are_followed_through_every_name() -> None:
    found = followed(
        "ALTER TABLE users RENAME COLUMN mail TO email",
        "ALTER TABLE `users` RENAME TO people",
        "ALTER TABLE people RENAME email TO address",
        "ALTER TABLE people RENAME TO persons",
    )
    assert found.now(["persons", "posts"]) == {"users": "persons", "users.mail": "address"}


def test_a_rebuild_renames_nothing() -> None:
    found = followed("ALTER TABLE __new_users RENAME TO users")
    assert found.now(["users", "posts"]) == {}


def test_a_rebuild_that_renames_the_original_away_is_no_rename() -> None:
    found = followed("ALTER TABLE users RENAME TO old", "DROP TABLE old")
    assert found.now(["users", "posts"]) == {}


@pytest.mark.parametrize(
    ("statement", "now"),
    [
        (
            "RENAME TABLE users TO people, posts TO articles",
            {"users": "people", "posts": "articles"},
        ),
        ("ALTER TABLE users CHANGE mail email text", {"users.mail": "email"}),
        ("ALTER TABLE users CHANGE mail mail text", {}),
        ("ALTER TABLE users MODIFY mail text", {}),
        ("ALTER TABLE users RENAME INDEX a TO b", {}),
    ],
)
def test_mysqls_words_are_followed(statement: str, now: dict[str, str]) -> None:
    assert followed(statement, dialect="mysql").now(["people", "articles"]) == now


def test_case_is_no_other_name_to_sqlite() -> None:
    found = followed(
        "ALTER TABLE Users RENAME TO people",
        "ALTER TABLE PEOPLE RENAME a TO b",
        "ALTER TABLE people RENAME B TO c",
    )
    assert found.now(["people"]) == {"users": "people", "users.a": "c"}
