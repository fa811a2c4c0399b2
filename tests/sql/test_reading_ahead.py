from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.sql import reading_ahead
from forge_migrations.sql.read import read_script
from forge_migrations.sql.reading_ahead import CHUNK
from forge_migrations.sql.reading_ahead import LONG
from forge_migrations.sql.reading_ahead import readings

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


@needs_fork
def test_a_second_process_reads_what_this_one_would_have_read(forks: list[int]) -> None:
    texts = history(LONG + CHUNK // 2)
    assert list(readings(texts, "postgres")) == [read_script(text, "postgres") for text in texts]
    assert len(forks) == 1


def test_a_short_history_starts_no_process(forks: list[int]) -> None:
    texts = history(LONG - 1)
    assert len(list(readings(texts, "postgres"))) == len(texts)
    assert forks == []


@needs_fork
def test_what_a_dead_process_has_not_sent_is_read_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parent, script = os.getpid(), read_script

    def dies(text: str, dialect: object) -> object:
        if os.getpid() != parent and text == texts[CHUNK * 2 + 3]:
            (tmp_path / "died").touch()
            os.kill(os.getpid(), 9)
        return script(text, "postgres")

    monkeypatch.setattr(reading_ahead, "read_script", dies)
    texts = history(LONG)
    assert list(readings(texts, "postgres")) == [script(text, "postgres") for text in texts]
    assert (tmp_path / "died").exists()


@needs_fork
def test_the_process_ends_with_the_reading_of_its_answers(forks: list[int]) -> None:
    some = readings(history(LONG * 3), "postgres")
    next(some)
    del some
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
