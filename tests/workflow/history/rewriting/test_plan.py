from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.facts import Facts
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.history.rewriting.plan import relinked
from forge_migrations.workflow.history.rewriting.plan import write


def draft(files: dict[str, str]) -> Draft:
    return Draft(MemoryTree(files), "drizzle", Facts())


def content(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()
    }


def test_a_draft_changes_nothing_below_it() -> None:
    made = draft({"drizzle/a.sql": "a", "drizzle/b.sql": "b"})
    made.move("drizzle/a.sql", "drizzle/c.sql", "renumber")
    made.put("drizzle/b.sql", b"B", "mend")
    made.put("drizzle/d.sql", b"d")
    made.take("drizzle/ghost.sql", "never said")
    assert [made.read(f"drizzle/{name}.sql") for name in "abcd"] == [None, b"B", b"a", b"d"]
    assert sorted(made.tree.files_in("drizzle")) == [f"drizzle/{name}.sql" for name in "bcd"]
    assert [(step.path, step.what) for step in made.steps] == [
        ("drizzle/c.sql", "renumber"),
        ("drizzle/b.sql", "mend"),
    ]
    assert made.under.read("drizzle/a.sql") == b"a"


def test_what_was_put_back_is_no_change() -> None:
    made = draft({"drizzle/a.sql": "a"})
    made.put("drizzle/a.sql", b"other")
    made.put("drizzle/a.sql", b"a")
    made.put("drizzle/new.sql", b"x")
    made.take("drizzle/new.sql")
    assert made.changed == {}


def test_files_are_written_and_what_was_there_is_kept_aside(tmp_path: Path) -> None:
    root, backup = tmp_path / "root", tmp_path / "backup"
    (root / "old").mkdir(parents=True)
    (root / "old/a.sql").write_text("a")
    (root / "b.sql").write_text("b")
    write(str(root), {"old/a.sql": None, "b.sql": b"B", "new/c.sql": b"c"}, str(backup))
    assert content(root) == {"b.sql": "B", "new/c.sql": "c"}
    assert content(backup) == {"old/a.sql": "a", "b.sql": "b"}
    assert not (root / "old").exists()


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_all_files_are_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    before = {"a.sql": "a", "b.sql": "b", "c.sql": "c"}
    for name, text in before.items():
        (root / name).write_text(text)
    left = [failing]
    replace = os.replace

    def full(source: str, target: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise OSError("No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    files = {"a.sql": b"A", "c.sql": None, "b.sql": b"B", "d.sql": b"D"}
    with pytest.raises(OSError, match="No space"):
        write(str(root), files, str(tmp_path / "backup"))
    assert content(root) == before


def test_what_cannot_be_made_ready_touches_nothing(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.sql").write_text("a")
    (root / "file").write_text("no folder")
    with pytest.raises(OSError):
        write(str(root), {"a.sql": b"A", "file/b.sql": b"b"}, str(tmp_path / "backup"))
    assert content(root) == {"a.sql": "a", "file": "no folder"}


def test_a_part_that_cannot_be_finished_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    with pytest.raises(OSError, match="not permitted"):
        write(str(tmp_path), {"a.sql": b"A"}, str(tmp_path / "backup"))
    assert content(tmp_path) == {}


def test_a_snapshot_is_relinked_with_its_keys_in_drizzle_kits_order() -> None:
    found = relinked({"version": "7", "prevId": "x", "tables": {}, "id": "y"}, "new", "parent")
    assert list(found.items()) == [
        ("id", "new"), ("prevId", "parent"), ("version", "7"), ("tables", {}),
    ]  # fmt: skip
