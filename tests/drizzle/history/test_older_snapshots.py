"""Snapshots of older drizzle-kits mean what today's mean."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.snapshot import differences

TODAY: dict[str, Any] = {
    "version": "7",
    "dialect": "postgresql",
    "tables": {
        "public.users": {
            "name": "users",
            "schema": "",
            "columns": {
                "email": {"name": "email", "type": "text", "primaryKey": False, "notNull": True},
                "role": {"name": "role", "type": "role", "typeSchema": "public"},
            },
            "indexes": {
                "users_email": {
                    "name": "users_email",
                    "columns": [
                        {"expression": "email", "isExpression": False, "asc": True, "nulls": "last"}
                    ],
                    "isUnique": False,
                    "concurrently": False,
                    "method": "btree",
                    "with": {},
                }
            },
            "policies": {},
            "isRLSEnabled": False,
        }
    },
    "enums": {"public.role": {"name": "role", "schema": "public", "values": ["admin", "guest"]}},
    "policies": {},
}


def of_version_6() -> dict[str, Any]:
    users = {
        **TODAY["tables"]["public.users"],
        "indexes": {
            "users_email": {"name": "users_email", "columns": ["email"], "isUnique": False}
        },
    }
    return {**TODAY, "version": "6", "tables": {"public.users": users}}


def of_version_5() -> dict[str, Any]:
    users = of_version_6()["tables"]["public.users"]
    columns = {**users["columns"], "role": {"name": "role", "type": "role"}}
    return {
        "version": "5",
        "dialect": "pg",
        "tables": {"users": {**users, "columns": columns}},
        "enums": {"role": {"name": "role", "values": {"admin": "admin", "guest": "guest"}}},
    }


@pytest.mark.parametrize("older", [of_version_6(), of_version_5()], ids=["6", "5"])
def test_the_same_tables_are_no_difference(older: dict[str, Any]) -> None:
    assert not differences(older, TODAY)


def test_a_table_of_a_schema_keeps_its_schema() -> None:
    old = of_version_5()
    old["tables"]["users"]["schema"] = "auth"
    paths = {each.path[:2] for each in differences(old, TODAY)}
    assert paths == {("tables", "auth.users"), ("tables", "public.users")}


def test_what_changed_since_is_the_only_difference() -> None:
    old = of_version_5()
    del old["tables"]["users"]["columns"]["email"]
    old["enums"]["role"]["values"].pop("guest")
    roots = {each.path[:4] for each in differences(old, TODAY)}
    assert roots == {
        ("tables", "public.users", "columns", "email"),
        ("enums", "public.role", "values"),
    }
