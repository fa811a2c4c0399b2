"""docs/ci.md, followed word for word."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ci.pipelines import ROOT
from ci.pipelines import bash
from ci.pipelines import installed
from forge_migrations.config import Policy
from forge_migrations.workflow import MODULES
from repositories import Repo
from written import history

TEXT = (ROOT / "docs" / "ci.md").read_text()
USERS = 'CREATE TABLE "users" ("id" text PRIMARY KEY);'
DROP = 'DROP TABLE "users";'


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def _environ(tmp_path: Path, **env: str) -> dict[str, str]:
    path = f"{installed(tmp_path / 'bin')}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **env}


def test_the_servers_hook_is_installed_as_written_and_refuses(repo: Repo, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(server)], check=True)
    (server / "hooks").mkdir(exist_ok=True)  # git's own template has it
    repo.commit(history(USERS))
    repo.git("push", "-q", str(server), "main")
    environ = _environ(tmp_path)
    (script,) = _blocks("bash")
    assert bash(script, server, environ)[0] == 0
    repo.commit(history(USERS, DROP))

    ended, words = bash(f"git push {server} main", repo.path, environ)

    assert ended == 1
    assert "drop-table" in words


def test_the_policy_is_one(repo: Repo) -> None:
    (text,) = _blocks("toml")

    policy = Policy.parse(text.encode())

    assert policy.releases("release/2")
    assert policy.get("acknowledge")["drop-table"] == "Reviewed-by"


def test_every_command_exists() -> None:
    called = re.findall(r"forge-migrations ([a-z][a-z-]+)\b(?! \()", "\n".join(_blocks("console")))

    assert called
    assert set(called) <= {*MODULES, "production-push"}


@pytest.mark.parametrize("changed", [True, False])
def test_the_matrix_is_listed_as_written(repo: Repo, tmp_path: Path, changed: bool) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    documents: list[dict[str, Any]] = [yaml.safe_load(block) for block in _blocks("yaml")]
    (workflow,) = [one for one in documents if "projects" in one.get("jobs", {})]
    (step,) = [one for one in workflow["jobs"]["projects"]["steps"] if one.get("id") == "list"]
    repo.commit(history(USERS))
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.commit(history(USERS, DROP) if changed else {"README.md": "words"})
    output = tmp_path / "output"
    environ = _environ(tmp_path, GITHUB_OUTPUT=str(output), GITHUB_BASE_REF="main")

    ended, words = bash(step["run"], repo.path, environ)

    assert ended == 0, words
    said = dict(line.split("=", 1) for line in output.read_text().splitlines())
    projects = [one["project"] for one in json.loads(said["matrix"])["include"]]
    assert projects == (["drizzle.config.ts"] if changed else [])
    assert said["any"] == ("true" if changed else "false")


def test_the_workflows_use_inputs_that_the_action_has() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    used = [
        step.get("with", {})
        for block in _blocks("yaml")
        for job in yaml.safe_load(block).get("jobs", {}).values()
        for step in job.get("steps", ())
        if str(step.get("uses", "")).startswith("forge-migrations/")
    ]

    assert len(used) == 2
    assert all(set(one) <= set(inputs) for one in used)


def test_the_json_is_json() -> None:
    assert len([json.loads(block) for block in _blocks("json")]) == 3


@pytest.mark.parametrize(
    ("listed", "judged", "passes"),
    [
        ("success", "success", True),
        ("success", "skipped", True),
        ("success", "failure", False),
        ("success", "cancelled", False),
        ("failure", "skipped", False),
    ],
)
def test_the_job_to_require_passes_only_when_the_matrix_did(
    tmp_path: Path, listed: str, judged: str, passes: bool
) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    documents: list[dict[str, Any]] = [yaml.safe_load(block) for block in _blocks("yaml")]
    (jobs,) = [one["jobs"] for one in documents if "projects" in one.get("jobs", {})]
    (step,) = jobs["forge-migrations"]["steps"]
    assert jobs["forge-migrations"]["if"] == "always()"

    ended, _words = bash(step["run"], tmp_path, {**os.environ, "LISTED": listed, "JUDGED": judged})

    assert (ended == 0) is passes


def test_a_failed_child_pipeline_fails_its_parent_on_gitlab() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    documents: list[dict[str, Any]] = [yaml.safe_load(block) for block in _blocks("yaml")]
    (jobs,) = [one for one in documents if "judge-projects" in one]

    assert jobs["judge-projects"]["trigger"]["strategy"] == "depend"
    assert jobs["forge-migrations"]["rules"] == [{"when": "never"}]


def test_nx_takes_the_files_of_dependencies_by_a_name() -> None:
    """`^{projectRoot}/**/*` ends every run in "Input is not defined"."""
    (nx,) = [json.loads(block) for block in _blocks("json") if "targetDefaults" in block]
    inputs = nx["targetDefaults"]["migrations"]["inputs"]

    assert [one for one in inputs if str(one).startswith("^")] == ["^default"]
