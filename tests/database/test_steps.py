"""Steps as the migrator reads them: its split, its hash, its times."""

from __future__ import annotations

import hashlib

import pytest

from database.made_histories import folders
from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.change.tree import MemoryTree
from forge_migrations.database.steps import millis_of
from forge_migrations.database.steps import segments_of
from forge_migrations.database.steps import step_of
from forge_migrations.database.steps import steps_of
from forge_migrations.findings import Undecided


def test_segments_keep_their_text_and_know_their_line() -> None:
    text = "-- why\nSELECT 1;\n--> statement-breakpoint\n\n/* a\nb */ SELECT 2;--> statement-breakpoint"
    found = segments_of(text, "postgres")
    assert [(each.line, each.blank) for each in found] == [(2, False), (6, False), (6, True)]
    assert "--> statement-breakpoint".join(each.sql for each in found) == text


def test_a_segment_of_comments_alone_is_where_the_first_comment_is() -> None:
    assert segments_of("\n\n-- Custom SQL migration file --\n", "mysql")[0].line == 3


def test_bytes_that_are_no_utf_8_hash_as_node_reads_them() -> None:
    step = step_of("a", "a.sql", "", b"-- \xff\r\n", 1, "sqlite")
    assert step.hash == hashlib.sha256("-- \ufffd\r\n".encode()).hexdigest()


def test_a_missing_file_stops_the_migrator_and_so_the_rehearsal() -> None:
    history, _ = journal({"0000_a": "SELECT 1"})
    with pytest.raises(Undecided, match=r"the journal names 0000_a, but drizzle/0000_a\.sql"):
        steps_of(history, MemoryTree())


def test_a_folder_without_its_file_is_passed_over() -> None:
    history, tree = folders({"20260101000000_a": "SELECT 1", "20260102000000_b": "SELECT 2"})
    less = MemoryTree({path: tree.read(path) for path in tree.entries if "_b" not in path})
    assert [step.tag for step in steps_of(history, less)] == ["20260101000000_a"]


@pytest.mark.parametrize(
    ("name", "millis"),
    [
        ("20260101000000_a", 1_767_225_600_000),
        ("20261301000000_over", 1_798_761_600_000),
        ("2026010112_short", None),
        ("add_users", None),
    ],
)
def test_times_of_folders_are_those_of_javascript(name: str, millis: int | None) -> None:
    assert millis_of(name) == millis


def test_steps_come_in_the_history_s_order() -> None:
    assert [step.tag for step in steps(journal({"b": "SELECT 1", "a": "SELECT 2"}))] == ["b", "a"]
