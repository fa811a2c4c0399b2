"""The projects that a change touches, and the matrix that they make."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.checks import GIT_ONLY
from forge_migrations.cli import main
from repositories import Repo
from written import history

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


def _with_history(name: str) -> dict[str, Any]:
    files = history(f'CREATE TABLE "{name}" ("id" text PRIMARY KEY);', names=name)
    return {f"packages/{name}/{path}": content for path, content in files.items()}


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


def test_of_the_other_projects_only_what_finds_them_is_read(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _with_history("a"), _with_history("b")
    repo.commit({**one, **other})
    repo.commit({"packages/a/src/schema.ts": "export const a = 1;"})
    read: set[str] = set()
    many = Repository.blobs

    def blobs(self: Repository, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(ids)
        read.update(wanted)
        return many(self, wanted)

    monkeypatch.setattr(Repository, "blobs", blobs)

    for check in GIT_ONLY:
        assert main([check, "--all-files", "--project", "packages/a/drizzle.config.ts"]) == 0
        assert main([check, "--from-ref", "HEAD~", "--project", "packages/a"]) == 0

    blob_of = {path: repo.git("rev-parse", f"HEAD:{path}") for path in other}
    found_by = {"packages/b/package.json", "packages/b/drizzle.config.ts"}
    own = {repo.git("rev-parse", f"HEAD:{path}") for path in one}
    assert blob_of["packages/b/drizzle/0000_b0.sql"] not in own
    assert {path for path, name in blob_of.items() if name in read - own} <= found_by


def test_a_gitlab_pipeline_has_one_job_per_project(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    yaml = pytest.importorskip("yaml")
    start = repo.commit({**_package("a"), **_package("b")})
    repo.commit({"packages/a/src/schema.ts": "export {}"})

    assert main(["projects", "--from-ref", start, "--format", "gitlab"]) == 0
    jobs = yaml.safe_load(capsys.readouterr().out)

    assert jobs.pop("forge-migrations")["rules"] == [{"when": "never"}]
    assert list(jobs) == ["forge-migrations packages/a"]
    assert jobs["forge-migrations packages/a"]["variables"] == {
        "FORGE_PROJECT": "packages/a/drizzle.config.ts"
    }


def test_listing_takes_as_many_git_processes_for_60_projects_as_for_30(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    started = []
    for count in (30, 60):
        for number in range(count):
            repo.write(_package(f"p{number:03}"))
        start = repo.commit({"README.md": str(count)})
        repo.commit({"packages/p001/src/schema.ts": f"export const a = {count}"})
        monkeypatch.setenv("FORGE_CACHE", str(tmp_path / f"cache{count}"))
        monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
        assert list(_matrix(capsys, "--from-ref", start)) == ["packages/p001/drizzle.config.ts"]
        monkeypatch.delenv("GIT_TRACE2_EVENT")
        started.append(trace.read_text().count('"event":"start"'))
        trace.unlink()

    assert started[0] == started[1]
