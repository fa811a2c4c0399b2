from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.journal import LARGE
from forge_migrations.drizzle.history.journal import Journal
from forge_migrations.drizzle.history.journal import read_heads
from forge_migrations.drizzle.history.journal import read_journal
from forge_migrations.drizzle.history.journal import unsound
from forge_migrations.drizzle.history.journal import unsound_files
from forge_migrations.facts import Facts

PATH = "meta/_journal.json"


def read(text: str | bytes) -> Journal:
    return read_journal(MemoryTree({PATH: text}), PATH, Facts())


def entry(**more: Any) -> dict[str, Any]:
    return {"idx": 0, "version": "7", "when": 1_700_000_000_123, "tag": "0000_a"} | more


def journal(*entries: Any) -> str:
    return json.dumps({"version": "7", "dialect": "mysql", "entries": entries}, indent=2)


def test_a_journal_is_its_dialect_and_its_entries() -> None:
    found = read(journal(entry(breakpoints=True), entry(idx=1, tag="0001_b", breakpoints=False)))
    assert (found.dialect, found.broken) == ("mysql", None)
    assert [one[:4] for one in found.entries] == [
        (0, "0000_a", 1_700_000_000_123, True),
        (1, "0001_b", 1_700_000_000_123, False),
    ]


def test_what_an_old_journal_left_out_has_its_default() -> None:
    [one] = read(json.dumps({"entries": [{"tag": "0000_a", "when": 1.9}]})).entries
    assert (one.idx, one.when, one.breakpoints) == (-1, 1, True)
    assert read('{"dialect": 1, "entries": []}') == Journal()


@pytest.mark.parametrize("spelled", ["0001_é", "0001_\\u00e9"])
def test_an_entrys_line_is_that_of_its_tag_however_it_is_written(spelled: str) -> None:
    text = journal(entry(), entry(tag="0001_x"), entry(tag="0001_x")).replace("0001_x", spelled)
    lines = [one.line for one in read(text).entries]
    assert [text.splitlines()[line - 1].split('"')[-2] for line in lines] == [
        "0000_a",
        spelled,
        spelled,
    ]
    assert lines[1] < lines[2]


@pytest.mark.parametrize(
    "one",
    [
        "x",
        entry(tag=1),
        entry(tag="0000_\ud800"),
        entry(when="1700000000123"),
        entry(when=True),
        entry(when=float("inf")),
        entry(when=float("nan")),
        {"idx": 0},
    ],
)
def test_an_entry_that_is_none_breaks_the_journal_at_its_line(one: Any) -> None:
    found = read(journal(entry(), one))
    assert found.entries == ()
    assert found.broken is not None
    line, why = found.broken
    assert why == "not a journal: entry 1 has no tag or no when"
    assert line >= 2


def test_a_journal_that_is_no_file_is_broken() -> None:
    class Linked(MemoryTree):
        def is_file(self, path: str) -> bool:
            return False

    assert read_journal(Linked({PATH: journal()}), PATH, Facts()).broken is not None


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"<<<<<<< HEAD\r\n{}\r\n=======\r\n>>>>>>> x\r\n", 1, "conflict markers"),
        (b'{}\n||||||| base\n>>>>>>> x"', 2, "conflict markers"),
        (b'{"a": 1,\n=======\n"b": 2}', 2, "not JSON: Expecting property name"),
        (b'{\n"a": "\xff"}', 2, "not UTF-8"),
        (b"\xef\xbb\xbf{}", 1, "not UTF-8: UTF-8 with a byte order mark"),
        (b"{\0}\0", 1, "not UTF-8: UTF-16 without a byte order mark"),
        (b'{"a": ' + b"1" * 5000 + b"}", 1, "not JSON: Exceeds the limit"),
        (b"", 1, "not JSON: Expecting value"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(data: bytes, line: int, why: str) -> None:
    found = unsound(data)
    assert found is not None
    assert (found[0], found[1][: len(why)]) == (line, why)


@pytest.mark.parametrize("data", [b'{"a": "<<<<<<< HEAD"}', b'{"a": "\\n======= >>>>>>> "}', b"[]"])
def test_markers_inside_of_a_text_are_no_conflict(data: bytes) -> None:
    assert unsound(data) is None


def heads(text: str | bytes) -> tuple[Any, ...]:
    found, broken = read_heads(MemoryTree({"a.json": text}), ["a.json"], Facts())
    if broken:
        return broken[0][1:]
    [(head, dialect)] = found
    return head.id, head.parents, head.version, dialect


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ('{"id": "a", "prevId": "b", "version": "7", "dialect": "pg", "tables": {}}',
         ("a", ("b",), "7", "pg")),
        ('{"version": "9", "id": "a", "prevIds": ["b", "c"], "ddl": []}', ("a", ("b", "c"), "9", "")),
        ('{"id": "a", "prevIds": [], "version": "9", "ddl": []}', ("a", (), "9", "")),
        ('{"id": "a", "prevId": null, "version": 7}', ("a", (), "7", "")),
        ('{"id": "a", "prevIds": "b", "version": "9"}', ("a", (), "9", "")),
        ('{"id": "a", "prevId": "b", "version": "7", "checks": "a<b c<d e<f g<h i<j k<l m<n"}',
         ("a", ("b",), "7", "")),
        ('{"tables": {}, "id": "a\\"", "prevId": "b", "version": "5"}', ('a"', ("b",), "5", "")),
    ],
)  # fmt: skip
def test_the_head_of_a_snapshot(text: str, head: tuple[Any, ...]) -> None:
    assert heads(text) == head


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('{"id": 1}', 1, "not a snapshot: it has no id"),
        ("[]", 1, "not a snapshot: it has no id"),
        ('{"id": "a", "prevId": "b", "version": "7",\n"tables": {', 2, "not JSON: "),
        ('{"id": "a", "prevId": "b", "version": "7",\n"tables": [{]}', 2, "not JSON: "),
        (
            '{"id": "a", "prevId": "b", "version": "7",\n<<<<<<< HEAD\n"a": {}}',
            2,
            "conflict markers",
        ),
    ],
)
def test_a_snapshot_without_a_head_is_broken(text: str, line: int, why: str) -> None:
    found = heads(text)
    assert (found[0], found[1][: len(why)]) == (line, why)


def test_a_snapshot_that_is_no_file_is_broken() -> None:
    class Absent(MemoryTree):
        def each(self, paths: Any) -> Any:
            return iter(())

    tree = Absent({"a.json": "{}"})
    assert read_heads(tree, ["a.json"], Facts()) == ([], [("a.json", 1, "not a file")])


def test_a_file_is_parsed_once_and_a_very_large_one_never() -> None:
    facts = Facts()
    files = {"a.json": "{", "b.json": "{}", "large.json": " " * LARGE + "{"}
    found = unsound_files(MemoryTree(files), files, facts)
    assert [(path, line) for path, line, _why in found] == [("a.json", 1)]

    class Sealed(MemoryTree):
        def each(self, paths: Any) -> Any:
            assert not list(paths)
            return iter(())

    assert unsound_files(Sealed(files), files, facts) == found
