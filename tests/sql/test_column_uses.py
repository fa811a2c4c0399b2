"""Whose column a name in a policy's expression is."""

from __future__ import annotations

import pytest

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql.column_uses import column_uses

SCHEMA = """
CREATE TABLE posts (id int, author int, "Title" text);
CREATE TABLE users (id int, org int);
"""


@pytest.mark.parametrize(
    ("expression", "used"),
    [
        ("author = 1", {("posts", "author")}),
        ("posts.author = 1 and \"Title\" <> ''", {("posts", "author"), ("posts", "Title")}),
        ("author in (select id from users)", {("posts", "author"), ("users", "id")}),
        (
            "exists (select 1 from users u where u.org = posts.id)",
            {("users", "org"), ("posts", "id")},
        ),
        (
            "exists (select 1 from users where org = author)",
            {("users", "org"), ("posts", "author")},
        ),
        ("exists (select 1 from unknown where id = author)", set()),
        ("author((id)) = 1", {("posts", "id")}),
    ],
)
def test_a_name_is_looked_up_in_the_nearest_query_that_has_it(
    expression: str, used: set[tuple[str, str]]
) -> None:
    catalog = catalog_of([SCHEMA], "postgres")
    posts = catalog.tables["posts"]
    assert column_uses(catalog, posts, expression) == used
