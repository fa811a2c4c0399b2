"""The projects that a change touches, and the matrix that they make."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.drizzle import history
from repositories import Repo

CONFIG = """import {{ defineConfig }} from "drizzle-kit";
export default defineConfig({{ dialect: "{dialect}", schema: "./src/schema.ts", out: "./drizzle" }});
"""
JOURNAL = '{"version":"7","dialect":"postgresql","entries":[]}'


def _package(name: str, dialect: str = "postgresql", **dependencies: str) -> dict[str, str]:
    folder = f"packages/{name}"
    return {
        f"{folder}/package.json": json.dumps({"name": f"@x/{name}", "dependencies": dependencies}),
        f"{folder}/drizzle.config.ts": CONFIG.format(dialect=dialect),
        f"{folder}/src/schema.ts": f"export const name = '{name}';",
        f"{folder}/drizzle/meta/_journal.json": JOURNAL,
    }


def _matrix(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, Any]]:
    assert main(["projects", "--format", "json", *words]) == 0
    return {one["project"]: one for one in json.loads(capsys.readouterr().out)["include"]}


def test_only_the_projects_that_the_range_touches_are_listed(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    start = repo.commit({**_package("a"), **_package("b", "sqlite"), "README.md": "x"})
    repo.commit({"packages/b/src/schema.ts": "export {}", "README.md": "y"})

    matrix = _matrix(capsys, "--from-ref", start)

    assert list(matrix) == ["packages/b/drizzle.config.ts"]
    assert matrix["packages/b/drizzle.config.ts"]["name"] == "packages/b"
    assert matrix["packages/b/drizzle.config.ts"]["dialect"] == "sqlite"
    assert list(_matrix(capsys)) == ["packages/a/drizzle.config.ts", "packages/b/drizzle.config.ts"]


def test_a_change_in_a_package_touches_those_that_depend_on_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = {"packages/shared/package.json": '{"name": "@x/shared"}'}
    middle = {
        "packages/middle/package.json": '{"name": "@x/middle", "dependencies": {"@x/shared": "*"}}'
    }
    start = repo.commit(
        {**_package("a", **{"@x/middle": "workspace:*"}), **_package("b"), **shared, **middle}
    )
    repo.commit({"packages/shared/columns.ts": "export const id = 1;"})

    assert list(_matrix(capsys, "--from-ref", start)) == ["packages/a/drizzle.config.ts"]


def test_a_deleted_project_and_a_changed_policy_are_listed(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    start = repo.commit({**_package("a"), **_package("b")})
    repo.git("rm", "-q", "-r", "packages/b")
    middle = repo.commit()

    assert _matrix(capsys, "--from-ref", start)["packages/b/drizzle.config.ts"]["gone"] is True

    repo.commit({".forge-migrations.toml": "[rules]\n"})
    assert list(_matrix(capsys, "--from-ref", middle)) == ["packages/a/drizzle.config.ts"]


def test_documentation_touches_no_project(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    start = repo.commit(_package("a"))
    repo.commit({"packages/a/README.md": "words"})

    assert _matrix(capsys, "--from-ref", start) == {}


def test_the_key_changes_with_what_the_result_depends_on(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({**_package("a"), **_package("b")})
    before = _matrix(capsys)
    repo.commit({"packages/a/src/schema.ts": "export const other = 1;"})
    after = _matrix(capsys)

    a, b = "packages/a/drizzle.config.ts", "packages/b/drizzle.config.ts"
    assert before[a]["key"] != after[a]["key"]
    assert before[b]["key"] == after[b]["key"]


def test_a_project_that_is_not_there_is_refused(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(_package("a"))

    assert main(["stale-migrations", "--all-files", "--project", "packages/z"]) == 2
    assert "forge-migrations projects" in capsys.readouterr().err


def test_one_judged_project_does_not_read_the_others(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({**_package("a"), **_package("b")})
    read: list[str] = []
    original = history.read_history

    def counted(tree: Any, out: str, *words: Any) -> Any:
        read.append(out)
        return original(tree, out, *words)

    monkeypatch.setattr(history, "read_history", counted)
    words = ["migration-history", "--all-files", "--project", "packages/a/drizzle.config.ts"]

    assert main(words) == 0
    assert set(read) == {"packages/a/drizzle"}


def test_a_gitlab_pipeline_has_one_job_per_project(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    yaml = pytest.importorskip("yaml")
    start = repo.commit({**_package("a"), **_package("b")})
    repo.commit({"packages/a/src/schema.ts": "export {}"})

    assert main(["projects", "--from-ref", start, "--format", "gitlab"]) == 0
    jobs = yaml.safe_load(capsys.readouterr().out)

    assert list(jobs) == ["forge-migrations packages/a"]
    assert jobs["forge-migrations packages/a"]["variables"] == {
        "FORGE_PROJECT": "packages/a/drizzle.config.ts"
    }


def test_500_projects_are_listed_in_a_second(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, str] = {}
    for number in range(500):
        files.update(_package(f"p{number:03}"))
    start = repo.commit(files)
    repo.commit({"packages/p042/src/schema.ts": "export {}"})
    _matrix(capsys, "--from-ref", start)

    started = time.process_time()
    assert list(_matrix(capsys, "--from-ref", start)) == ["packages/p042/drizzle.config.ts"]
    assert time.process_time() - started < 1
