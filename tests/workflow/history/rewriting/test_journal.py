from __future__ import annotations

import json

import pytest

from forge_migrations.findings import Undecided
from forge_migrations.workflow.history.rewriting.journal import dumped_json
from forge_migrations.workflow.history.rewriting.journal import joined
from forge_migrations.workflow.history.rewriting.journal import parse
from forge_migrations.workflow.history.rewriting.journal import sides

MERGE = b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n"
DIFF3 = b"a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\nd\n"


@pytest.mark.parametrize("text", [MERGE, DIFF3], ids=["merge", "diff3"])
def test_both_sides_of_a_conflict_are_told(text: bytes) -> None:
    assert sides(text) == (b"a\nb\nd\n", b"a\nc\nd\n")


def test_a_text_without_markers_has_one_side() -> None:
    text = b"a\n=======\nb\n"
    assert sides(text) == (text, text)


def test_entries_of_both_sides_are_joined_by_date() -> None:
    first, ours, theirs = (
        {"tag": tag, "when": when} for tag, when in (("a", 1), ("b", 3), ("c", 2))
    )
    assert joined([first, ours], [first, theirs]) == [first, theirs, ours]


@pytest.mark.parametrize("like", ['{\n\t"a": 1\n}\n', '{\n    "a": 1\n}', '{\r\n  "a": 1\r\n}\r\n'])
def test_a_file_keeps_its_own_format(like: str) -> None:
    assert dumped_json(json.loads(like), like.encode()) == like.encode()


@pytest.mark.parametrize("text", [b"[]", b"{}", b'{"entries": [{}]}', b"\xff"])
def test_what_is_no_journal_is_undecided(text: bytes) -> None:
    with pytest.raises(Undecided, match="is no journal"):
        parse(text, "drizzle/meta/_journal.json")
