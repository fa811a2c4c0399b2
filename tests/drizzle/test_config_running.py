"""Configs whose syntax doesn't tell their values, run by the project's own drizzle-kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.checks.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.findings import Note
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
CONFIG = """import { defineConfig } from 'drizzle-kit';
import { within } from './paths';
export default defineConfig({ dialect: 'sqlite', schema: within('schema.ts'), out: within('drizzle') });
"""
PATHS = "export const within = (name: string) => ['db', name].map(String).join('/');\n"
FILES = {
    "package.json": {"name": "app"},
    ".gitignore": "node_modules\n",
    "drizzle.config.ts": CONFIG,
    "paths.ts": PATHS,
    "db/schema.ts": "export const a = 1;\n",
    "db/drizzle/0000_a.sql": "SELECT 1;\n",
}


@pytest.fixture
def app(repo: Repo, kit31: str) -> Repo:
    link_node_modules(kit31, repo.path)
    repo.stage(FILES)
    return repo


def found(
    repo: Repo, only_check: str = "", policy: Policy | None = None
) -> tuple[list[tuple[str, ...]], list[Note], int]:
    """(schema and out of each project, the notes, the Node processes started)."""
    subject = Subject(repo.change(), policy, only_check=only_check)
    try:
        projects = [(*one.project.schema, one.project.out) for one in subject.projects]
        started = subject.kit.node.started if "kit" in subject.__dict__ else 0
        return projects, subject.notes, started
    finally:
        subject.close()


def test_a_config_that_calls_its_own_code_is_run(app: Repo) -> None:
    projects, notes, started = found(app)

    assert projects == [("db/schema.ts", "db/drizzle")]
    assert not notes
    assert started == 1


def test_a_check_that_needs_only_git_runs_no_code_and_says_what_it_left_out(app: Repo) -> None:
    projects, notes, started = found(app, "migration-history")

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]
    assert started == 0


def test_paths_from_the_root_are_the_repositorys(app: Repo) -> None:
    paths = "import path from 'node:path';\nexport const within = (n: string) => [__dirname].map((d) => path.join(d, 'db', n))[0];\n"
    app.stage({"paths.ts": paths})

    assert found(app)[0] == [("db/schema.ts", "db/drizzle")]


@pytest.mark.parametrize(
    "paths",
    [
        "export const within = (name: string) => [process.env.DB, name].join('/');\n",
        "import { root } from 'gone';\nexport const within = (name: string) => `${root}/${name}`;\n",
        "export const within = (name: string) => { throw new Error(name); };\n",
        "export const within = 'no function';\n",
    ],
    ids=["environment", "package", "throws", "no function"],
)
def test_what_running_does_not_tell_either_is_not_checked(app: Repo, paths: str) -> None:
    app.stage({"paths.ts": paths})
    projects, notes, _ = found(app)

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]
    assert "[[project]]" in notes[0].remedy


def test_a_config_that_never_ends_is_ended(app: Repo) -> None:
    app.stage({"paths.ts": "export const within = (name: string) => { for (;;); };\n"})
    projects, notes, _ = found(app, policy=Policy({"kit_timeout": 1}))

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]


def test_what_a_config_came_to_is_kept_until_a_file_of_it_changes(
    app: Repo, tmp_path: Path
) -> None:
    from forge_migrations.facts import Facts

    facts = Facts(str(tmp_path / "facts"))

    def started() -> int:
        subject = Subject(app.change(), facts=facts)
        try:
            assert subject.projects
            return subject.kit.node.started if "kit" in subject.__dict__ else 0
        finally:
            subject.close()

    assert (started(), started()) == (1, 0)
    app.stage({"paths.ts": PATHS + "// more\n"})
    assert started() == 1
