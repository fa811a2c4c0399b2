"""What every scratch server of our own does with its folder, without a server in it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from forge_migrations.database.folders import unpack_template
from forge_migrations.database.own_server import OwnServer
from forge_migrations.findings import Undecided


class Idle(OwnServer):
    """Makes a data folder and starts nothing."""

    def __init__(self, template_name: str | None = None, error: Exception | None = None) -> None:
        self.error = error
        self.began: list[str] = []
        super().__init__(signal.SIGKILL, template_name, "scratch Idle")

    def _begin(self, kept: str | None) -> None:
        self.began.append(self._folder.path)
        if self.error:
            raise self.error
        if kept is not None:
            unpack_template(kept, self._data)
        else:
            os.mkdir(self._data)

    def save(self, name: str, told: str) -> None:
        self._keep(name, told)

    def stop(self) -> None:
        self._process.stop()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path))


def test_a_kept_data_folder_is_started_from_with_what_was_told_of_it() -> None:
    first = Idle("history")
    assert not first.from_template
    first.save("history", "4 rows")
    first.stop()
    second = Idle("history")
    assert second.from_template
    assert second.told == "4 rows"
    second.stop()
    assert not os.path.exists(second.began[0])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError("disk full"), "no scratch Idle: disk full"),
        (Undecided("it died"), "it died"),
    ],
)
def test_what_can_not_start_leaves_no_folder(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []
    begin = Idle._begin

    def noted(self: Idle, kept: str | None) -> None:
        began.append(self._folder.path)
        begin(self, kept)

    monkeypatch.setattr(Idle, "_begin", noted)
    with pytest.raises(Undecided, match=told):
        Idle(error=error)
    assert began
    assert not os.path.exists(began[0])
