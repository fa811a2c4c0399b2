"""The suite as a person meets it: real git, real pre-commit, real prek, real drizzle-kit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kits import ENVIRONMENT
from repositories import Repo

ROOT = Path(__file__).parents[1]
CONFIG = "export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n"
SCHEMA = """import { pgTable, serial, text } from 'drizzle-orm/pg-core';
export const teams = pgTable('teams', { id: serial('id').primaryKey(), name: text('name') });
"""
WIDER = SCHEMA.replace("name: text('name')", "name: text('name'), description: text('description')")


def generate(repo: Repo) -> None:
    """The project's own drizzle-kit writes the next migration."""
    ran = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", "generate"],
        cwd=repo.path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert "Your SQL migration" in ran.stdout or "No schema changes" in ran.stdout, ran.stdout


@pytest.fixture
def project(repo: Repo, kit31: str) -> Repo:
    """A Drizzle project with one generated migration, committed."""
    repo.write(
        {
            "package.json": {"name": "p", "scripts": {"db:generate": "drizzle-kit generate"}},
            "drizzle.config.ts": CONFIG,
            "src/schema.ts": SCHEMA,
            ".gitignore": "node_modules\n",
        }
    )
    os.symlink(Path(kit31) / "node_modules", repo.path / "node_modules")
    generate(repo)
    repo.commit(message="start")
    return repo


@pytest.fixture
def hooked(project: Repo) -> Repo:
    """The project with the umbrella in plain git hooks."""
    folder = project.path / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in ("pre-commit", "pre-merge-commit"):
        (folder / name).write_text(
            f"#!/bin/sh\nPYTHONPATH={ROOT / 'hooks'} exec {sys.executable} -m forge_migrations\n"
        )
        (folder / name).chmod(0o755)
    return project


def commit(repo: Repo, *words: str) -> tuple[int, str]:
    """(exit code, everything printed) of a `git commit`."""
    ran = subprocess.run(
        ["git", "commit", "-qm", "x", *words],
        cwd=repo.path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_a_schema_change_without_its_migration_is_refused_with_the_missing_sql(
    hooked: Repo,
) -> None:
    hooked.stage({"src/schema.ts": WIDER})
    code, said = commit(hooked)

    assert code == 1
    assert 'ALTER TABLE "teams" ADD COLUMN "description" text;' in said
    assert "db:generate" in said


def test_a_schema_change_with_its_whole_migration_is_committed(hooked: Repo) -> None:
    hooked.write({"src/schema.ts": WIDER})
    generate(hooked)
    hooked.git("add", "--all")

    assert commit(hooked)[0] == 0


def test_half_of_a_migration_is_refused_with_one_git_add_line(hooked: Repo) -> None:
    hooked.write({"src/schema.ts": WIDER})
    generate(hooked)
    hooked.git("add", "src", "drizzle/*.sql")
    code, said = commit(hooked)

    assert code == 1
    add = next(line for line in said.splitlines() if "git add " in line)
    assert "_journal.json" in add and "0001_snapshot.json" in add


def test_commit_all_of_a_tracked_schema_is_refused_too(hooked: Repo) -> None:
    hooked.write({"src/schema.ts": WIDER})

    assert commit(hooked, "--all")[0] == 1


def test_commit_of_a_path_is_judged_without_what_else_is_staged(hooked: Repo) -> None:
    hooked.write({"src/schema.ts": WIDER})
    generate(hooked)
    hooked.git("add", "--all")

    assert commit(hooked, "--", "src/schema.ts")[0] == 1
    assert commit(hooked)[0] == 0


def test_amending_a_schema_commit_with_its_migration_is_accepted(hooked: Repo) -> None:
    hooked.commit({"src/schema.ts": WIDER})
    generate(hooked)
    hooked.git("add", "--all")

    assert commit(hooked, "--amend")[0] == 0


def test_a_refactor_that_changes_no_table_is_committed(hooked: Repo) -> None:
    hooked.stage(
        {
            "src/tables/teams.ts": SCHEMA.replace(
                "export const teams", "// a comment\nexport const teams"
            ),
            "src/schema.ts": "export * from './tables/teams';\n",
        }
    )

    assert commit(hooked)[0] == 0


def test_a_deleted_migration_that_is_released_is_refused(hooked: Repo) -> None:
    for path in (hooked.path / "drizzle").glob("*.sql"):
        path.unlink()
    hooked.git("add", "--all")

    assert commit(hooked)[0] == 1


def test_two_branches_with_one_number_are_refused_where_they_merge(hooked: Repo) -> None:
    hooked.git("checkout", "-qb", "side")
    hooked.write({"src/schema.ts": WIDER})
    generate(hooked)
    hooked.commit()
    hooked.git("checkout", "-q", "main")
    hooked.write({"src/other.ts": "export {}", "src/schema.ts": SCHEMA + "\n\n\n// end\n"})
    other = SCHEMA.replace("name: text('name')", "name: text('name'), colour: text('colour')")
    hooked.write({"src/schema.ts": other})
    generate(hooked)
    hooked.commit()
    hooked.git("merge", "--no-commit", "side", check=False)
    both = WIDER.replace("name: text('name')", "name: text('name'), colour: text('colour')")
    ours = hooked.git("show", "main:drizzle/meta/_journal.json")
    theirs = hooked.git("show", "side:drizzle/meta/_journal.json")
    import json

    journal = json.loads(ours)
    journal["entries"].append(json.loads(theirs)["entries"][-1])
    hooked.stage({"src/schema.ts": both, "drizzle/meta/_journal.json": journal,
                  "drizzle/meta/0001_snapshot.json": hooked.git("show", "main:drizzle/meta/0001_snapshot.json")})  # fmt: skip
    code, said = commit(hooked)

    assert code == 1
    assert "0001" in said


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, str]:
    """This checkout as it stands, as a repository that pre-commit can clone, and its newest commit."""
    copy = tmp_path / "published"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    made = Repo(copy)
    return copy, made.commit()


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_four_lines_and_an_install_are_enough(
    runner: str,
    project: Repo,
    published: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, revision = published
    # pip and uv find their index where they found it before the test moved HOME.
    monkeypatch.setenv("HOME", ENVIRONMENT.get("HOME", str(tmp_path)))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    project.write(
        {
            ".pre-commit-config.yaml": f"repos:\n  - repo: {url}\n    rev: {revision}\n"
            "    hooks:\n      - id: forge-migrations\n"
        }
    )
    project.commit()
    subprocess.run([runner, "install"], cwd=project.path, check=True, capture_output=True)

    project.stage({"src/schema.ts": WIDER})
    code, said = commit(project)
    assert code == 1, said
    assert 'ADD COLUMN "description"' in said

    generate(project)
    project.git("add", "--all")
    code, said = commit(project)
    assert code == 0, said

    every = subprocess.run(
        [runner, "run", "forge-migrations", "--all-files"],
        cwd=project.path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert every.returncode == 0, every.stdout
