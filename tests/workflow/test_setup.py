from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.folders import template_root
from forge_migrations.database.pglite import own_folder
from forge_migrations.drizzle.locked import own_copy
from forge_migrations.workflow.setup import PGLITE
from kits import KIT_31
from kits import installed
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

Capture = pytest.CaptureFixture[str]
VERSIONS = [package.rpartition("@")[2] for package in KIT_31]


@pytest.fixture
def bare(repo: Repo, kit31: str) -> Repo:
    """A project whose packages aren't installed."""
    lay_out(repo, kit31, users("name"))
    (repo.path / "node_modules").unlink()
    kit, orm = VERSIONS
    repo.commit({"package.json": {"dependencies": {"drizzle-kit": kit, "drizzle-orm": f"^{orm}"}}})
    return repo


@pytest.mark.network
def test_what_is_missing_is_installed_into_the_cache_and_found_there(
    bare: Repo, capsys: Capture
) -> None:
    assert main(["doctor"]) == 3
    assert "forge-migrations setup" in capsys.readouterr().out
    assert main(["setup"]) == 0
    assert os.path.isdir(os.path.join(own_copy(*VERSIONS), "node_modules", "drizzle-orm"))
    assert bare.git("status", "--short") == ""
    capsys.readouterr()
    assert main(["setup"]) == 0
    assert own_copy(*VERSIONS) in capsys.readouterr().out
    main(["doctor"])
    assert f"drizzle-kit  {VERSIONS[0]}, drizzle-orm {VERSIONS[1]}" in capsys.readouterr().out


@pytest.mark.network
def test_a_project_that_has_its_packages_gets_nothing(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["setup"]) == 0
    assert str(repo.path) in capsys.readouterr().out
    assert not os.path.isdir(os.path.dirname(own_copy(*VERSIONS)))


@pytest.mark.network
def test_pglites_empty_database_is_made_with_it(
    repo: Repo, kit31: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path / "cache"))
    lay_out(repo, kit31, users("name"))
    os.makedirs(own_folder())
    os.symlink(
        os.path.join(installed(*PGLITE), "node_modules"), os.path.join(own_folder(), "node_modules")
    )
    assert main(["setup", "--pglite"]) == 0
    assert [name.partition("-")[0] for name in os.listdir(template_root())] == ["pglite"]


def test_a_project_that_names_no_version_is_told(repo: Repo, capsys: Capture) -> None:
    repo.commit(
        {
            "drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"},
            "s.ts": "",
            "package.json": {"name": "p"},
        }
    )
    assert main(["setup"]) == 3
    assert "npm install --save-dev drizzle-kit drizzle-orm" in capsys.readouterr().err
