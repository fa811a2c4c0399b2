from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.newest import Newest
from forge_migrations.drizzle.history.newest import newest_at
from forge_migrations.findings import Undecided

ORIGIN = "00000000-0000-0000-0000-000000000000"


def newest(files: dict[str, Any]) -> Newest:
    tree = MemoryTree({path: text if isinstance(text, str | bytes) else json.dumps(text)
                       for path, text in files.items()})  # fmt: skip
    return newest_at(tree, read_history(tree, "out"))


def table(name: str) -> dict[str, Any]:
    return {"entityType": "tables", "schema": "public", "name": name}


def folder(number: int, name: str, parents: list[str], *ddl: dict[str, Any]) -> dict[str, Any]:
    place = f"out/2026010100000{number}_{name}"
    snapshot = {"version": "8", "id": name, "prevIds": parents, "ddl": list(ddl)}
    return {f"{place}/migration.sql": "SELECT 1;", f"{place}/snapshot.json": snapshot}


def names(found: Newest) -> set[str]:
    assert found.content is not None
    return {row["name"] for row in found.content["ddl"]}


def test_without_snapshots_generate_starts_from_nothing() -> None:
    assert newest({"out/meta/_journal.json": {"entries": []}}) == Newest("", "", None)


def test_with_a_journal_it_is_the_one_whose_name_sorts_last() -> None:
    one = {"id": "a", "prevId": ORIGIN, "version": "7", "tables": {}}
    two = {"id": "b", "prevId": "a", "version": "7", "tables": {"t": {}}}
    found = newest(
        {
            "out/meta/_journal.json": {"entries": []},
            "out/meta/0001_snapshot.json": two,
            "out/meta/0000_snapshot.json": one,
        }
    )
    assert (found.path, found.content) == ("out/meta/0001_snapshot.json", two)


def test_with_folders_it_is_the_one_that_nothing_descends_from() -> None:
    files = folder(2, "a", [ORIGIN], table("a")) | folder(1, "b", ["a"], table("a"), table("b"))
    found = newest(files)
    assert found.path == "out/20260101000001_b/snapshot.json"
    assert names(found) == {"a", "b"}


def test_several_leaves_each_bring_what_they_changed() -> None:
    files = folder(0, "a", [ORIGIN], table("a"), table("gone"), table("kept"))
    files |= folder(1, "b", ["a"], table("a"), table("b"), table("kept"))
    files |= folder(
        2, "c", ["a"], table("a"), table("gone"), table("kept") | {"isRlsEnabled": True}
    )
    found = newest(files)
    assert names(found) == {"a", "b", "kept"}
    assert found.content is not None
    assert table("kept") | {"isRlsEnabled": True} in found.content["ddl"]


def test_leaves_that_share_nothing_are_taken_together() -> None:
    files = folder(0, "a", [ORIGIN], table("a")) | folder(1, "b", [ORIGIN], table("b"))
    assert names(newest(files)) == {"a", "b"}


def test_snapshots_that_name_each_other_still_have_a_newest() -> None:
    files = folder(0, "a", ["b"], table("a")) | folder(1, "b", ["a"], table("b"))
    assert names(newest(files)) == {"b"}


def test_a_diff_is_made_whole() -> None:
    files = folder(0, "a", [ORIGIN], table("a"))
    files["out/20260101000001_b/migration.sql"] = ""
    files["out/20260101000001_b/snapshot.json"] = {
        "version": "9", "id": "b", "prevIds": ["a"], "type": "diff",
        "deltas": [{"op": "create", "row": table("b")}],
    }  # fmt: skip
    assert names(newest(files)) == {"a", "b"}


def test_a_diff_without_its_base_is_undecided() -> None:
    files = {"out/20260101000001_b/migration.sql": "", "out/20260101000001_b/snapshot.json": {
        "version": "9", "id": "b", "prevIds": ["gone"], "type": "diff", "deltas": []}}  # fmt: skip
    with pytest.raises(Undecided, match="out: snapshot gone is missing") as raised:
        newest(files)
    assert raised.value.remedy == "run: forge-migrations migration-history"


def test_a_snapshot_whose_end_is_broken_is_undecided() -> None:
    text = '{"id": "a", "prevId": "x", "version": "7", "tables": {"a": }}'
    files = {"out/meta/_journal.json": {"entries": []}, "out/meta/0000_snapshot.json": text}
    with pytest.raises(Undecided, match=r"out/meta/0000_snapshot\.json can't be read"):
        newest(files)


def test_the_same_content_has_the_same_id_wherever_it_stands() -> None:
    one, other = folder(1, "a", [ORIGIN], table("a")), folder(2, "a", [ORIGIN], table("a"))
    assert newest(one).blob == newest(other).blob
    assert newest(one).blob != newest(folder(1, "a", [ORIGIN], table("b"))).blob
