from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.packages import Run
from forge_migrations.drizzle.packages import commands
from forge_migrations.drizzle.packages import vendored
from forge_migrations.drizzle.packages import within
from forge_migrations.facts import Facts

WORKSPACE = {
    "packages/db/package.json": '{"name": "@acme/db"}',
    "apps/web/package.json": '{"name": "web"}',
}


def packages(**manifests: Any) -> Packages:
    files = {name: one if isinstance(one, str) else json.dumps(one)
             for name, one in {**WORKSPACE, **manifests}.items()}  # fmt: skip
    return Packages(MemoryTree(files), Facts())


def runs(script: str) -> list[Run]:
    return list(packages(**{"package.json": {"scripts": {"x": script}}}).runs)


@pytest.mark.parametrize(
    ("script", "folder", "command"),
    [
        ("drizzle-kit generate", "", "generate"),
        ("npx -y drizzle-kit@latest push --force", "", "push"),
        ("npm exec -- drizzle-kit push", "", "push"),
        ("node ./node_modules/drizzle-kit/bin.cjs migrate", "", "migrate"),
        ("bun --bun node_modules/.bin/drizzle-kit push", "", "push"),
        ("DATABASE_URL=x dotenv -e .env -- drizzle-kit push", "", "push"),
        ('if [ -n "$X" ]; then drizzle-kit push; fi', "", "push"),
        ("drizzle-kit push > log 2>&1", "", "push"),
        ("(cd packages/db && drizzle-kit generate) && echo done", "packages/db", "generate"),
        ("cd packages/db; cd ../../apps/web; drizzle-kit push", "apps/web", "push"),
        ("pnpm --filter=@acme/db exec drizzle-kit generate", "packages/db", "generate"),
        ("pnpm --filter ./packages/db exec drizzle-kit push", "packages/db", "push"),
        ("pnpm -F {packages/db} exec drizzle-kit push", "packages/db", "push"),
        ("npm exec -w packages/db -- drizzle-kit generate", "packages/db", "generate"),
        ("npm --prefix packages/db exec drizzle-kit push", "packages/db", "push"),
        ("yarn workspace @acme/db drizzle-kit generate", "packages/db", "generate"),
        ("yarn --cwd packages/db drizzle-kit generate", "packages/db", "generate"),
        ("bun --filter '@acme/db' drizzle-kit generate", "packages/db", "generate"),
        ("pnpm --filter gone exec drizzle-kit push", "", "push"),
        ("sh -c 'drizzle-kit push && next start'", "", "push"),
        ('bash -ec "cd packages/db && drizzle-kit push"', "packages/db", "push"),
        ('concurrently "next dev" "drizzle-kit studio"', "", "studio"),
        ("drizzle-kit --verbose push", "", "push"),
        ("drizzle-kit", "", ""),
        ("npm i -D drizzle-kit", "", ""),
    ],
)
def test_a_call_of_drizzle_kit(script: str, folder: str, command: str) -> None:
    [run] = runs(script)
    assert (run.folder, run.command, run.script, run.home) == (folder, command, "x", "")


@pytest.mark.parametrize(
    ("script", "config"),
    [
        ("drizzle-kit push --config=db/a.ts", "db/a.ts"),
        ("drizzle-kit push --config ./db/../b.ts", "b.ts"),
        ("drizzle-kit --config b.ts push", "b.ts"),
        ("cd packages/db && drizzle-kit push --config=../../b.ts", "b.ts"),
        ("drizzle-kit push --strict", ""),
    ],
)
def test_a_call_names_its_config_from_where_it_runs(script: str, config: str) -> None:
    [run] = runs(script)
    assert (run.command, run.config) == ("push", config)


@pytest.mark.parametrize("script", ["drizzle-kit generate:pg", "drizzle-kit generate --dialect pg"])
def test_a_call_names_its_dialect(script: str) -> None:
    assert [(run.command, run.dialect) for run in runs(script)] == [("generate", "pg")]


@pytest.mark.parametrize("script", ["echo drizzle-kit push", "grep drizzle-kit push.log"])
def test_a_call_that_is_only_spoken_of_is_silent(script: str) -> None:
    assert [run.silent for run in runs(script)] == [True]


@pytest.mark.parametrize("script", ["echo 'drizzle-kit push'", "sh -c 'echo x' # drizzle"])
def test_a_text_that_names_it_is_no_call(script: str) -> None:
    assert runs(script) == []


@pytest.mark.parametrize(
    ("script", "last"),
    [
        ("tsc && drizzle-kit generate", True),
        ("drizzle-kit generate && prettier --write .", False),
        ("sh -c 'drizzle-kit generate'", False),
    ],
)
def test_options_reach_what_a_script_ends_with(script: str, last: bool) -> None:
    assert [run.last for run in runs(script)] == [last]


def test_a_line_that_no_shell_reads_is_read_by_its_words() -> None:
    assert [*commands("a 'b && c")] == [["a", "'b"], ["c"]]
    assert [*commands("a|b;c&d ( e )")] == [["a"], ["b"], ["c"], ["d"], ["e"]]


@pytest.mark.parametrize(
    "text",
    ["[]", "{", "null", '{"name": 1, "scripts": [], "dependencies": "x"}', "[" * 100_000, b"\xff"],
)
def test_a_manifest_that_cannot_be_read_is_a_package_without_a_name(text: Any) -> None:
    found = Packages(MemoryTree({"package.json": text}), Facts())
    assert found.by_folder == {"": ("", "", (), {}, "")}
    assert found.by_name == {}


def test_dependencies_of_every_kind_count() -> None:
    found = packages(**{"package.json": {
        "dependencies": {"pg": "8"}, "devDependencies": {"drizzle-kit": "1"},
        "peerDependencies": {"drizzle-orm": "1", "pg": "8"}, "scripts": {"a": 1, "b": "c"},
    }})  # fmt: skip
    assert found.by_folder[""].dependencies == ("drizzle-kit", "drizzle-orm", "pg")
    assert found.by_folder[""].scripts == {"b": "c"}


def test_the_nearest_package_is_the_folders_own_or_the_next_one_upwards() -> None:
    found = packages(**{"package.json": {"name": "root"}})
    names = {}
    for folder in ("", "packages/db/src/deep", "packages", "apps/web"):
        package = found.nearest(folder)
        names[folder] = package.name if package else ""
    assert names == {"": "root", "packages/db/src/deep": "@acme/db", "packages": "root",
                     "apps/web": "web"}  # fmt: skip
    assert packages().nearest("packages") is None


def test_what_is_vendored_is_no_package() -> None:
    found = packages(**{"node_modules/x/package.json": {"name": "x"}, "a/package.json5": "{}"})
    assert set(found.by_name) == {"@acme/db", "web"}
    assert vendored("a/.yarn/b") and not vendored("src/vendors/b")


@pytest.mark.parametrize(
    ("folder", "path", "found"),
    [
        ("a/b", "../c", "a/c"),
        ("", "./x/", "x"),
        ("a", "", "a"),
        ("a", "../../x", "x"),
        ("a", "/x", "x"),
    ],
)
def test_paths_are_seen_from_a_folder(folder: str, path: str, found: str) -> None:
    assert within(folder, path) == found
