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

from kits import CACHE
from kits import ENVIRONMENT
from kits import alone
from repositories import Repo

ROOT = Path(__file__).parents[2]
VERSION = "0.1.0"

pytestmark = pytest.mark.network


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
