"""The manifest, the table of checks, the docstrings and the README say the same."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from forge_migrations import __version__
from forge_migrations.checks import CHECKS
from forge_migrations.config import KEYS
from forge_migrations.config import Policy

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
MANIFEST = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STAGES = ["pre-commit", "pre-merge-commit", "pre-push", "manual"]


def test_every_check_is_a_hook_and_the_umbrella_is_one_more() -> None:
    assert MANIFEST[0]["id"] == "forge-migrations"
    assert {hook["id"] for hook in MANIFEST[1:]} == {f"forge-{name}" for name in CHECKS}


@pytest.mark.parametrize("hook", MANIFEST, ids=lambda hook: str(hook["id"]))
def test_a_hook_runs_on_every_commit_and_takes_no_file_names(hook: dict[str, object]) -> None:
    name = str(hook["id"]).removeprefix("forge-")
    expected = "forge-migrations" if name == "migrations" else f"forge-migrations {name}"

    assert hook["entry"] == expected
    assert (hook["always_run"], hook["pass_filenames"], hook["require_serial"]) == (
        True,
        False,
        True,
    )
    assert hook["stages"] == (["pre-push", "manual"] if name == "rehearsal" else STAGES)
    assert ("verbose" in hook) == (name == "schema-changes")


@pytest.mark.parametrize("name", CHECKS)
def test_a_checks_docstring_is_its_description(name: str) -> None:
    described = {hook["id"]: hook["description"] for hook in MANIFEST}
    module = import_module(f"forge_migrations.checks.{CHECKS[name]}")

    assert (module.__doc__ or "").splitlines()[0] == described[f"forge-{name}"]


@pytest.mark.parametrize("hook", MANIFEST, ids=lambda hook: str(hook["id"]))
def test_the_readme_names_every_hook(hook: dict[str, object]) -> None:
    assert f"| `{hook['id']}` |" in README


def test_the_yaml_to_copy_stands_on_the_first_screen_with_the_current_version() -> None:
    lines = README.splitlines()
    at = next(n for n, line in enumerate(lines) if "rev:" in line)

    assert at < 25
    assert lines[at].split() == ["rev:", f"v{__version__}"]


def test_the_version_stands_in_one_place_for_python_and_one_for_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == __version__


def test_the_documented_configuration_is_one_that_the_policy_takes() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL)
    whole = next(block for block in blocks if "scratch_url" in block)

    assert set(Policy.parse(whole.encode()).values) <= set(KEYS)
