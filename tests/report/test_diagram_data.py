from __future__ import annotations

from typing import Any

from forge_migrations.drizzle.history.tables import Column
from forge_migrations.drizzle.history.tables import Index
from forge_migrations.drizzle.history.tables import Reference
from forge_migrations.drizzle.history.tables import Shape
from forge_migrations.drizzle.history.tables import Table
from forge_migrations.report.diagram_data import diagram_data

ID = Column("id", "serial", True)
USERS = Table("users", {"id": ID, "name": Column("name", "text")}, ("id",))
LINK = Reference("fk", ("user_id",), "users", ("id",), "cascade")
POSTS = Table("posts", {"id": ID, "user_id": Column("user_id", "integer")}, ("id",), (LINK,))


def drawn(before: list[Table], after: list[Table], *touched: str) -> dict[str, Any]:
    old, new = (Shape({each.name: each for each in tables}, {}) for tables in (before, after))
    return diagram_data(old, new, frozenset(touched))


def test_both_states_are_drawn_each_table_with_what_became_of_it() -> None:
    changed = USERS._replace(columns={"id": ID, "mail": Column("mail", "text", True)})
    found = drawn([USERS, POSTS], [changed, Table("teams", {"id": ID})], "users")
    assert [(one["name"], one["status"], one["touched"]) for one in found["tables"]] == [
        ("users", "changed", True),
        ("teams", "added", False),
        ("posts", "dropped", False),
    ]
    columns = found["tables"][0]["columns"]
    assert [(one["name"], one["status"], one["before"], one["after"]) for one in columns] == [
        ("id", "same", "serial not null", "serial not null"),
        ("mail", "added", "", "text not null"),
        ("name", "dropped", "text", ""),
    ]


def test_columns_of_a_whole_new_table_are_not_marked_one_by_one() -> None:
    found = drawn([], [USERS])["tables"][0]
    assert {one["status"] for one in found["columns"]} == {"same"}
    assert [one["key"] for one in found["columns"]] == ["PK", ""]


def test_keys_are_those_of_the_state_that_has_the_column() -> None:
    without = POSTS._replace(columns={"id": ID}, references=())
    keys = {
        one["name"]: one["key"]
        for one in drawn([POSTS, USERS], [without, USERS])["tables"][0]["columns"]
    }
    assert keys == {"id": "PK", "user_id": "FK"}


def test_a_link_is_the_same_under_another_name_and_other_when_it_says_other() -> None:
    renamed = POSTS._replace(references=(LINK._replace(name="posts_user_id_users_id_fkey"),))
    [link] = drawn([USERS, POSTS], [USERS, renamed])["links"]
    assert link == {"from": 1, "to": 0, "columns": ("user_id",), "refers": ("id",),
                    "onDelete": "cascade", "status": "same"}  # fmt: skip
    other = POSTS._replace(references=(LINK._replace(on_delete="no action"),))
    found = drawn([USERS, POSTS], [USERS, other])["links"]
    assert [(one["onDelete"], one["status"]) for one in found] == [
        ("no action", "added"),
        ("cascade", "dropped"),
    ]


def test_a_link_to_a_table_that_is_not_drawn_is_not_drawn() -> None:
    assert drawn([], [POSTS])["links"] == []


def test_indexes_and_checks_are_notes_with_their_sign() -> None:
    old = USERS._replace(
        indexes=(Index("kept", ("id",)), Index("gone", ("id",))), checks=(("c", "1"),)
    )
    new = USERS._replace(
        indexes=(Index("kept", ("id",)), Index("new", ("id", "name"), True, where="id > 0")),
        checks=(("d", "2"),),
    )
    assert drawn([old], [new])["tables"][0]["notes"] == [
        "index kept (id)",
        "+ unique new (id, name) where id > 0",
        "+ check d: 2",
        "− index gone (id)",
        "− check c: 1",
    ]
    assert drawn([], [new])["tables"][0]["notes"][0] == "index kept (id)"
