from __future__ import annotations

import pytest

from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.project import Project
from forge_migrations.remedy import git_restore

PROJECT = Project("packages/db/drizzle.config.ts", "packages/db", "sqlite", (), "packages/db/out")
OWN = PROJECT._replace(script="db:generate", script_folder="packages/db")


@pytest.mark.parametrize(
    ("lockfile", "script", "program"),
    [
        ("bun.lock", "bun run db:generate --custom", "bunx drizzle-kit generate --custom"),
        ("bun.lockb", "bun run db:generate --custom", "bunx drizzle-kit generate --custom"),
        (
            "pnpm-lock.yaml",
            "pnpm run db:generate --custom",
            "pnpm exec drizzle-kit generate --custom",
        ),
        ("yarn.lock", "yarn run db:generate --custom", "yarn drizzle-kit generate --custom"),
        (
            "package-lock.json",
            "npm run db:generate -- --custom",
            "npx drizzle-kit generate --custom",
        ),
        ("none", "npm run db:generate -- --custom", "npx drizzle-kit generate --custom"),
    ],
)
def test_the_package_manager_is_that_of_the_nearest_lockfile(
    lockfile: str, script: str, program: str
) -> None:
    for path in (lockfile, f"packages/{lockfile}", f"packages/db/{lockfile}"):
        assert str(generate(OWN, {path}, "--custom")) == f"cd packages/db && {script}"
        assert str(generate(PROJECT, {path}, "--custom")) == f"cd packages/db && {program}"


def test_a_script_without_options_needs_no_dashes() -> None:
    assert str(generate(OWN, {"package-lock.json"})) == "cd packages/db && npm run db:generate"


def test_a_script_is_run_where_its_package_json_stands() -> None:
    root = PROJECT._replace(script="gen")
    assert str(generate(root, {"pnpm-lock.yaml"})) == "pnpm run gen"


def test_options_never_go_to_what_a_script_runs_after_drizzle_kit() -> None:
    more = OWN._replace(script_ends=False)
    assert str(generate(more, ())) == "cd packages/db && npm run db:generate"
    assert str(generate(more, (), "--custom")) == (
        "cd packages/db && npx drizzle-kit generate --custom"
    )


def test_another_config_is_named_from_where_the_command_runs() -> None:
    other = PROJECT._replace(config="tools/pg.ts")
    assert str(generate(other, ())) == (
        "cd packages/db && npx drizzle-kit generate --config=../../tools/pg.ts"
    )


def test_what_a_shell_would_take_apart_is_quoted() -> None:
    odd = Project("a b/drizzle.config.ts", "a b", "sqlite", (), "a b/out")
    assert str(generate(odd, (), "--name", "it's")) == (
        """cd 'a b' && npx drizzle-kit generate --name 'it'"'"'s'"""
    )
    assert (
        str(git_restore("a b.sql", "c.sql", source="abc")) == "git checkout abc -- 'a b.sql' c.sql"
    )
