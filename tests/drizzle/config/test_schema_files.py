"""What a config's `schema` means, compared with what glob 8.1.0 and drizzle-kit made of the files."""

from __future__ import annotations

import pytest

from forge_migrations.change.tree import EXECUTABLE
from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.config.schema_files import matching
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.project import Project

FILES = (
    "schema.ts",
    "src/.hidden.ts",
    "src/a.ts",
    "src/users.ts",
    "src/users.test.ts",
    "src/db/index.ts",
    "src/db/deep/x.ts",
    "src/.dot/y.ts",
    "src/table.ts/inner.ts",
)


def tree(*paths: str) -> MemoryTree:
    return MemoryTree(dict.fromkeys(paths or FILES, ""))


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("./schema.ts", ["schema.ts"]),
        ("./schema.ts/", []),
        ("src/db", ["src/db/index.ts"]),
        ("./src/db/", ["src/db/index.ts"]),
        ("src/*/", ["src/db/index.ts", "src/table.ts/inner.ts"]),
        ("src/d*", ["src/db/index.ts"]),
        ("src/*.ts", ["src/a.ts", "src/table.ts/inner.ts", "src/users.test.ts", "src/users.ts"]),
        ("src/!(*.test).ts", ["src/a.ts", "src/table.ts/inner.ts", "src/users.ts"]),
        ("src/db/**", ["src/db/deep/x.ts", "src/db/index.ts"]),
        ("{schema,src/{a,users}}.ts", ["schema.ts", "src/a.ts", "src/users.ts"]),
        ("**/index.ts", ["src/db/index.ts"]),
        ("gone.ts", []),
        ("gone/*.ts", []),
    ],
)
def test_what_a_pattern_means(pattern: str, files: list[str]) -> None:
    assert matching(tree(), "", pattern) == files


def test_a_folder_that_a_wildcard_means_gives_its_hidden_files_too() -> None:
    assert "src/.hidden.ts" in matching(tree(), "", "src/**")
    assert "src/.dot/y.ts" not in matching(tree(), "", "src/**")
    assert "src/.hidden.ts" not in matching(tree(), "src", "**")


def test_a_pattern_starts_at_the_folder_that_drizzle_kit_is_run_in() -> None:
    files = tree("apps/[web]/a.ts", "apps/w/a.ts", "packages/db/b.ts")
    assert matching(files, "apps/[web]", "*.ts") == ["apps/[web]/a.ts"]
    assert matching(files, "apps/[web]", "../../packages/*/b.ts") == ["packages/db/b.ts"]
    assert matching(files, "apps/[web]", ".") == ["apps/[web]/a.ts"]
    assert matching(files, "packages", "../../packages/db") == []


def test_links_are_no_schema_files() -> None:
    class Linked(MemoryTree):
        def _list(self):
            modes = {"a.ts": SYMLINK, "b.ts": EXECUTABLE}
            return {path: one._replace(mode=modes[path]) for path, one in super()._list().items()}

    linked: Tree = Linked({"a.ts": "", "b.ts": ""})
    assert matching(linked, "", "*.ts") == ["b.ts"]


def test_only_what_can_be_loaded_is_a_schema_file_and_each_once() -> None:
    files = tree("s/b.ts", "s/a.mts", "s/a.tsx", "s/types.d.ts", "s/notes.md", "s/x.sql", "t.cjs")
    project = Project("drizzle.config.ts", "", "sqlite", ("t.cjs", "s", "s/*.ts"), "drizzle")
    assert schema_files(project, files) == ["t.cjs", "s/a.mts", "s/a.tsx", "s/b.ts"]
