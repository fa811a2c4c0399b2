"""The npm packages, built for this platform and installed from their tarballs, without any Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from kits import ENVIRONMENT
from npm_tarballs import tarballs as tarballs
from repositories import Repo

VERSION = "0.1.0"

pytestmark = pytest.mark.network


@pytest.fixture
def app(tarballs: list[Path], repo: Repo) -> Repo:
    """A repository whose node_modules npm filled from the tarballs."""
    repo.commit({"package.json": '{"private": true}', ".gitignore": "node_modules\n"})
    subprocess.run(
        ["npm", "install", "--silent", "--save-dev", "--offline", "--ignore-scripts", *tarballs],
        cwd=repo.path,
        env=ENVIRONMENT,
        check=True,
    )
    return repo


def bare_path(tmp_path: Path, *tools: str) -> dict[str, str]:
    """An environment with these tools on its PATH and no other: no Python above all."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in tools:
        found = shutil.which(tool, path=ENVIRONMENT["PATH"])
        assert found, tool
        (folder / tool).symlink_to(found)
    return {"PATH": str(folder), "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": os.devnull}


def test_the_command_runs_with_node_and_git_alone(app: Repo, tmp_path: Path) -> None:
    ran = subprocess.run(
        [app.path / "node_modules/.bin/forge-migrations", "--version"],
        cwd=app.path,
        env=bare_path(tmp_path, "node", "env", "git"),
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"forge-migrations {VERSION}\n", "")


def test_the_hooks_script_refuses_a_bad_commit_without_python(app: Repo, tmp_path: Path) -> None:
    app.commit(
        {
            "drizzle.config.ts": "export default { dialect: 'postgresql', schema: './s.ts', out: './drizzle' }",
            "s.ts": "export const s = 1",
        }
    )
    app.git("config", "user.name", "A")
    app.git("config", "user.email", "a@example.com")
    hook = app.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nsh node_modules/forge-migrations/hook.sh destructive-sql\n")
    hook.chmod(0o755)
    entry = {
        "idx": 0,
        "version": "7",
        "when": 1_700_000_000_000,
        "tag": "0000_x",
        "breakpoints": True,
    }
    journal = {"version": "7", "dialect": "postgresql", "entries": [entry]}
    app.stage(
        {
            "drizzle/meta/_journal.json": json.dumps(journal),
            "drizzle/0000_x.sql": "DROP SCHEMA app CASCADE;",
        }
    )
    ran = subprocess.run(
        ["git", "commit", "-m", "bad"],
        cwd=app.path,
        env=bare_path(tmp_path, "sh", "git"),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert "drizzle/0000_x.sql:1: drop-schema" in ran.stdout + ran.stderr


def test_the_hooks_script_finds_the_runtime_behind_the_links_of_pnpm(
    app: Repo, tmp_path: Path
) -> None:
    """Where node_modules has links alone, a path through them has another parent than it says."""
    modules = app.path / "node_modules"
    store = modules / ".pnpm/forge-migrations@0.1.0/node_modules"
    store.mkdir(parents=True)
    for name in ("forge-migrations", "@forge-migrations"):
        (modules / name).rename(store / name)
    (modules / "forge-migrations").symlink_to(store / "forge-migrations")
    said = hook_says(app, "node_modules/forge-migrations/hook.sh", tmp_path)
    assert said == f"forge-migrations {VERSION}\n"


def test_the_hooks_script_finds_the_runtime_in_the_folders_of_plug_n_play(
    app: Repo, tmp_path: Path
) -> None:
    unplugged = app.path / ".yarn/unplugged"
    own = unplugged / "@forge-migrations-linux-npm-0.1.0-1/node_modules/@forge-migrations"
    main = unplugged / "forge-migrations-npm-0.1.0-2/node_modules/forge-migrations"
    for name, folder in (("@forge-migrations", own), ("forge-migrations", main)):
        folder.parent.mkdir(parents=True)
        (app.path / "node_modules" / name).rename(folder)
    said = hook_says(app, str((main / "hook.sh").relative_to(app.path)), tmp_path)
    assert said == f"forge-migrations {VERSION}\n"


def hook_says(app: Repo, script: str, tmp_path: Path) -> str:
    """The version that a hook's script prints where there is neither Node nor Python."""
    command = ["sh", script, "--version"]
    env = bare_path(tmp_path, "sh", "git")
    return subprocess.run(command, cwd=app.path, env=env, capture_output=True, text=True).stdout


def test_a_missing_runtime_is_said_with_what_installs_it(app: Repo) -> None:
    shutil.rmtree(app.path / "node_modules/@forge-migrations")
    for command in (
        [str(app.path / "node_modules/.bin/forge-migrations")],
        ["sh", "node_modules/forge-migrations/hook.sh"],
    ):
        ran = subprocess.run(command, cwd=app.path, env=ENVIRONMENT, capture_output=True, text=True)
        assert ran.returncode == 3
        assert "npm install --include=optional" in ran.stderr


def test_every_module_can_be_imported_in_the_runtime(app: Repo) -> None:
    """A part of the standard library that is left out is missed by nothing."""
    code = (
        "import importlib, pkgutil, forge_migrations as f\n"
        "for one in pkgutil.walk_packages(f.__path__, 'forge_migrations.'):\n"
        "    one.name.endswith('__main__') or importlib.import_module(one.name)\n"
        "import psycopg, pymysql, sqlite3, ssl, sqlglot.optimizer.simplify, git, tree_sitter_typescript\n"
        "import sqlalchemy.dialects.postgresql.psycopg, sqlalchemy.dialects.mysql.pymysql\n"
        "import sqlalchemy.dialects.sqlite.pysqlite, importlib.metadata, unicodedata, dotenv\n"
    )
    [python] = app.path.glob("node_modules/@forge-migrations/*/bin/python")
    ran = subprocess.run(
        [python, "-I", "-S", "-W", "ignore", "-c", code], env={}, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_platforms_package_is_for_this_platform_and_holds_no_source(
    tarballs: list[Path],
) -> None:
    [main, own] = sorted(tarballs, key=lambda path: path.stat().st_size)
    with tarfile.open(own) as archive:
        names = archive.getnames()
        package = json.loads(archive.extractfile("package/package.json").read())  # type: ignore[union-attr]
    with tarfile.open(main) as archive:
        wanted = json.loads(archive.extractfile("package/package.json").read())  # type: ignore[union-attr]

    assert package["os"] == [sys.platform]
    assert wanted["optionalDependencies"][package["name"]] == package["version"] == VERSION
    assert not [name for name in names if name.endswith(".py") and "/rules/examples/" not in name]
