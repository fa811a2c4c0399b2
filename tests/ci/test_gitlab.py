"""The GitLab template, its script run from ci/gitlab.yml as a runner runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from ci.pipelines import ROOT
from ci.pipelines import bash
from ci.pipelines import installed
from repositories import Repo
from written import history
from written import with_table

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

USERS = 'CREATE TABLE "users" ("id" text PRIMARY KEY);'
TEAMS = 'CREATE TABLE "teams" ("id" text PRIMARY KEY);'
DROP = 'DROP TABLE "users";'
GIT_ONLY = {
    ".forge-migrations.toml": '[checks]\nstale-migrations = "off"\nschema-changes = "off"\n'
    'rehearsal = "off"\n'
}


@pytest.fixture
def job() -> dict[str, Any]:
    """The job with what it extends."""
    loaded = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())
    own: dict[str, Any] = loaded["forge-migrations"]
    return {**loaded[own.pop("extends")], **own}


def _clone(repo: Repo, path: Path, base: str) -> dict[str, str]:
    """As a runner leaves it: depth 50, detached, the branch alone."""
    subprocess.run(
        ["git", "clone", "-q", "--depth=2", "--branch=feature", repo.path.as_uri(), str(path)],
        check=True,
        capture_output=True,
    )
    return {
        **os.environ,
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": str(path),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_BEFORE_SHA": "0" * 40,
    }


def _feature(repo: Repo, sql: str) -> str:
    base = repo.commit({**history(USERS), **GIT_ONLY})
    repo.git("checkout", "-q", "-b", "feature")
    for number in range(3):
        repo.commit({"README.md": str(number)})
    files = history(USERS, sql)
    repo.commit(with_table(files, 1, "teams") if sql == TEAMS else files)
    repo.git("checkout", "-q", "main")
    return base


@pytest.mark.parametrize(("sql", "code"), [(TEAMS, 0), (DROP, 1)])
def test_the_jobs_script_ends_with_the_codes_and_writes_the_reports(
    repo: Repo, tmp_path: Path, job: Any, sql: str, code: int
) -> None:
    work = tmp_path / "work"
    environ = _clone(repo, work, _feature(repo, sql)) | {
        "PATH": f"{installed(tmp_path / 'bin')}:{os.environ['PATH']}"
    }

    ended, words = bash("\n".join(job["script"]), work, environ)

    assert ended == code, words
    reports = job["artifacts"]["reports"]
    found = json.loads((work / reports["codequality"]).read_text())
    assert [one["check_name"] for one in found] == (["drop-table"] if code else [])
    assert "<testsuite" in (work / reports["junit"]).read_text()
    assert (work / job["artifacts"]["paths"][0]).read_text().startswith("### forge-migrations")


def test_the_recipe_for_a_shell_ends_with_the_codes_and_writes_the_reports(
    repo: Repo, tmp_path: Path
) -> None:
    work, home = tmp_path / "work", tmp_path / "home"
    environ = _clone(repo, work, _feature(repo, DROP))
    environ |= {"FORGE_HOME": str(home), "FORGE_VERSION": "0.1.0", "FORGE_SETUP": "false"}
    installed(_venv(home, "0.1.0") / "bin")

    ended, words = bash(f'"{ROOT}/ci/check.sh"', work, environ)

    assert ended == 1, words
    assert "drizzle/0001_m1.sql:1: drop-table" in words
    assert {path.name for path in (home / "reports").iterdir()} == {
        "junit.xml", "forge.sarif", "summary.md",
    }  # fmt: skip


def _venv(home: Path, version: str) -> Path:
    package = f"forge-migrations=={version}"
    told = subprocess.run(["cksum"], input=package.encode(), capture_output=True, check=True)
    return home / f"venv-{told.stdout.split()[0].decode()}"


def test_the_recipe_does_not_run_the_version_that_was_pinned_before(
    repo: Repo, tmp_path: Path
) -> None:
    work, home, python = tmp_path / "work", tmp_path / "home", tmp_path / "python"
    environ = _clone(repo, work, _feature(repo, DROP))
    installed(_venv(home, "0.1.0") / "bin")
    python.write_text('#!/bin/sh\necho "makes $3"\nexit 7\n')
    python.chmod(0o755)
    environ |= {"FORGE_HOME": str(home), "FORGE_VERSION": "0.2.0", "PYTHON": str(python)}

    ended, words = bash(f'"{ROOT}/ci/check.sh"', work, environ)

    assert (ended, words.strip()) == (7, f"makes {_venv(home, '0.2.0')}")


def test_the_recipe_wants_a_version(tmp_path: Path, repo: Repo) -> None:
    environ = {**os.environ, "FORGE_HOME": str(tmp_path / "home")}

    ended, words = bash(f'"{ROOT}/ci/check.sh"', repo.path, environ)

    assert ended != 0
    assert "FORGE_VERSION=0.1.0" in words


@pytest.mark.network
def test_the_job_installs_a_pinned_version_first(repo: Repo, tmp_path: Path, job: Any) -> None:
    work = tmp_path / "work"
    environ = _clone(repo, work, _feature(repo, DROP))
    wheels = tmp_path / "wheels"
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(wheels),
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode or shutil.which("python3") is None:
        pytest.skip(f"no wheel can be built here: {built.stderr[-200:]}")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    variables = {name: str(value) for name, value in job["variables"].items()}
    environ |= {
        **{name: value.replace("$CI_PROJECT_DIR", str(work)) for name, value in variables.items()},
        "FORGE_HOME": str(tmp_path / "venv"),
        "FORGE_SETUP": "false",
        "PIP_FIND_LINKS": str(wheels),
        # The dependencies are installed by the Action's test; here they are this Python's own.
        "PIP_NO_DEPS": "1",
        # The environment of the tests may hold this package already; the job's is to have its own.
        "PIP_IGNORE_INSTALLED": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
    }

    ended, words = bash("\n".join([*job["before_script"], *job["script"]]), work, environ)

    assert ended == 1, words
    assert "drop-table" in words
