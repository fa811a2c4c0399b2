"""A snapshot between two, in both layouts."""

from __future__ import annotations

from typing import Any

from forge_migrations.sql.read import acts_of
from forge_migrations.workflow.rollout.blending import blended


def table(name: str, *columns: str, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {},
                             "uniqueConstraints": {}, "checkConstraint": {}}  # fmt: skip
    made = {each: {"name": each, "type": "int"} for each in columns}
    return {"name": name, "columns": made, **empty, **more}


BEFORE = {"tables": {"users": table("users", "id", "old", indexes={"i": {"name": "i"}})}}
AFTER = {
    "tables": {
        "users": table("users", "id", "New", foreignKeys={"f": {"name": "f"}}),
        "logs": table(
            "logs", "id", indexes={"l": {"name": "l"}}, uniqueConstraints={"u": {"name": "u"}}
        ),
    }
}


def between(sql: str) -> dict[str, Any]:
    made: dict[str, Any] = blended(BEFORE, AFTER, list(acts_of(sql, "mysql")))["tables"]
    return made


def test_only_what_an_act_is_about_is_taken_from_the_newer_one() -> None:
    assert list(between("ALTER TABLE users ADD new int")["users"]["columns"]) == [
        "id",
        "old",
        "New",
    ]
    assert list(between("ALTER TABLE `users` DROP COLUMN `old`")["users"]["columns"]) == ["id"]
    assert between("DROP INDEX i ON users")["users"]["indexes"] == {}
    key = "ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES logs (id)"
    assert between(key)["users"]["foreignKeys"] == {"f": {"name": "f"}}
    assert between("UPDATE users SET id = 1") == BEFORE["tables"]


def test_a_new_table_has_what_its_statement_names() -> None:
    made = between("CREATE TABLE logs (id int, CONSTRAINT u UNIQUE (id))")["logs"]
    assert (made["indexes"], list(made["uniqueConstraints"])) == ({}, ["u"])
    assert "checkConstraints" not in made


def test_what_is_in_between_leaves_both_as_they_are() -> None:
    between("DROP TABLE users")
    assert list(BEFORE["tables"]) == ["users"]
    assert list(AFTER["tables"]) == ["users", "logs"]


def entity(kind: str, name: str, own: str = "") -> dict[str, Any]:
    return {"entityType": kind, "name": name, **({"table": own} if own else {})}


USERS = [
    entity("tables", "users"),
    entity("columns", "id", "users"),
    entity("indexes", "i", "users"),
]
LOGS = [entity("tables", "logs"), entity("columns", "id", "logs"), entity("indexes", "l", "logs")]


def entities(sql: str) -> list[str]:
    after = [
        USERS[0],
        USERS[1],
        entity("columns", "new", "users"),
        entity("pks", "p", "users"),
        *LOGS,
    ]
    made = blended({"ddl": USERS}, {"ddl": after}, list(acts_of(sql, "mysql")))
    return [f"{each['entityType']} {each['name']}" for each in made["ddl"]]


def test_the_newer_layout_lists_things_by_their_table() -> None:
    there = ["tables users", "columns id", "indexes i"]
    assert entities("ALTER TABLE users ADD new int") == [*there, "columns new"]
    assert entities("DROP INDEX i ON users") == there[:2]
    assert entities("ALTER TABLE users ADD PRIMARY KEY (id)") == [*there, "pks p"]
    assert entities("CREATE TABLE logs (id int)") == [*there, "tables logs", "columns id"]
