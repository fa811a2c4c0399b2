"""Paths, folders and bytes of a Tree."""

from __future__ import annotations

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import blob_id
from repositories import Repo


def test_a_memory_tree_has_the_blob_ids_that_git_gives(repo: Repo) -> None:
    repo.write({"a": "some text\n"})

    assert blob_id(b"some text\n") == repo.git("hash-object", "a")


def test_files_of_a_folder_are_direct_or_at_any_depth() -> None:
    tree = MemoryTree({"a/b.ts": "", "a/c/d.ts": "", "ab/e.ts": "", "f.ts": ""})

    assert tree.files_in("a") == ["a/b.ts"]
    assert tree.files_under("a") == ["a/b.ts", "a/c/d.ts"]
    assert tree.files_in("") == ["f.ts"]
    assert tree.folders == {"", "a", "a/c", "ab"}


def test_each_reads_a_shared_blob_once_and_gives_it_for_every_path() -> None:
    tree = MemoryTree({"a": "same", "b": "same", "c": "other"})

    assert sorted(tree.each(["a", "b", "c", "missing"])) == [
        ("a", b"same"),
        ("b", b"same"),
        ("c", b"other"),
    ]


def test_what_is_read_once_is_not_kept_and_what_is_kept_is_not_read_again() -> None:
    tree = MemoryTree({"a": "1", "b": "2"})

    assert (tree.once("a"), tree._bytes) == (b"1", {})
    tree.read("b")
    assert (tree.once("b"), len(tree._bytes)) == (b"2", 1)
    with pytest.raises(KeyError):
        tree.once("c")


def test_a_folder_equals_another_by_its_files_and_their_content() -> None:
    one = MemoryTree({"a/b": "1", "a/c/d": "2", "ab": "3"})
    assert one.equals_under("a", MemoryTree({"a/b": "1", "a/c/d": "2", "ab": "4"}))
    assert not one.equals_under("a", MemoryTree({"a/b": "1", "a/c/d": "3", "ab": "3"}))
    assert not one.equals_under("a", MemoryTree({"a/b": "1", "ab": "3"}))
    assert not one.equals_under("", MemoryTree({"a/b": "1", "a/c/d": "2", "ab": "4"}))
    assert one.equals_under("", one)


def test_a_folder_is_one_that_holds_a_file_at_any_depth() -> None:
    tree = MemoryTree({"a/b/c.ts": "", "a-b/d.ts": "", "a.ts": ""})

    assert [
        each for each in ("", "a", "a/b", "a-b", "a.ts", "b", "a/b/c.ts") if tree.has_folder(each)
    ] == [
        "",
        "a",
        "a/b",
        "a-b",
    ]
    assert tree.folders_in("") == ["a", "a-b"]
    assert tree.files_in("") == ["a.ts"]


def test_paths_are_picked_with_a_word_in_capitals_or_not() -> None:
    tree = MemoryTree({"a/Config.ts": "", "İ/config.ts": "", "other.ts": ""})
    asked = []

    def test(path: str) -> bool:
        asked.append(path)
        return True

    assert tree.picked(test, "config") == ["a/Config.ts", "İ/config.ts"]
    assert asked == ["a/Config.ts", "İ/config.ts"]
