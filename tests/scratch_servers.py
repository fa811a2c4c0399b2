"""Scratch servers: one of each engine for a worker's whole session, as fixtures to import."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from kits import CACHE


@pytest.fixture(scope="session")
def scratch_cache() -> Iterator[str]:
    """The tests' own cache for data folders, kept from run to run: `initdb` takes a second."""
    folder = os.path.join(CACHE, "scratch-cache")
    os.makedirs(folder, exist_ok=True)
    yield folder


@pytest.fixture(autouse=True)
def shared_scratch_cache(
    isolated: None, monkeypatch: pytest.MonkeyPatch, scratch_cache: str
) -> None:
    """Data folders come from the tests' own cache, not from each test's empty one."""
    monkeypatch.setenv("FORGE_CACHE", scratch_cache)


@pytest.fixture(scope="session")
def postgres(scratch_cache: str) -> Iterator[Postgres]:
    """A running PostgreSQL; each test makes databases of its own in it."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    with _cache(scratch_cache):
        server = Postgres(binaries)
        server.wait()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mysql(scratch_cache: str) -> Iterator[Mysql]:
    """A running MariaDB or MySQL; each test makes databases of its own in it."""
    binaries = find_mysql()
    if binaries is None:
        pytest.skip("no MySQL or MariaDB server binaries are installed")
    with _cache(scratch_cache):
        server = Mysql(binaries)
        server.wait()
    yield server
    server.stop()


@contextmanager
def _cache(folder: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORGE_CACHE", folder)
        yield
