from __future__ import annotations

import pytest

from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.kit.closure import Recorder
from forge_migrations.drizzle.kit.closure import holds
from forge_migrations.drizzle.kit.closure import workspace_of
from forge_migrations.facts import Facts

FILES = {
    "src/schema.ts": 'import "./users"; import "@acme/db";',
    "src/users.ts": "",
    "packages/db/package.json": '{"name": "@acme/db"}',
    "packages/db/index.ts": "",
}


def loaded(tree: MemoryTree) -> dict[str, object]:
    """What a load asks: the entry, a module under several names, a package of the workspace."""
    recorder = Recorder(tree, Facts())
    recorder.reply({"ask": "first", "paths": ["src/schema.ts"]})
    recorder.reply({"ask": "first", "paths": ["src/users.mts", "src/users.ts", "src/users.js"]})
    recorder.reply({"ask": "workspace", "name": "@acme/db"})
    recorder.reply({"ask": "workspace", "name": "@acme/gone"})
    return recorder.record(["src/schema.ts"])


def test_an_answer_is_the_first_file_that_is_there() -> None:
    recorder = Recorder(MemoryTree(FILES), Facts())
    reply = recorder.reply({"ask": "first", "paths": ["src/users.js", "src/schema.ts"]})
    assert reply == {"index": 1, "path": "src/schema.ts", "text": FILES["src/schema.ts"]}
    assert recorder.reply({"ask": "first", "paths": ["x", "y"]}) == {"index": 2, "path": None}
    assert recorder.reply({"ask": "workspace", "name": "@acme/db"}) == "packages/db"
    assert recorder.reply({"ask": "workspace", "name": "left-pad"}) is None


def test_text_that_is_no_utf8_is_answered_all_the_same() -> None:
    recorder = Recorder(MemoryTree({"a.ts": b"\xff"}), Facts())
    assert recorder.reply({"ask": "first", "paths": ["a.ts"]})["text"] == "\ufffd"


@pytest.mark.parametrize(
    "more",
    [{}, {"src/users.js": ""}, {"README.md": "x"}, {"packages/db/index.ts": "changed"}],
)
def test_what_nobody_asked_for_changes_nothing(more: dict[str, str]) -> None:
    record = loaded(MemoryTree(FILES))
    assert holds(record, MemoryTree(FILES | more), ["src/schema.ts"], Facts())


@pytest.mark.parametrize(
    "more",
    [
        {"src/users.ts": "changed"},
        {"src/users.mts": "shadows what was found"},
        {"packages/gone/package.json": '{"name": "@acme/gone"}'},
        {"packages/db/package.json": '{"name": "@acme/other"}'},
        {"apps/package.json": '{"name": "@acme/db"}'},
    ],
)
def test_whatever_would_be_answered_otherwise_ends_it(more: dict[str, str]) -> None:
    record = loaded(MemoryTree(FILES))
    assert not holds(record, MemoryTree(FILES | more), ["src/schema.ts"], Facts())


def test_a_deleted_file_or_another_entry_ends_it() -> None:
    record = loaded(MemoryTree(FILES))
    without = {path: text for path, text in FILES.items() if path != "src/users.ts"}
    assert not holds(record, MemoryTree(without), ["src/schema.ts"], Facts())
    assert not holds(record, MemoryTree(FILES), ["src/schema.ts", "src/users.ts"], Facts())


def test_a_link_where_a_file_was_looked_for_is_still_none() -> None:
    class Linked(MemoryTree):
        def _list(self):
            found = dict(super()._list())
            found["src/users.mts"] = found["src/users.mts"]._replace(mode=SYMLINK)
            return found

    tree = Linked(FILES | {"src/users.mts": "../elsewhere"})
    assert holds(loaded(tree), tree, ["src/schema.ts"], Facts())


def test_a_package_is_the_one_nearest_to_the_root_and_a_broken_manifest_none() -> None:
    tree = MemoryTree(
        {
            "package.json": "{",
            "a/b/package.json": '{"name": "x"}',
            "z/package.json": '{"name": "x"}',
            "node_modules/y/package.json": '{"name": "y"}',
            "list/package.json": '["z"]',
            "number/package.json": '{"name": 1}',
        }
    )
    assert workspace_of(tree, Facts()) == {"x": "z"}
