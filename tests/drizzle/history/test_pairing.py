from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history

ZERO = "00000000-0000-0000-0000-000000000000"


def read(
    tags: Sequence[str],
    names: Sequence[str],
    parents: Sequence[int] = (),
    idx: Sequence[int] = (),
    also: dict[str, str] | None = None,
) -> History:
    """The history of these tags; the snapshot number n is named `names[n]`, and follows on the one of
    number `parents[n]` (else on the one before it). Migration and snapshot n both add column `cN`."""
    files: dict[str, str | bytes] = dict(also or {})
    entries = []
    for at, tag in enumerate(tags):
        files[f"d/{tag}.sql"] = f"ALTER TABLE t ADD COLUMN {tag.rpartition('_')[2]} int;"
        entries.append({"idx": (idx or range(99))[at], "when": 1000 + at, "tag": tag})
    columns: list[list[str]] = []
    for at, name in enumerate(names):
        parent = parents[at] if parents else at - 1
        columns.append([*(columns[parent] if parent >= 0 else []), f"c{at}"])
        files[f"d/meta/{name}.json"] = json.dumps(
            {
                "id": f"id{at}",
                "prevId": f"id{parent}" if parent >= 0 else ZERO,
                "version": "7",
                "tables": {"t": {"name": "t", "columns": [{"name": c} for c in columns[at]]}},
            }
        )
    files["d/meta/_journal.json"] = json.dumps({"dialect": "sqlite", "entries": entries})
    return read_history(MemoryTree(files), "d")


def pairs(history: History) -> dict[str, str]:
    return {
        each.tag: each.snapshot.rpartition("/")[2].removesuffix(".json")
        for each in history.migrations
        if each.snapshot_blob
    }


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        (["20260101_c0", "20260102_c1"], ["0000_snapshot", "0001_snapshot"]),
        (["20260101-c0", "20260102-c1"], ["0000_snapshot", "0001_snapshot"]),
        (["c0", "c1", "c2"], ["0000_snapshot", "0001_snapshot", "0002_snapshot"]),
        (["0001_c0", "0002_c1", "0003_c2"], ["0000_snapshot", "0001_snapshot", "0002_snapshot"]),
        (["0000_c0", "0001_c1", "0001_c2"], ["0000_snapshot", "0001_snapshot", "0002_snapshot"]),
        (["0000_c0", "0001_c1", "0002_c2"], ["0000_snapshot", "0001_snapshot", "0002_c2"]),
        (["0000_c0", "0001_c1"], ["0000_c0_snapshot", "0001_c1_snapshot"]),
        (["0000_c0", "0001_c1"], ["first", "second"]),
        (["000_c0", "001_c1"], ["0000_snapshot", "0001_snapshot"]),
        (["V1__c0", "V2__c1"], ["0000_snapshot", "0001_snapshot"]),
        (["0000_c0", "0001_c1"], ["20260101000000_snapshot", "20260102000000_snapshot"]),
    ],
)
def test_a_snapshot_belongs_to_its_migration_whatever_both_are_called(
    tags: list[str], names: list[str]
) -> None:
    history = read(tags, names)
    assert pairs(history) == dict(zip(tags, names, strict=True))
    assert (history.stray_snapshots, history.unsure) == ((), ())


def test_where_one_is_missing_the_entries_idx_tells_which() -> None:
    history = read(["20260101_c0", "20260102_x", "20260103_c1"], ["0000_snapshot", "0002_snapshot"])
    assert pairs(history) == {"20260101_c0": "0000_snapshot", "20260103_c1": "0002_snapshot"}


def test_where_names_and_links_tell_nothing_the_sql_does() -> None:
    history = read(["a_x", "b_c0", "c_y", "d_c1"], ["one", "two"])
    assert pairs(history) == {"b_c0": "one", "d_c1": "two"}
    assert (history.stray_snapshots, history.unsure) == ((), ())


def test_where_nothing_tells_none_is_called_stray_for_certain() -> None:
    history = read(["a_x", "b_y", "c_z"], ["one", "two"])
    assert pairs(history) == {}
    [unsure] = history.unsure
    assert unsure == (("a_x", "b_y", "c_z"), ("d/meta/one.json", "d/meta/two.json"))


@pytest.mark.parametrize(
    ("tags", "names", "stray"),
    [
        (["0000_c0"], ["0000_snapshot", "0001_snapshot"], "0001_snapshot"),
        (["20260101_c0"], ["0000_snapshot", "0001_snapshot"], "0001_snapshot"),
        (["0000_c0", "0001_x", "0002_c1"], ["0000_snapshot", "0002_snapshot", "0009_snapshot"],
         "0009_snapshot"),
        (["0000_c0", "0002_c2"], ["0000_snapshot", "0001_snapshot", "0002_snapshot"],
         "0001_snapshot"),
    ],
)  # fmt: skip
def test_what_no_migration_made_is_stray(tags: list[str], names: list[str], stray: str) -> None:
    history = read(tags, names)
    assert history.stray_snapshots == (f"d/meta/{stray}.json",)
    assert history.unsure == ()


def test_sql_without_an_entry_keeps_the_snapshot_of_its_number() -> None:
    orphan = {"d/0002_c1.sql": "ALTER TABLE t ADD COLUMN c1 int;"}
    history = read(["0000_c0", "0001_x"], ["0000_snapshot", "0002_snapshot"], also=orphan)
    assert pairs(history) == {"0000_c0": "0000_snapshot"}
    assert history.stray_snapshots == ("d/meta/0002_snapshot.json",)


def test_an_entry_goes_before_sql_without_one_of_the_same_number() -> None:
    orphan = {"d/0001_hand.sql": "SELECT 1;"}
    history = read(["0000_c0", "0001_c1"], ["0000_snapshot", "0001_snapshot"], also=orphan)
    assert pairs(history) == {"0000_c0": "0000_snapshot", "0001_c1": "0001_snapshot"}


def test_two_of_one_number_share_the_one_file_that_is_left() -> None:
    history = read(["0000_c0", "0001_c1", "0001_x"], ["0000_snapshot", "0001_snapshot"])
    assert pairs(history) == {
        "0000_c0": "0000_snapshot",
        "0001_c1": "0001_snapshot",
        "0001_x": "0001_snapshot",
    }
    assert history.stray_snapshots == ()


def test_names_stand_where_links_are_forked_or_go_in_a_circle() -> None:
    tags = ["0000_c0", "0001_c1", "0002_c2"]
    names = ["0000_snapshot", "0001_snapshot", "0002_snapshot"]
    assert pairs(read(tags, names, parents=[-1, 0, 0])) == dict(zip(tags, names, strict=True))
    history = read(tags, [*names, "0003_snapshot"], parents=[-1, 0, 0, -1])
    assert pairs(history) == dict(zip(tags, names, strict=True))
    assert history.stray_snapshots == ("d/meta/0003_snapshot.json",)
