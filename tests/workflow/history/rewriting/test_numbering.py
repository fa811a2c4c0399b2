from __future__ import annotations

import json
import time
from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.facts import Facts
from forge_migrations.workflow.history.rewriting.numbering import DAY
from forge_migrations.workflow.history.rewriting.numbering import put_in_order
from forge_migrations.workflow.history.rewriting.plan import Draft
from workflow.histories import history

JOURNAL = "drizzle/meta/_journal.json"
START = 1_700_000_000_000
Files = dict[str, Any]


def made(*names: str) -> Files:
    """A history of 0.31 with one table more in each migration."""
    tables = {name: {"id": "integer*"} for name in names}
    steps = [
        (name, [f"CREATE TABLE {name} (id integer);"], dict(list(tables.items())[: at + 1]))
        for at, name in enumerate(names)
    ]
    return history(*steps)


def tree(files: Files) -> MemoryTree:
    return MemoryTree(
        {k: v if isinstance(v, str) else json.dumps(v, indent=2) for k, v in files.items()}
    )


def ordered(files: Files, released: Files | None = None, journal_orphans: bool = False) -> Draft:
    draft = Draft(tree(files), "drizzle", Facts())
    base = tree(released or {})
    put_in_order(draft, read_history(base, "drizzle", Facts()), base, journal_orphans)
    return draft


def entries(draft: Draft) -> list[tuple[int, str, int]]:
    found = json.loads(draft.read(JOURNAL) or b"")
    return [(each["idx"], each["tag"], each["when"]) for each in found["entries"]]


def named(draft: Draft) -> list[str]:
    return sorted(path for path in draft.tree.files_in("drizzle") if path.endswith(".sql"))


def test_a_history_in_order_is_left_alone() -> None:
    draft = ordered(made("a", "b"), made("a"))
    assert draft.changed == {}
    assert draft.steps == []


def test_two_of_one_number_are_told_apart_and_the_released_one_keeps_its_own() -> None:
    released = made("a", "b")
    files = made("a", "mine")
    files["drizzle/0001_b.sql"] = released["drizzle/0001_b.sql"]
    journal = files[JOURNAL]
    journal["entries"].append(dict(released[JOURNAL]["entries"][1]))
    draft = ordered(files, released)
    assert [(idx, tag) for idx, tag, _ in entries(draft)] == [
        (0, "0000_a"), (1, "0001_b"), (2, "0002_mine"),
    ]  # fmt: skip
    assert named(draft) == ["drizzle/0000_a.sql", "drizzle/0001_b.sql", "drizzle/0002_mine.sql"]
    whens = [when for _, _, when in entries(draft)]
    assert whens[:2] == [START, START + 1000]
    assert whens[2] > whens[1]


def test_an_entry_without_its_sql_is_dropped_and_the_rest_close_up() -> None:
    files = made("a", "b", "c")
    del files["drizzle/0001_b.sql"]
    draft = ordered(files, made("a"))
    assert [(idx, tag) for idx, tag, _ in entries(draft)] == [(0, "0000_a"), (1, "0001_c")]


def test_released_sql_that_is_gone_comes_back_as_it_was() -> None:
    files = made("a", "b")
    del files["drizzle/0000_a.sql"]
    draft = ordered(files, made("a"))
    assert draft.read("drizzle/0000_a.sql") == b"CREATE TABLE a (id integer);"


def test_a_double_entry_is_named_once() -> None:
    files = made("a", "b")
    files[JOURNAL]["entries"].append(dict(files[JOURNAL]["entries"][1]))
    assert len(entries(ordered(files))) == 2


def test_sql_without_an_entry_gets_one_dated_after_the_others() -> None:
    files = made("a")
    files["drizzle/0001_orphan.sql"] = "SELECT 1;"
    (first, second) = entries(ordered(files))
    assert second[:2] == (1, "0001_orphan")
    assert first[2] < second[2] <= time.time() * 1000


@pytest.mark.parametrize("journal_it", [False, True])
def test_released_sql_that_never_ran_is_moved_aside_or_journaled(journal_it: bool) -> None:
    files = made("a") | {"drizzle/0001_orphan.sql": "SELECT 1;"}
    draft = ordered(files, files, journal_it)
    tags = [tag for _, tag, _ in entries(draft)]
    moved = draft.read("drizzle/orphans/0001_orphan.sql")
    assert (tags, moved is not None) == (
        (["0000_a", "0001_orphan"], False) if journal_it else (["0000_a"], True)
    )


def test_dates_increase_and_none_lies_in_the_future() -> None:
    files = made("a", "b", "c", "d")
    journal = files[JOURNAL]["entries"]
    journal[1]["when"] = START - 5
    journal[2]["when"] = int(time.time() * 1000) + 30 * DAY
    draft = ordered(files, made("a"))
    whens = [when for _, _, when in entries(draft)]
    assert whens == sorted(set(whens))
    assert whens[0] == START
    assert max(whens) <= time.time() * 1000 + DAY


def test_a_journal_in_conflict_keeps_the_entries_of_both_sides() -> None:
    ours, theirs = made("a", "b"), made("a", "c")
    texts = [json.dumps(side[JOURNAL], indent=2) for side in (ours, theirs)]
    conflict = f"<<<<<<< HEAD\n{texts[0]}\n=======\n{texts[1]}\n>>>>>>> theirs\n"
    files = ours | {"drizzle/0001_c.sql": theirs["drizzle/0001_c.sql"], JOURNAL: conflict}
    draft = ordered(files)
    assert [tag for _, tag, _ in entries(draft)] == ["0000_a", "0001_b", "0002_c"]
    assert "resolve its conflict: 3 entries, of both sides" in [step.what for step in draft.steps]


def test_a_snapshot_of_no_migration_is_removed() -> None:
    files = made("a")
    files["drizzle/meta/0007_snapshot.json"] = files["drizzle/meta/0000_snapshot.json"]
    draft = ordered(files)
    assert draft.read("drizzle/meta/0007_snapshot.json") is None
    assert draft.read("drizzle/meta/0000_snapshot.json") is not None


def test_without_a_journal_there_is_nothing_to_order() -> None:
    assert ordered({"drizzle/0000_a.sql": "SELECT 1;"}).changed == {}
