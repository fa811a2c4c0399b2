from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.table_changes import changes
from forge_migrations.drizzle.history.table_changes import describe
from forge_migrations.drizzle.history.tables import Column
from forge_migrations.drizzle.history.tables import Index
from forge_migrations.drizzle.history.tables import Reference
from forge_migrations.drizzle.history.tables import Shape
from forge_migrations.drizzle.history.tables import Table

USERS = Table("users", {"id": Column("id", "serial", True)}, ("id",))
LINK = Reference("fk", ("user_id",), "users", ("id",), "cascade")

LINKS = "(user_id) -> users(id) on delete cascade"


def shape(*tables: Table, **more: Any) -> Shape:
    return Shape({each.name: each for each in tables}, **{"enums": {}, **more})


def said(old: Table, new: Table) -> list[str]:
    return [f"{each.how}: {each.said}" for each in changes(shape(old), shape(new))]


def test_a_table_that_comes_or_goes_is_one_line() -> None:
    new = USERS._replace(references=(LINK,), indexes=(Index("i", ("id",)),))
    [one] = changes(shape(), shape(new))
    assert one == ("added", "table", "users", "users", "table users with 1 column")
    two = Table("t", {"a": Column("a", "text"), "b": Column("b", "text")})
    [one] = changes(shape(two), shape())
    assert one == ("dropped", "table", "t", "t", "table t with 2 columns")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ({"columns": {}}, {"columns": {"a": Column("a", "text")}}, "added: column users.a text"),
        ({"columns": {"a": Column("a", "text")}}, {"columns": {}}, "dropped: column users.a text"),
        (
            {"columns": {"a": Column("a", "text")}},
            {"columns": {"a": Column("a", "int", True, "0")}},
            "changed: column users.a: text -> int not null default 0",
        ),
        ({"primary": ("a",)}, {"primary": ("a", "b")}, "changed: primary key of users: (a) -> (a, b)"),
        ({"references": ()}, {"references": (LINK,)},
         "added: reference users.fk (user_id) -> users(id) on delete cascade"),
        (
            {"references": (LINK,)},
            {"references": (LINK._replace(on_update="cascade"),)},
            f"changed: reference users.fk: {LINKS} -> {LINKS} on update cascade",
        ),
        ({"indexes": ()}, {"indexes": (Index("i", ("a", "b"), True, where="a > 0"),)},
         "added: index users.i unique (a, b) a > 0"),
        (
            {"indexes": (Index("i", ("a",), method="btree"),)},
            {"indexes": (Index("i", ("a",), method="gin"),)},
            "changed: index users.i: (a) -> (a) using gin",
        ),
        (
            {"indexes": (Index("i", ("a",), True),)},
            {"indexes": (Index("i", ("a",), True, True),)},
            "changed: index users.i: unique (a) -> constraint (a)",
        ),
        ({"checks": ()}, {"checks": (("c", "a > 0"),)}, "added: check users.c a > 0"),
    ],
)  # fmt: skip
def test_each_part_of_a_table_that_differs_is_a_line(
    old: dict[str, Any], new: dict[str, Any], line: str
) -> None:
    assert said(USERS._replace(**old), USERS._replace(**new)) == [line]


def test_enums_and_views_come_after_the_tables() -> None:
    before = shape(enums={"role": ("a",), "old": ("x",)}, views=("v",))
    after = shape(USERS, enums={"role": ("a", "b")}, views=("w",))
    assert [each[:4] for each in changes(before, after)] == [
        ("added", "table", "users", "users"),
        ("changed", "enum", "", "role"),
        ("dropped", "enum", "", "old"),
        ("dropped", "view", "", "v"),
        ("added", "view", "", "w"),
    ]


def test_what_is_the_same_has_no_line() -> None:
    assert changes(shape(USERS), shape(USERS)) == []


def test_a_column_in_words() -> None:
    assert describe(Column("a", "int", True, "1", "identity always")) == (
        "int not null default 1 identity always"
    )
