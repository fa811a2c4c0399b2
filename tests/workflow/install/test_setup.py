from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.folders import template_root
from forge_migrations.database.postgres.pglite import own_folder
from forge_migrations.drizzle.kit.locked import own_copy
from forge_migrations.workflow.install.setup import PGLITE
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


@pytest.mark.parametrize(
    ("manifest", "lockfile", "command"),
    [
        ({"drizzle-kit": "*", "drizzle-orm": "latest"}, "package-lock.json", "npm install"),
        ({"drizzle-kit": "catalog:", "drizzle-orm": "catalog:"}, "pnpm-lock.yaml", "pnpm install"),
        ({"drizzle-kit": "0.31.11", "drizzle-orm": "x"}, "yarn.lock", "yarn install"),
    ],
)
def test_a_manifest_that_names_no_version_is_told_what_installs_one(
    repo: Repo, capsys: Capture, manifest: dict[str, str], lockfile: str, command: str
) -> None:
    config = {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}
    package = {"devDependencies": manifest}
    repo.commit(
        {"drizzle.config.json": config, "s.ts": "", "package.json": package, lockfile: "{}"}
    )
    assert main(["setup"]) == 3
    said = capsys.readouterr().err
    assert "without a version, and no lockfile says which one" in said
    assert said.endswith(f"fix: run: {command}\n")


def test_a_linked_work_tree_uses_the_main_ones_and_what_is_printed_there_works(
    repo: Repo, kit31: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["generate"]) == 0
    repo.commit()
    linked = repo.path.parent / "linked"
    repo.git("worktree", "add", "--quiet", "--detach", str(linked))
    monkeypatch.chdir(linked)
    assert main(["setup"]) == 0
    assert os.path.join(repo.path, "node_modules", "drizzle-kit") in capsys.readouterr().out

    there = Repo.__new__(Repo)
    there.path = linked
    there.stage({"schema.ts": users("name", "born")})
    assert main([]) == 1
    said = capsys.readouterr().out
    assert "fix: run: forge-migrations generate && git add drizzle\n" in said

    assert main(["generate"]) == 0
    there.stage()
    assert main(["stale-migrations"]) == 0


def test_a_linked_work_tree_of_a_bare_repository_says_what_installs_them(
    repo: Repo, kit31: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(repo, kit31, users("name"))
    repo.commit()
    bare, linked = repo.path.parent / "bare.git", repo.path.parent / "linked"
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(bare))
    repo.git("-C", str(bare), "worktree", "add", "--quiet", "--detach", str(linked))
    monkeypatch.chdir(linked)
    main(["doctor"])
    assert "drizzle-kit is not installed here" in capsys.readouterr().out
