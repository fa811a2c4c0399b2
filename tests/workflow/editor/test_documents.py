from __future__ import annotations

import sys

import pytest

from forge_migrations.workflow.editor.documents import Change
from forge_migrations.workflow.editor.documents import Position
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.documents import path_of
from forge_migrations.workflow.editor.documents import uri_of

WIDE = "-- 🦉 é\r\nDROP TABLE x;\n"


@pytest.mark.parametrize(
    ("encoding", "character"), [("utf-8", 8), ("utf-16", 6), ("utf-32", 5)], ids=str
)
def test_positions_are_in_the_units_of_the_client(encoding, character) -> None:
    text = Text(WIDE)
    at = WIDE.index("é")
    assert text.position(at, encoding) == (0, character)
    assert text.offset(Position(0, character), encoding) == at


def test_a_position_inside_of_a_letter_is_before_it() -> None:
    text = Text("🦉x")
    assert text.offset(Position(0, 1), "utf-16") == 0
    assert text.offset(Position(0, 2), "utf-16") == 1
    assert text.offset(Position(0, 3), "utf-8") == 0


def test_a_position_behind_its_line_or_behind_the_text_is_the_end_of_it() -> None:
    text = Text("ab\r\ncd")
    assert text.offset(Position(0, 9), "utf-16") == 2
    assert text.offset(Position(7, 0), "utf-16") == 6


def test_only_what_an_editor_takes_for_a_line_break_is_one() -> None:
    text = Text("a\u2028b\fc\x85d\re\nf")
    assert [text.content[at] for at in text.starts] == ["a", "e", "f"]
    changed = text.changed([Change("X", Position(2, 0), Position(2, 1))], "utf-16")
    assert changed.content == "a\u2028b\fc\x85d\re\nX"


def test_changes_are_made_one_after_the_other() -> None:
    text = Text("one\ntwo\n").changed(
        [
            Change("three\n", Position(1, 0), Position(1, 0)),
            Change("", Position(0, 0), Position(1, 0)),
            Change("!", Position(0, 5), Position(0, 5)),
        ],
        "utf-16",
    )
    assert text.content == "three!\ntwo\n"
    assert text.changed([Change("whole")], "utf-16").content == "whole"


def test_what_is_marked_begins_at_the_column_or_at_the_first_letter() -> None:
    text = Text("  a b  \r\nc;d\r\n")
    assert text.content[slice(*text.span(1, 1))] == "a b"
    assert text.content[slice(*text.span(2, 3))] == "d"
    assert text.span(9, 1) == (14, 14)
    assert text.ending == "\r\n"


def test_a_line_of_a_finding_ends_at_a_line_feed_alone() -> None:
    text = Text("a\rb\nc")
    assert text.place(2, 1) == 4
    assert text.position(4, "utf-16") == (2, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="paths of this kind of system")
def test_a_uri_means_a_path_and_back() -> None:
    path = "/home/a b/café/#1/x.sql"
    assert path_of(uri_of(path)) == path
    assert path_of("untitled:Untitled-1") is None
    assert path_of("git:/x.sql") is None
    assert path_of("file://localhost/x.sql") == "/x.sql"


def test_the_drive_of_windows_is_written_in_several_ways() -> None:
    for uri in ("file:///c%3A/work/x.sql", "file:///c:/work/x.sql"):
        path = path_of(uri)
        assert path is not None
        assert path.replace("\\", "/") == "c:/work/x.sql"
    assert uri_of("c:/work/x.sql") == "file:///c%3A/work/x.sql"
    assert uri_of("//share/x.sql") == "file://share/x.sql"
