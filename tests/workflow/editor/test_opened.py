from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.opened import Document
from forge_migrations.workflow.editor.opened import Opened
from forge_migrations.workflow.editor.opened import Told
from forge_migrations.workflow.editor.opened import lanes_of
from repositories import Repo
from workflow.histories import history

CONFIG = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
FIRST = ("one", ["CREATE TABLE a (id integer PRIMARY KEY, name text)"], {})
SECOND = ("two", ["ALTER TABLE a ADD COLUMN nick text"], {})
NEW = "drizzle/0001_two.sql"


class Listener:
    """What was told, file by file."""

    def __init__(self) -> None:
        self.all: list[Told] = []
        self.turn = threading.Condition()

    def __call__(self, _opened: Opened, news: list[Told] | None) -> None:
        with self.turn:
            self.all += news or []
            self.turn.notify_all()

    def version(self, path: str, version: int | None) -> Told:
        """The first thing told of a file at a version."""

        def found() -> Told | None:
            fits = [
                each
                for each in self.all
                if each.path == path
                and (each.document.version if each.document else None) == version
            ]
            return fits[0] if fits else None

        with self.turn:
            assert self.turn.wait_for(found, 30), self.all
            told = found()
            assert told is not None
            return told

    def until(self, path: str, code: str) -> None:
        def found() -> bool:
            return any(
                each.path == path and code in [one.code for one in each.shown] for each in self.all
            )

        with self.turn:
            assert self.turn.wait_for(found, 30), self.all


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture
def opened(repo: Repo, heard: Listener) -> Iterator[Opened]:
    repo.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    repo.git("checkout", "-q", "-b", "work")
    repo.write(history(FIRST, SECOND, dialect="sqlite"))
    made = Opened(Repository.find(), str(repo.path), heard)
    yield made
    made.close()


def document(path: str, version: int, text: str) -> Document:
    return Document(f"file:///{path}", version, Text(text), False)


def test_what_is_told_of_a_version_is_about_its_text(opened: Opened, heard: Listener) -> None:
    opened.put(NEW, document(NEW, 1, "ALTER TABLE a DROP COLUMN name;\n"))
    assert "drop-column" in [each.code for each in heard.version(NEW, 1).shown]
    opened.put(NEW, document(NEW, 2, "DROP TABLE a;\n"))
    assert "drop-table" in [each.code for each in heard.version(NEW, 2).shown]
    assert opened.unsaved() == [NEW]


def test_a_file_that_is_closed_is_told_as_it_is_on_the_disk(
    opened: Opened, heard: Listener
) -> None:
    opened.put(NEW, document(NEW, 1, "DROP TABLE a;\n"))
    assert heard.version(NEW, 1).shown
    opened.drop(NEW)
    assert heard.version(NEW, None).shown == ()


def test_a_finding_in_another_file_is_told_of_that_file(opened: Opened, heard: Listener) -> None:
    journal = "drizzle/meta/_journal.json"
    text = opened.text(journal).content.replace("0001_two", "0001_tow")
    opened.put(journal, document(journal, 1, text))
    told = heard.version(NEW, None)
    assert told.document is None
    assert [each.code for each in told.shown] == ["orphan-sql"]


def test_a_script_that_does_not_speak_of_drizzle_is_nobodys(
    opened: Opened, heard: Listener
) -> None:
    opened.put("app/page.tsx", document("app/page.tsx", 1, "export const a = 1;\n"))
    assert opened.shown_in("app/page.tsx", 5.0) == ()
    assert heard.all == []


def test_what_a_file_is_judged_by(opened: Opened) -> None:
    assert lanes_of("drizzle/0001_x.sql") == ["sql"]
    assert lanes_of("src/schema.ts") == ["schema"]
    assert lanes_of("drizzle.config.ts") == ["sql", "schema"]
    assert lanes_of("drizzle/meta/_journal.json") == ["sql", "schema"]
    assert lanes_of(".forge-migrations.toml") == ["sql", "schema"]


def test_a_byte_order_mark_on_the_disk_makes_no_file_dirty(
    repo: Repo, opened: Opened, heard: Listener
) -> None:
    repo.write({NEW: b"\xef\xbb\xbfALTER TABLE a ADD COLUMN nick text;\r\n"})
    opened.put(NEW, document(NEW, 1, "ALTER TABLE a ADD COLUMN nick text;\r\n"))
    assert opened.unsaved() == []


def test_what_another_lane_finds_in_a_script_that_is_nobodys_is_told(
    repo: Repo, opened: Opened, heard: Listener
) -> None:
    repo.write({"s.ts": "export * from './a';\n", "a.ts": "export const a = 1;\n"})
    repo.git("add", "s.ts")
    opened.put("s.ts", document("s.ts", 1, "export * from './a';\n"))
    opened.put(NEW, document(NEW, 1, opened.text(NEW).content))
    heard.until("s.ts", "untracked-import")
