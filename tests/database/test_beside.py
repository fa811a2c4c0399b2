"""Work beside other work: its result, its error, and its end."""

from __future__ import annotations

import threading

import pytest

from forge_migrations.database.beside import Beside


@pytest.mark.parametrize("concurrent", [True, False])
def test_its_result_is_given_and_its_error_raised(concurrent: bool) -> None:
    with Beside(lambda: 7, concurrent) as beside:
        assert beside.result() == 7

    def fails() -> int:
        raise ValueError("no")

    with Beside(fails, concurrent) as failing, pytest.raises(ValueError, match="no"):
        failing.result()


def test_it_is_not_left_running_when_the_other_work_fails() -> None:
    go, ended = threading.Event(), []

    def slow() -> None:
        go.wait(5)
        ended.append(True)

    with pytest.raises(KeyError), Beside(slow, concurrent=True):
        go.set()
        raise KeyError
    assert ended == [True]
