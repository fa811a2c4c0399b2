from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.change.overlay import Overlay
from forge_migrations.change.overlay import Typed
from forge_migrations.change.overlay import work_tree
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import EXECUTABLE
from forge_migrations.change.tree import SUBMODULE
from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from repositories import Repo


def test_files_are_laid_over_what_is_there() -> None:
    under = MemoryTree({"a": "1", "b": "2", "c": "3"}, "under")
    tree = Overlay(under, {"b": b"new", "c": None, "gone": None, "d/e": b"4"})
    assert list(tree.entries) == ["a", "b", "d/e"]
    assert tree.read_many(tree.entries) == {"a": b"1", "b": b"new", "d/e": b"4"}
    assert tree.name == "under"
    assert under.read("b") == b"2"


def test_a_file_keeps_its_mode_unless_another_one_is_said() -> None:
    class Executable(MemoryTree):
        def _list(self):
            return {path: one._replace(mode=EXECUTABLE) for path, one in super()._list().items()}

    tree = Overlay(Executable({"a": "", "b": ""}), {"a": b"1", "b": b"2"}, modes={"b": SYMLINK})
    assert [tree.entries[path].mode for path in "ab"] == [EXECUTABLE, SYMLINK]


@pytest.fixture
def started(repo: Repo) -> Repo:
    repo.commit({"kept": "1", "edited": "1", "gone": "1", "folder": "1", ".gitignore": "ignored"})
    return repo


def seen() -> Tree:
    return work_tree(Repository.find())


def test_the_work_tree_is_what_stands_on_disk(started: Repo) -> None:
    started.write({"edited": "2", "new/one": "3", "ignored": "x", "staged": "4"})
    (started.path / "gone").unlink()
    started.git("add", "staged")
    tree = seen()
    assert set(tree.entries) == {".gitignore", "kept", "edited", "folder", "new/one", "staged"}
    assert (tree.read("edited"), tree.read("new/one"), tree.read("kept")) == (b"2", b"3", b"1")


def test_a_folder_in_a_files_place_takes_the_file_away(started: Repo) -> None:
    (started.path / "folder").unlink()
    started.write({"folder/inside": "2"})
    tree = seen()
    assert "folder" not in tree
    assert tree.read("folder/inside") == b"2"


def test_links_and_modes_are_as_on_disk(started: Repo) -> None:
    (started.path / "edited").unlink()
    os.symlink("kept", started.path / "edited")
    os.symlink("nowhere", started.path / "dangling")
    (started.path / "kept").chmod(0o755)
    tree = seen()
    assert [tree.entries[path].mode for path in ("edited", "dangling", "kept")] == [
        SYMLINK,
        SYMLINK,
        EXECUTABLE,
    ]
    assert tree.read("edited") == b"kept"


def test_a_name_that_is_no_utf8_is_a_name(started: Repo) -> None:
    with open(os.path.join(os.fsencode(started.path), b"\xff.sql"), "wb") as file:
        file.write(b"1")
    assert seen().read("\udcff.sql") == b"1"


def test_a_repository_inside_of_this_one_is_passed_over(started: Repo, tmp_path: Path) -> None:
    inner = Repo(started.path / "inner")
    inner.commit({"file": "1"})
    assert not any(path.startswith("inner") for path in seen().entries)
    started.git("add", "inner", check=False)
    inner.commit({"file": "2"})
    assert seen().entries["inner"].mode == SUBMODULE


def test_a_deleted_file_that_is_staged_and_there_again_is_untracked(started: Repo) -> None:
    started.git("rm", "--quiet", "--cached", "kept")
    assert seen().read("kept") == b"1"


def test_what_is_typed_shares_what_the_paths_decide() -> None:
    under = MemoryTree({"a/b.sql": "1", "c.ts": "2"})
    same = Typed(under, {"c.ts": b"3"})
    assert same.read("c.ts") == b"3"
    assert same.files_in("a") is under.files_in("a")
    assert same.picked(_is_sql) == ["a/b.sql"]
    more = Typed(under, {"a/a.sql": b"4", "d/e.sql": b"5"})
    assert list(more.entries) == ["a/a.sql", "a/b.sql", "c.ts", "d/e.sql"]
    assert more.files_under("a") == ["a/a.sql", "a/b.sql"]
    assert more.folders_in("") == ["a", "d"]
    assert more.picked(_is_sql) == ["a/a.sql", "a/b.sql", "d/e.sql"]
    assert dict(more.each(["a/b.sql", "d/e.sql"])) == {"a/b.sql": b"1", "d/e.sql": b"5"}


def _is_sql(path: str) -> bool:
    return path.endswith(".sql")
