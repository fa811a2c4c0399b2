"""The Trees of a repository, and what of them is looked through once."""

from __future__ import annotations

from typing import ClassVar

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.look import Changed
from forge_migrations.change.look import Entry
from forge_migrations.change.tree import FILE
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.change.tree import blob_id
from forge_migrations.change.trees import Undone

NONE = Entry("000000", "0" * 40)
AFTER = {"a/b.ts": "1", "a/c/d.ts": "2", "a/e.ts": "3", "f.ts": "4", "g/h.ts": "5"}


def entry(text: str) -> Entry:
    return Entry(FILE, blob_id(text.encode()))


def undone(before: dict[str, str], after: Tree) -> Undone:
    """What git lists between two contents, taken back."""
    paths = sorted(before.keys() | after.entries.keys())
    changed = [
        Changed(
            path, entry(before[path]) if path in before else NONE, after.entries.get(path, NONE)
        )
        for path in paths
        if after.entries.get(path) != (entry(before[path]) if path in before else None)
    ]
    return Undone(after, changed, "HEAD")


@pytest.mark.parametrize(
    "before",
    [
        AFTER,
        AFTER | {"a/b.ts": "other"},
        AFTER | {"a/new.ts": "", "i/j/k.ts": "", "a/c/l.ts": ""},
        {path: text for path, text in AFTER.items() if path not in ("a/c/d.ts", "g/h.ts")},
        {"f.ts": "4", "m.ts": "6", "a/b/n.ts": "7"},
        {},
    ],
    ids=["nothing", "a content", "files gone", "folders new", "a file for a folder", "all new"],
)
def test_what_is_taken_back_has_the_folders_and_files_of_what_was_there(
    before: dict[str, str],
) -> None:
    after, was = MemoryTree(AFTER), MemoryTree(before)
    back = undone(before, after)

    assert list(back.entries.items()) == list(was.entries.items())
    assert back.folders == was.folders
    for folder in was.folders | after.folders | {"none"}:
        assert back.files_in(folder) == was.files_in(folder)
        assert back.folders_in(folder) == was.folders_in(folder)
        assert back.files_under(folder) == was.files_under(folder)
    assert back.picked(_is_inner) == was.picked(_is_inner)
    assert Change(back, after, back).changed == Change(was, after, was).changed


def _is_inner(path: str) -> bool:
    return "/" in path


def test_paths_are_asked_once_for_both_sides_of_a_change() -> None:
    asked = []

    def test(path: str) -> bool:
        asked.append(path)
        return path.endswith(".ts")

    after = MemoryTree(AFTER)
    back = undone(AFTER | {"f.ts": "other", "gone.ts": "6"}, after)

    assert back.picked(test) == [*after.picked(test)[:3], "f.ts", "g/h.ts", "gone.ts"]
    assert sorted(asked) == sorted([*AFTER, "gone.ts"])


def test_where_only_contents_differ_both_sides_share_what_their_paths_decide() -> None:
    after = MemoryTree(AFTER)
    back = undone(AFTER | {"f.ts": "other"}, after)

    assert back.folders is after.folders
    assert back.files_in("a") is after.files_in("a")


def test_what_changed_is_looked_for_in_what_git_listed_alone() -> None:
    after = MemoryTree(AFTER)
    back = undone(AFTER | {"f.ts": "other"}, after)
    back.entries = after.entries = Counted(AFTER)

    assert Change(back, after, back).changed == frozenset()
    assert Counted.asked == ["f.ts", "f.ts"]


class Counted(dict[str, Entry]):
    """Entries that say which of them were asked for."""

    asked: ClassVar[list[str]] = []

    def get(self, path: str, default: object = None) -> Entry:
        self.asked.append(path)
        return entry("same")
