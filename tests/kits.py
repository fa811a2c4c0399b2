"""Real drizzle-kits for the tests, installed from npm once and shared by all runs and workers.

Take `kit31` or `kit1` as a fixture for a folder whose `node_modules` holds drizzle-kit and
drizzle-orm, or ask `installed(...)` for other packages. Nothing here writes into a project: a test
links to what it needs (`link_node_modules`). Where npm is missing, the test is skipped and says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import platformdirs
import pytest

from forge_migrations.findings import Undecided
from forge_migrations.system.locks import FileLock
from forge_migrations.workflow.install.node_tools import environment_with_node

KIT_31 = ("drizzle-kit@0.31.11", "drizzle-orm@0.45.4")
KIT_1 = ("drizzle-kit@1.0.0-rc.5", "drizzle-orm@1.0.0-rc.5")

# As it was before a fixture moved HOME away: npm reads its configuration there.
ENVIRONMENT = dict(os.environ)
CACHE = os.environ.get("FORGE_TEST_CACHE") or platformdirs.user_cache_dir(
    "forge-migrations-tests", appauthor=False
)


def installed(*packages: str) -> str:
    """A folder whose `node_modules` holds these `name@exact-version`; read-only to tests.

    Installed at the first call on a machine, about ten seconds; a file lock lets one worker install
    while the others wait. Skips the test where npm is missing or can't reach its registry.
    """
    _have_node()
    npm = shutil.which("npm", path=ENVIRONMENT.get("PATH"))
    if npm is None or shutil.which("node", path=ENVIRONMENT.get("PATH")) is None:
        pytest.skip("npm is not installed")
    name = hashlib.sha1(" ".join(sorted(packages)).encode()).hexdigest()[:12]
    folder = os.path.join(CACHE, "npm", name)
    with alone(folder + ".lock"):
        if not os.path.exists(os.path.join(folder, "installed")):
            _install(npm, folder, packages)
    return folder


def _have_node() -> None:
    """Where Node is missing, the one from PyPI serves: for npm here and for the test's own calls."""
    if shutil.which("node", path=ENVIRONMENT.get("PATH")):
        return
    try:
        found = environment_with_node(os.path.join(CACHE, "node"))
    except Undecided as error:
        pytest.skip(str(error))
    ENVIRONMENT["PATH"] = os.environ["PATH"] = found["PATH"]


def _install(npm: str, folder: str, packages: tuple[str, ...]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "package.json"), "w") as file:
        json.dump({"name": "kits", "private": True}, file)
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", *packages],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    if done.returncode:
        pytest.skip(f"npm could not install {' '.join(packages)}: {done.stderr.strip()[-300:]}")
    with open(os.path.join(folder, "installed"), "w") as file:
        file.write("\n".join(packages) + "\n")


@contextmanager
def alone(path: str) -> Iterator[None]:
    """Hold the lock that this file is: one worker at a time."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    lock = FileLock(path)
    while not lock.take():
        time.sleep(0.05)
    try:
        yield
    finally:
        lock.close()


def link_node_modules(kit: str, folder: str | os.PathLike[str]) -> None:
    """Let `folder` use the kit's packages: a link named `node_modules`."""
    os.symlink(os.path.join(kit, "node_modules"), os.path.join(folder, "node_modules"))


@pytest.fixture(scope="session")
def kit31() -> str:
    """A folder with drizzle-kit 0.31 and drizzle-orm 0.45 in its `node_modules`."""
    return installed(*KIT_31)


@pytest.fixture(scope="session")
def kit1() -> str:
    """A folder with drizzle-kit 1.0 (rc) and its drizzle-orm in its `node_modules`."""
    return installed(*KIT_1)
