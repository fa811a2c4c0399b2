from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.sql import reading_ahead
from forge_migrations.sql.read import Reading
from forge_migrations.sql.read import read_script
from forge_migrations.sql.reading_ahead import CHUNK
from forge_migrations.sql.reading_ahead import LONG
from forge_migrations.sql.reading_ahead import Ahead

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest-xdist has threads of its own, and a machine may have one core."""
    monkeypatch.setattr(reading_ahead, "_can_fork", lambda: True)


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process ids of what was forked."""
    found: list[int] = []
    fork = os.fork

    def counted() -> int:
        child = fork()
        if child:
            found.append(child)
        return child

    monkeypatch.setattr(os, "fork", counted)
    yield found


def history(count: int) -> list[str]:
    return [
        f'CREATE TABLE "t{n}" (\n\t"id" serial PRIMARY KEY,\n\t"a" text DEFAULT \';\'\n);\n'
        f"--> statement-breakpoint\n-- why\nDROP TABLE t{n - 1} CASCADE; DO $$ BEGIN x; END $$"
        for n in range(count)
    ]


def readings(texts: list[str], asked: list[range] | None = None) -> list[Reading]:
    """All of them; `asked` gets what this process asked the texts of."""

    def given(places: range) -> list[str]:
        if asked is not None:
            asked.append(places)
        return [texts[at] for at in places]

    with Ahead(given, range(len(texts)), "postgres") as ahead:
        return list(ahead)


@needs_fork
def test_a_second_process_reads_what_this_one_would_have_read(forks: list[int]) -> None:
    texts = history(LONG + CHUNK // 2)
    assert readings(texts) == [read_script(text, "postgres") for text in texts]
    assert len(forks) == 1


@needs_fork
def test_a_second_process_that_is_never_behind_reads_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[range] = []
    monkeypatch.setattr(Ahead, "_behind", lambda ahead: False)
    texts = history(LONG)
    assert readings(texts, asked) == [read_script(text, "postgres") for text in texts]
    assert asked == []


@needs_fork
def test_nothing_waits_for_a_second_process_that_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[range] = []
    monkeypatch.setattr(Ahead, "_read_ahead", lambda ahead, sending: signal.pause())
    texts = history(LONG)
    assert readings(texts, asked) == [read_script(text, "postgres") for text in texts]
    assert asked == [range(at, at + CHUNK) for at in range(0, LONG, CHUNK)]


@needs_fork
def test_what_the_other_reads_nobody_reads_again() -> None:
    texts = history(LONG)
    with Ahead(lambda places: [texts[at] for at in places], range(LONG), "postgres") as ahead:
        number = len(ahead._chunks)
        mine = {ahead._free(0) for _ in range(number)} - {None}
        assert ahead._free(0) is None
        while len(ahead._known) + len(mine) < number:
            assert ahead._receive(0)
    assert mine.isdisjoint(ahead._known)


def test_a_short_history_starts_no_process_and_is_asked_for_once(forks: list[int]) -> None:
    asked: list[range] = []
    texts = history(LONG - 1)
    assert len(readings(texts, asked)) == len(texts)
    assert forks == []
    assert asked == [range(LONG - 1)]


@needs_fork
def test_what_a_dead_process_has_not_sent_is_read_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parent, script = os.getpid(), read_script

    def dies(text: str, dialect: object) -> object:
        if os.getpid() != parent:
            if text == texts[CHUNK * 2 + 3]:
                (tmp_path / "died").touch()
                os.kill(os.getpid(), 9)
        elif text == texts[0]:
            raise AssertionError("the second process has sent this")
        return script(text, "postgres")

    monkeypatch.setattr(reading_ahead, "read_script", dies)
    monkeypatch.setattr(Ahead, "_behind", lambda ahead: False)
    texts = history(LONG)
    assert readings(texts) == [script(text, "postgres") for text in texts]
    assert (tmp_path / "died").exists()


@needs_fork
def test_the_second_process_ends_what_it_opened_to_read(tmp_path: Path) -> None:
    texts, parent = history(LONG), os.getpid()

    def rest() -> None:
        (tmp_path / "rested").write_text(str(os.getpid()))

    def given(places: range) -> list[str]:
        return [texts[at] for at in places]

    with Ahead(given, range(LONG), "postgres", rest) as ahead:
        assert len(list(ahead)) == LONG
        os.waitid(os.P_PID, ahead._child, os.WEXITED | os.WNOWAIT)
    assert int((tmp_path / "rested").read_text()) != parent


@needs_fork
def test_the_process_ends_with_the_reading_of_its_answers(forks: list[int]) -> None:
    texts = history(LONG * 3)
    with Ahead(lambda places: [texts[at] for at in places], range(len(texts)), "postgres") as ahead:
        next(iter(ahead))
    with pytest.raises(ProcessLookupError):
        os.kill(forks[0], 0)


def test_nothing_is_forked_where_other_threads_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not reading_ahead._can_fork()
    finally:
        done.set()
        thread.join()
