from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.kit.locked import locked_version

NPM = {
    "packages": {
        "node_modules/drizzle-kit": {"version": "0.31.4"},
        "apps/web/node_modules/drizzle-kit": {"version": "0.31.9"},
    }
}
PNPM = """\
lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      drizzle-kit:
        specifier: ^0.31.0
        version: 0.31.4

  apps/web:
    dependencies:
      '@electric-sql/pglite':
        specifier: ^0.3.0
        version: 0.3.1
      drizzle-kit:
        specifier: ^0.31.0
        version: 0.31.9(@types/node@20.0.0)
"""
YARN = 'drizzle-kit@^0.31.0, drizzle-kit@^0.31.4:\n  version "0.31.9"\n'
BERRY = '"drizzle-kit@npm:^0.31.0":\n  version: 0.31.9\n'
BUN = '{\n  "packages": {\n    "drizzle-kit": ["drizzle-kit@0.31.9", "", {}, "sha"],\n  }\n}\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", json.dumps(NPM)),
        ("pnpm-lock.yaml", PNPM),
        ("yarn.lock", YARN),
        ("yarn.lock", BERRY),
        ("bun.lock", BUN),
    ],
    ids=["npm", "pnpm", "yarn", "berry", "bun"],
)
def test_the_lockfile_of_a_workspace_names_the_version_of_its_package(name: str, text: str) -> None:
    assert locked_version(MemoryTree({name: text}), "apps/web", "drizzle-kit") == "0.31.9"


@pytest.mark.parametrize(
    ("name", "text"), [("package-lock.json", json.dumps(NPM)), ("pnpm-lock.yaml", PNPM)]
)
def test_the_root_has_its_own_version(name: str, text: str) -> None:
    assert locked_version(MemoryTree({name: text}), "", "drizzle-kit") == "0.31.4"


def test_without_a_lockfile_the_lowest_version_asked_for_counts() -> None:
    manifest = {"devDependencies": {"drizzle-kit": "^1.0.0-rc.5"}, "dependencies": {"x": "1.0.0"}}
    tree = MemoryTree({"package.json": json.dumps(manifest)})
    assert locked_version(tree, "apps/web", "drizzle-kit") == "1.0.0-rc.5"
    assert locked_version(tree, "apps/web", "drizzle-orm") == ""


def test_a_broken_lockfile_names_nothing() -> None:
    assert locked_version(MemoryTree({"package-lock.json": "{"}), "", "drizzle-kit") == ""
