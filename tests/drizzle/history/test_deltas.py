from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.deltas import ORIGIN
from forge_migrations.drizzle.history.deltas import deltas_between
from forge_migrations.drizzle.history.deltas import whole

Rows = list[dict[str, Any]]


def table(name: str, schema: str = "public") -> dict[str, Any]:
    return {"entityType": "tables", "schema": schema, "name": name, "isRlsEnabled": False}


def column(name: str, of: str = "users", **more: Any) -> dict[str, Any]:
    made = {"entityType": "columns", "schema": "public", "table": of, "name": name}
    return made | {"type": "text", "typeSchema": None} | more


def base(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "prevIds": [ORIGIN], "version": "9", "type": "base", "ddl": list(rows)}


def diff(name: str, *deltas: dict[str, Any], parents: tuple[str, ...] = ("a",)) -> dict[str, Any]:
    return {
        "id": name,
        "prevIds": list(parents),
        "version": "9",
        "type": "diff",
        "deltas": [*deltas],
    }


def key(kind: str, *names: str) -> str:
    quoted = ",".join(f'"{name}"' for name in names)
    return f"{kind}\0[{quoted}]"


def rows(wanted: str, *snapshots: dict[str, Any]) -> Rows:
    found: Rows = list(whole({one["id"]: one for one in snapshots}, wanted)["ddl"])
    return found


USERS = key("tables", "public", "users")
NAME = key("columns", "public", "users", "name")


def test_a_snapshot_that_is_no_diff_is_as_it_is() -> None:
    one = base("a", table("users"))
    assert whole({"a": one}, "a") is one


def test_a_chain_of_diffs_is_laid_over_its_base() -> None:
    found = whole(
        {
            "a": base("a", table("users"), column("name"), column("old")),
            "b": diff("b", {"op": "create", "row": column("age", type="integer")},
                      {"op": "drop", "key": key("columns", "public", "users", "old")}),
            "c": diff("c", {"op": "alter", "key": NAME, "set": {"notNull": True}}, parents=("b",)),
        },
        "c",
    )  # fmt: skip
    assert (found["id"], found["type"], found["version"]) == ("c", "base", "9")
    assert found["ddl"] == [table("users"), column("age", type="integer"),
                            column("name", notNull=True)]  # fmt: skip


def test_a_base_stays_as_it_was() -> None:
    one = base("a", column("name"))
    rows("b", one, diff("b", {"op": "alter", "key": NAME, "set": {"notNull": True}}))
    assert one["ddl"] == [column("name")]


def test_a_delta_for_what_is_not_there_changes_nothing() -> None:
    gone = ({"op": "alter", "key": NAME, "set": {}}, {"op": "drop", "key": NAME})
    assert rows("b", base("a", table("users")), diff("b", *gone)) == [table("users")]


def test_a_merge_takes_the_diffs_of_both_sides_once() -> None:
    found = rows(
        "m",
        base("a", table("users")),
        diff("b", {"op": "create", "row": column("b")}),
        diff("c", {"op": "create", "row": column("c")}),
        diff("d", {"op": "drop", "key": key("columns", "public", "users", "c")}, parents=("c",)),
        diff("m", {"op": "create", "row": column("m")}, parents=("b", "d")),
    )
    assert [row["name"] for row in found] == ["users", "b", "m"]


def test_a_merge_takes_the_other_side_in_the_order_of_the_folders() -> None:
    second = {"op": "alter", "key": NAME, "set": {"type": "two"}}
    third = {"op": "alter", "key": NAME, "set": {"type": "three"}}
    found = rows(
        "m",
        base("a", column("name")),
        diff("b"),
        diff("c", second),
        diff("d", third, parents=("c",)),
        diff("e", parents=("d", "c")),
        diff("m", parents=("b", "e")),
    )
    assert found == [column("name", type="three")]


def test_a_merge_takes_nothing_from_before_its_base_again() -> None:
    gone = {"op": "drop", "key": key("columns", "public", "users", "late")}
    found = rows(
        "m",
        diff("old", gone, parents=("origin",)),
        base("origin"),
        base("a", column("late")) | {"prevIds": ["old"]},
        diff("b"),
        diff("c"),
        diff("m", parents=("b", "c")),
    )
    assert found == [column("late")]


@pytest.mark.parametrize(
    "delta",
    [
        {"op": "create", "row": column("name", type="int")},
        {"op": "rename", "key": key("columns", "public", "users", "old"), "set": {"name": "name"}},
    ],
)
def test_one_name_for_two_things_is_an_error(delta: dict[str, Any]) -> None:
    start = base("a", column("name"), column("old"))
    with pytest.raises(
        ValueError, match=r"two migrations gave the name .* to two different columns"
    ):
        rows("b", start, diff("b", delta))


def test_what_both_sides_made_alike_is_one() -> None:
    made = {"op": "create", "row": column("name")}
    found = rows("m", base("a"), diff("b", made), diff("c", made), diff("m", parents=("b", "c")))
    assert found == [column("name")]


def test_a_renamed_table_takes_along_what_hangs_on_it() -> None:
    link = {"entityType": "fks", "schema": "public", "table": "posts", "name": "fk",
            "columns": ["user_id"], "schemaTo": "public", "tableTo": "users", "columnsTo": ["id"]}  # fmt: skip
    found = rows(
        "b",
        base("a", table("users"), column("id"), table("posts"), column("user_id", "posts"), link),
        diff("b", {"op": "rename", "key": USERS, "set": {"name": "people"}}),
    )
    assert {(row["entityType"], row.get("table"), row["name"]) for row in found} == {
        ("tables", None, "people"),
        ("tables", None, "posts"),
        ("columns", "people", "id"),
        ("columns", "posts", "user_id"),
        ("fks", "posts", "fk"),
    }
    assert next(row for row in found if row["entityType"] == "fks")["tableTo"] == "people"


def test_a_renamed_column_takes_along_keys_indexes_and_references() -> None:
    index = {"entityType": "indexes", "schema": "public", "table": "users", "name": "i",
             "columns": [{"value": "name", "isExpression": False},
                         {"value": "name", "isExpression": True}]}  # fmt: skip
    pk = {"entityType": "pks", "schema": "public", "table": "users", "name": "p",
          "columns": ["name", "x"]}  # fmt: skip
    link = {"entityType": "fks", "schema": "public", "table": "posts", "name": "fk",
            "columns": ["name"], "schemaTo": "public", "tableTo": "users", "columnsTo": ["name"]}  # fmt: skip
    found = rows(
        "b",
        base("a", column("name"), index, pk, link),
        diff("b", {"op": "rename", "key": NAME, "set": {"name": "title"}}),
    )
    by_kind = {row["entityType"]: row for row in found}
    assert by_kind["columns"]["name"] == "title"
    assert [one["value"] for one in by_kind["indexes"]["columns"]] == ["title", "name"]
    assert by_kind["pks"]["columns"] == ["title", "x"]
    assert (by_kind["fks"]["columns"], by_kind["fks"]["columnsTo"]) == (["name"], ["title"])


def test_a_renamed_enum_or_schema_is_renamed_in_the_columns_that_use_it() -> None:
    enum = {"entityType": "enums", "schema": "auth", "name": "role", "values": ["a"]}
    typed = column("role", type="role", typeSchema="auth")
    start = base("a", {"entityType": "schemas", "name": "auth"}, enum, typed)
    renamed = {"op": "rename", "key": key("enums", "auth", "role"), "set": {"name": "kind"}}
    found = rows("b", start, diff("b", renamed))
    assert next(row for row in found if row["entityType"] == "columns")["type"] == "kind"
    moved = {"op": "rename", "key": key("schemas", "auth"), "set": {"name": "iam"}}
    found = rows("c", start, diff("b", renamed), diff("c", moved, parents=("b",)))
    assert [row.get("typeSchema", row.get("schema")) for row in found if row["name"] != "iam"] == [
        "iam",
        "iam",
    ]


@pytest.mark.parametrize(
    ("snapshots", "said"),
    [
        ((diff("b", parents=("gone",)),), "snapshot gone is missing"),
        ((diff("b", parents=("b",)),), "snapshot b is its own ancestor"),
        ((diff("b", parents=()),), f"snapshot {ORIGIN} is missing"),
        ((base("a"), diff("b", parents=("a", "gone"))), "snapshot gone is missing"),
    ],
)
def test_a_chain_that_leads_nowhere_is_an_error(
    snapshots: tuple[dict[str, Any], ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        rows("b", *snapshots)


def test_the_deltas_between_two_states_lead_from_one_to_the_other() -> None:
    old = [table("users"), column("name"), column("old")]
    new = [table("users"), column("name", notNull=True), column("new")]
    deltas = deltas_between(old, new)
    assert [delta["op"] for delta in deltas] == ["create", "alter", "drop"]
    found = rows("b", base("a", *old), diff("b", *deltas))
    assert sorted(map(str, found)) == sorted(map(str, new))
    assert deltas_between(new, new) == []
