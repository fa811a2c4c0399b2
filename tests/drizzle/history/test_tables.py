from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.table_changes import changes
from forge_migrations.drizzle.history.tables import Shape
from forge_migrations.drizzle.history.tables import read_shape

FIRST = """
import { pgTable, pgEnum, serial, text, integer, varchar, index } from 'drizzle-orm/pg-core';
export const mood = pgEnum('mood', ['sad', 'ok']);
export const users = pgTable('users', { id: serial('id').primaryKey(),
  email: varchar('email', { length: 200 }).notNull().unique(), mood: mood('mood').default('ok') },
  (t) => [index('users_mood_idx').on(t.mood)]);
export const posts = pgTable('posts', { id: serial('id').primaryKey(), title: text('title'),
  userId: integer('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }) });
"""
SECOND = FIRST.replace("['sad', 'ok']", "['sad', 'ok', 'glad']")
SECOND = SECOND.replace("(t) => [index('users_mood_idx').on(t.mood)]", "() => []").replace(
    "title: text('title'),", "title: text('title').notNull(), views: integer('views').default(0),"
)


def generated(kit: str, folder: Path) -> list[dict[str, object]]:
    """The snapshots of two real `generate` runs."""
    (folder / "node_modules").symlink_to(Path(kit) / "node_modules")
    (folder / "package.json").write_text("{}")
    (folder / "drizzle.config.ts").write_text(
        "export default "
        + json.dumps({"dialect": "postgresql", "schema": "./schema.ts", "out": "./drizzle"})
    )
    for name, schema in (("first", FIRST), ("second", SECOND)):
        (folder / "schema.ts").write_text(schema)
        command = [str(folder / "node_modules/.bin/drizzle-kit"), "generate", f"--name={name}"]
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    found = sorted((folder / "drizzle").glob("**/*snapshot.json"))
    return [json.loads(path.read_text()) for path in found]


@pytest.fixture(params=["kit31", "kit1"])
def shapes(request: pytest.FixtureRequest, tmp_path: Path) -> list[Shape]:
    snapshots = generated(request.getfixturevalue(request.param), tmp_path)
    by_id = {str(each["id"]): each for each in snapshots}
    return [read_shape(whole(by_id, str(each["id"]))) for each in snapshots]


def test_both_layouts_tell_the_same_tables(shapes: list[Shape]) -> None:
    users, posts = shapes[0].tables["users"], shapes[0].tables["posts"]
    assert users.primary == ("id",)
    assert users.columns["email"].type == "varchar(200)"
    assert users.columns["email"].not_null
    assert users.columns["mood"].default == "'ok'"
    assert {(each.columns, each.unique) for each in users.indexes} == {
        (("mood",), False),
        (("email",), True),
    }
    (reference,) = posts.references
    assert reference[1:5] == (("user_id",), "users", ("id",), "cascade")
    assert shapes[0].enums == {"mood": ("sad", "ok")}


def test_changes_are_named(shapes: list[Shape]) -> None:
    assert [(each.how, each.said) for each in changes(*shapes)] == [
        ("changed", "column posts.title: text -> text not null"),
        ("added", "column posts.views integer default 0"),
        ("dropped", "index users.users_mood_idx (mood)"),
        ("changed", "enum mood: sad, ok -> sad, ok, glad"),
    ]


def test_a_renamed_table_takes_its_parts_along() -> None:
    base = {
        "id": "a", "type": "base", "prevIds": [],
        "ddl": [
            {"entityType": "tables", "schema": "public", "name": "users"},
            {"entityType": "columns", "schema": "public", "table": "users", "name": "id", "type": "int"},
            {"entityType": "tables", "schema": "public", "name": "posts"},
            {"entityType": "fks", "schema": "public", "table": "posts", "name": "f", "columns": ["u"],
             "schemaTo": "public", "tableTo": "users", "columnsTo": ["id"]},
        ],
    }  # fmt: skip
    renames = [
        {"op": "rename", "key": 'tables\0["public","users"]', "set": {"name": "people"}},
        {"op": "rename", "key": 'columns\0["public","people","id"]', "set": {"name": "key"}},
    ]
    diff = {"id": "b", "type": "diff", "prevIds": ["a"], "deltas": renames}
    shape = read_shape(whole({"a": base, "b": diff}, "b"))
    assert set(shape.tables) == {"people", "posts"}
    assert list(shape.tables["people"].columns) == ["key"]
    assert shape.tables["posts"].references[0].table == "people"
    assert shape.tables["posts"].references[0].to == ("key",)


def test_a_missing_parent_is_said() -> None:
    with pytest.raises(ValueError, match="snapshot a is missing"):
        whole({"b": {"id": "b", "type": "diff", "prevIds": ["a"], "deltas": []}}, "b")


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        {"tables": []},
        {"tables": {"t": {}}},
        {"tables": {"t": {"name": "t"}}},
        {"tables": {"t": {"name": "t", "columns": {"a": {"name": "a"}}}}},
        {"tables": {"t": "x"}},
        {"ddl": ["x"]},
        {"ddl": [{"entityType": "tables"}]},
    ],
)
def test_what_drizzle_kit_never_wrote_is_no_shape(snapshot: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"as drizzle-kit writes it|neither `tables` nor `ddl`"):
        read_shape(snapshot)
