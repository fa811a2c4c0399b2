"""The GitHub Action, run step by step from action.yml on real checkouts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ci.pipelines import ROOT
from ci.pipelines import Composite
from ci.pipelines import Ran
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
def origin(repo: Repo) -> Repo:
    """What the checkouts come from: `main` with one migration."""
    for number in range(3):
        repo.git("commit", "-q", "--allow-empty", "-m", f"c{number}")
    repo.commit({**history(USERS), **GIT_ONLY})
    return repo


@pytest.fixture
def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return loaded


def _checkout(origin: Repo, path: Path, ref: str, depth: int = 1) -> Repo:
    """As actions/checkout leaves it: one commit, detached, no other ref."""
    work = Repo(path)
    work.git("remote", "add", "origin", origin.path.as_uri())
    work.git(
        "fetch", "-q", "--no-tags", f"--depth={depth}", "origin", f"+{ref}:refs/remotes/{ref[5:]}"
    )
    work.git("checkout", "-q", "--detach", f"refs/remotes/{ref[5:]}")
    return work


def _request(origin: Repo, *sqls: str, target: str = "main") -> None:
    """A pull request that brings these migrations, and its merge commit as GitHub makes it."""
    origin.git("checkout", "-q", "-b", "feature", target)
    files = history(*sqls)
    origin.commit(with_table(files, len(sqls) - 1, "teams") if TEAMS in sqls else files)
    origin.git("checkout", "-q", target)
    origin.commit({"README.md": "main went on"})
    origin.git("checkout", "-q", "--detach", target)
    origin.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    origin.git("update-ref", "refs/pull/7/merge", "HEAD")
    origin.git("checkout", "-q", target)


def _run(action: dict[str, Any], work: Repo, tmp_path: Path, *, event: str = "pull_request",
         inputs: dict[str, str] | None = None, payload: dict[str, Any] | None = None, **env: str) -> Ran:  # fmt: skip
    temp = tmp_path / "runner"
    composite = Composite(action, work.path, temp)
    path = installed(temp / "forge-migrations" / "bin")
    contexts = {
        "github": {
            "event_name": event,
            "base_ref": "main" if event.startswith("pull_request") else "",
            "event": payload or {},
            "token": "secret",
        },
        "inputs": {"setup": "false", **(inputs or {})},
    }
    import os

    env = {"PATH": f"{path}:{os.environ['PATH']}", **env}
    os.environ["PATH"], before = env["PATH"], os.environ["PATH"]
    try:
        return composite.run(contexts, skip=("Install forge-migrations",), **env)
    finally:
        os.environ["PATH"] = before


def test_a_healthy_pull_request_passes(origin: Repo, action: Any, tmp_path: Path) -> None:
    _request(origin, USERS, TEAMS)
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")

    ran = _run(action, work, tmp_path)

    assert ran.code == 0, ran.words
    assert ran.summary.startswith("### forge-migrations: clean\n")
    assert ran.steps == ("Find the range", "Judge", "Say the outcome")


def test_a_pull_request_that_loses_data_fails_with_1_at_its_lines(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    _request(origin, USERS, DROP)
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")

    ran = _run(action, work, tmp_path)

    assert ran.code == 1
    assert "::error file=drizzle/0001_m1.sql,line=1,col=1,title=drop-table::" in ran.words
    assert "[drop-table](" in ran.summary
    sarif = json.loads(Path(ran.outputs["sarif"]).read_text())
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]][:1] == ["drop-table"]


def test_an_edit_of_what_the_target_has_released_fails_in_a_shallow_checkout(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    _request(origin, TEAMS)
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")

    ran = _run(action, work, tmp_path)

    assert ran.code == 1
    assert "title=released-edited" in ran.words


def test_a_merge_queue_is_judged_from_its_base(origin: Repo, action: Any, tmp_path: Path) -> None:
    base = origin.git("rev-parse", "main")
    _request(origin, USERS, DROP)
    queue = "refs/heads/gh-readonly-queue/main/pr-7-" + base
    origin.git("update-ref", queue, "refs/pull/7/merge")
    work = _checkout(origin, tmp_path / "work", queue)

    ran = _run(
        action, work, tmp_path, event="merge_group", payload={"merge_group": {"base_sha": base}}
    )

    assert ran.code == 1
    assert "title=drop-table" in ran.words


def test_a_push_is_judged_from_what_was_there_before(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    before = origin.git("rev-parse", "main")
    origin.commit({"README.md": "words"})
    origin.commit(history(USERS, DROP))
    work = _checkout(origin, tmp_path / "work", "refs/heads/main")

    ran = _run(action, work, tmp_path, event="push", payload={"before": before})

    assert ran.code == 1
    assert "title=drop-table" in ran.words


@pytest.mark.parametrize("before", ["0" * 40, "1" * 40])
def test_a_new_or_rewritten_branch_is_judged_from_the_default_branch(
    origin: Repo, action: Any, tmp_path: Path, before: str
) -> None:
    origin.git("checkout", "-q", "-b", "feature")
    origin.commit(history(USERS, DROP))
    origin.git("checkout", "-q", "main")
    work = _checkout(origin, tmp_path / "work", "refs/heads/feature")

    ran = _run(action, work, tmp_path, event="push", payload={"before": before})

    assert ran.code == 1, ran.words
    assert ran.words.count("::error") == 1


def test_a_run_by_hand_judges_everything(origin: Repo, action: Any, tmp_path: Path) -> None:
    origin.commit(history(USERS, DROP) | {"drizzle/0002_lost.sql": "SELECT 1;"})
    work = _checkout(origin, tmp_path / "work", "refs/heads/main")
    ran = _run(action, work, tmp_path, event="workflow_dispatch")

    assert ran.code == 1
    assert "title=orphan-sql" in ran.words


def test_a_forks_code_is_not_run_with_the_targets_secrets(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    work = _checkout(origin, tmp_path / "work", "refs/heads/main")

    ran = _run(action, work, tmp_path, event="pull_request_target")

    assert ran.code == 2
    assert "::error::" in ran.words


def test_what_can_not_be_decided_fails_with_3(origin: Repo, action: Any, tmp_path: Path) -> None:
    origin.commit({".forge-migrations.toml": '[checks]\nrehearsal = "off"\n'})
    _request(origin, USERS, TEAMS)
    origin.git("checkout", "-q", "feature")
    origin.commit({"src/schema.ts": "export const changed = 1;\n"})
    origin.git("checkout", "-q", "--detach", "main")
    origin.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    origin.git("update-ref", "refs/pull/7/merge", "HEAD")
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")

    ran = _run(action, work, tmp_path)

    assert ran.code == 3, ran.words
    assert "could not decide" in ran.summary


GH = """#!/usr/bin/env python3
import json, os, sys
store = os.environ["STORE"]
comments = json.load(open(store)) if os.path.exists(store) else []
words = sys.argv[1:]
assert words[0] == "api" and os.environ["GH_TOKEN"] == "secret", words
if "--paginate" in words:
    assert words[-1] == "repos/o/r/issues/7/comments?per_page=100", words
    half = len(comments) // 2
    print(json.dumps(comments[:half]) + json.dumps(comments[half:]))
    sys.exit()
body = json.load(sys.stdin)["body"]
if "POST" in words:
    assert words[3] == "repos/o/r/issues/7/comments", words
    comments.append({"id": len(comments) + 1, "body": body})
else:
    assert words[2] == "PATCH" and words[3].startswith("repos/o/r/issues/comments/"), words
    comments[int(words[3].rsplit("/", 1)[1]) - 1]["body"] = body
json.dump(comments, open(store, "w"))
"""


def test_the_review_is_commented_once_and_replaced_in_its_place(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    _request(origin, USERS, DROP)
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")
    programs = installed(tmp_path / "runner" / "forge-migrations" / "bin")
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    event = tmp_path / "event.json"
    event.write_text('{"pull_request": {"number": 7}}')
    store = tmp_path / "store.json"
    store.write_text('[{"id": 1, "body": "a person"}]')
    env = {"GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": str(event), "STORE": str(store)}

    for _ in range(2):
        ran = _run(action, work, tmp_path, inputs={"comment": "true"}, **env)
        assert ran.code == 1
        assert "the comment stands" in ran.words, ran.words

    first, comment = json.loads(store.read_text())
    assert first["body"] == "a person"
    assert comment["body"].startswith("<!-- forge-migrations review: drizzle.config.ts -->")
    assert "drop-table" in comment["body"]


def test_every_value_reaches_a_script_by_its_environment(action: Any) -> None:
    """`${{ }}` in a script is text that a pull request's title could write:
    https://docs.github.com/en/actions/concepts/security/script-injections"""
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]

    assert len(scripts) >= 5
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.network
def test_the_install_step_installs_this_action_or_a_pinned_version(
    origin: Repo, action: Any, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    import sys

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
    if built.returncode:
        pytest.skip(f"no wheel can be built here: {built.stderr[-200:]}")
    _request(origin, USERS, DROP)
    work = _checkout(origin, tmp_path / "work", "refs/pull/7/merge")
    composite = Composite(action, work.path, tmp_path / "runner")
    contexts = {
        "github": {"event_name": "pull_request", "base_ref": "main", "action_path": str(ROOT)},
        "inputs": {"setup": "false", "version": "0.1.0", "python": sys.executable},
    }

    ran = composite.run(contexts, PIP_FIND_LINKS=str(wheels))

    assert ran.code == 1, ran.words
    assert ran.steps[0] == "Install forge-migrations"
    assert "title=drop-table" in ran.words
