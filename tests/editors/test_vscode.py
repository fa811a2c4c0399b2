"""The extension for VS Code, as far as it can be looked at without VS Code. `make vscode` packs it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.drizzle.config.files import ENDINGS
from kits import ENVIRONMENT

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "editors" / "vscode"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    return made


def test_it_has_the_version_of_the_suite_and_a_section_for_it(manifest: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert manifest["version"] == project["version"]
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["version"] == project["version"]
    assert f"\n## {project['version']}" in (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_its_readme_names_every_command_and_setting(manifest: dict[str, Any]) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    made = manifest["contributes"]
    for each in made["commands"]:
        assert f"`{each['category']}: {each['title']}`" in readme
    settings = made["configuration"]["properties"]
    assert sorted(re.findall(r"^\| `(forgeMigrations\.[\w.]+)`", readme, re.M)) == sorted(settings)


def test_its_commands_are_none_of_the_servers(manifest: dict[str, Any]) -> None:
    """A client registers the server's by itself, and a name that is taken ends it."""
    source = (ROOT / "hooks/forge_migrations/workflow/editor/server.py").read_text(encoding="utf-8")
    served = set(re.findall(r'= "(forge-?[mM]igrations\.\w+)"', source))
    assert served
    assert served.isdisjoint(each["command"] for each in manifest["contributes"]["commands"])


def test_it_wakes_for_every_ending_of_a_config(manifest: dict[str, Any]) -> None:
    [config] = [each for each in manifest["activationEvents"] if "config" in each]
    endings = re.search(r"\{([\w,]+)\}", config)
    assert endings and sorted(endings[1].split(",")) == sorted(ENDINGS)
    assert all(each.startswith("workspaceContains:") for each in manifest["activationEvents"])


def test_what_it_locks_comes_from_no_other_place_than_npm() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    hosts = {re.sub(r"^(https://[^/]+/).*", r"\1", each.get("resolved", "")) for each in lock["packages"].values()}  # fmt: skip
    assert hosts <= {"", "https://registry.npmjs.org/"}


@pytest.mark.network
def test_its_own_tests_pass() -> None:
    """Mocks of VS Code, a real server: `npm test`."""
    npm = shutil.which("npm", path=ENVIRONMENT.get("PATH"))
    if npm is None or not (FOLDER / "node_modules").is_dir():
        pytest.skip("editors/vscode has no node_modules: make vscode")
    ran = subprocess.run(
        [npm, "test"], cwd=FOLDER, env=ENVIRONMENT, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
