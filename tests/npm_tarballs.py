"""The npm packages of this checkout, for the tests that install them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kits import CACHE
from kits import ENVIRONMENT
from kits import alone

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def tarballs() -> list[Path]:
    """The packages of this checkout as it stands, built once for all workers of one run."""
    for tool in ("npm", "node") + (("strip",) if sys.platform == "linux" else ()):
        if shutil.which(tool, path=ENVIRONMENT.get("PATH")) is None:
            pytest.skip(f"{tool} is not installed")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(CACHE) / "npm-packages" / run
    with alone(f"{folder}.lock"):
        if not (folder / "built").exists():
            for old in folder.parent.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
                elif old.stem != run:
                    old.unlink()
            env = {**ENVIRONMENT, "PATH": f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"}
            command = [sys.executable, "-m", "npm.build", "--target", str(folder)]
            ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
            assert ran.returncode == 0, ran.stderr
            (folder / "built").touch()
    return sorted(folder.glob("*.tgz"))
