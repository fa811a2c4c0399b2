from __future__ import annotations

import threading

from forge_migrations.workflow.editor.lanes import Lane


def test_what_is_asked_while_it_works_is_done_once_more() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def work() -> None:
        begun.set()
        go_on.wait(30)
        done.append(1)

    lane = Lane(work, 0.0, "x")
    lane.ask()
    assert begun.wait(30)
    for _ in range(5):
        lane.ask()
    assert lane.asked
    go_on.set()
    assert lane.settled(30)
    assert len(done) == 2
    lane.close()


def test_who_asks_before_it_begins_is_answered_once() -> None:
    done = []
    lane = Lane(lambda: done.append(1), 0.2, "x")
    for _ in range(5):
        lane.ask()
    assert lane.settled(30)
    assert done == [1]
    lane.ask(at_once=True)
    assert lane.settled(30)
    assert done == [1, 1]
    lane.close()


def test_a_closed_lane_begins_nothing_and_nobody_waits_for_it() -> None:
    done = []
    lane = Lane(lambda: done.append(1), 60.0, "x")
    lane.ask()
    assert not lane.settled(0.0)
    lane.close()
    assert lane.settled(30)
    assert done == []


def test_work_that_breaks_is_said_and_the_next_is_done(capfd) -> None:
    done = []

    def work() -> None:
        done.append(1)
        raise ZeroDivisionError

    lane = Lane(work, 0.0, "x")
    for _ in range(2):
        lane.ask()
        assert lane.settled(30)
    assert done == [1, 1]
    assert "ZeroDivisionError" in capfd.readouterr().err
    lane.close()
