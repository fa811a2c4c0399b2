"""Every test has its own home, its own git configuration and its own cache."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings

from forge_migrations.change.agents import VARIABLES
from kits import kit1 as kit1
from kits import kit31 as kit31
from repositories import Repo

# A machine with much to do is no fault of a test: nothing here asserts a time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A shell's background job ignores Ctrl-C, and so would every command that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the person's configuration, writes to their home, or sees an outer commit; what is
    printed stands in whole lines, but for the tests of how lines are broken."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITHEAD_", "PRE_COMMIT", "FORGE_")) or name in VARIABLES:
            monkeypatch.delenv(name)
    # What is done in CI only (deepening a shallow clone) is asked for by the test that means it.
    monkeypatch.delenv("CI", raising=False)
    home = tmp_path_factory.mktemp("home")
    for name, value in {
        "HOME": str(home),
        "USERPROFILE": str(home),  # Windows'
        "COLUMNS": "1000",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "FORGE_CACHE": str(home / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TEMPLATE_DIR": "",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """An empty repository on `main`, which is the working directory."""
    made = Repo(tmp_path / "repo")
    monkeypatch.chdir(made.path)
    return made
