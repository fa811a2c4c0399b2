"""Imports by names that a framework, a package or an import map gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.cli import main
from forge_migrations.drizzle.kit.bridge import Kit
from forge_migrations.drizzle.project import Project
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
KINDS = "export const KINDS = ['a', 'b'] as const;\n"


def schema(imported: str) -> str:
    return (
        "import { pgTable, integer, pgEnum } from 'drizzle-orm/pg-core';\n"
        f"import {{ KINDS }} from '{imported}';\n"
        "export const kind = pgEnum('kind', KINDS);\n"
        "export const a = pgTable('a', { id: integer(), k: kind() });\n"
    )


def extending(path: str) -> dict[str, Any]:
    return {"extends": path}


@pytest.mark.parametrize(
    ("imported", "where", "files"),
    [
        ("#shared/kinds", "shared/kinds.ts", {"tsconfig.json": extending("./.nuxt/tsconfig.json")}),
        ("~/kinds", "app/kinds.ts", {"tsconfig.json": extending("./.nuxt/tsconfig.json")}),
        ("@/kinds", "kinds.ts", {"tsconfig.json": extending("./.nuxt/tsconfig")}),
        ("~~/shared/kinds", "shared/kinds.ts", {"tsconfig.json": extending("./.nuxt/tsconfig.json")}),
        (
            "#shared/kinds",
            "shared/kinds.ts",
            {"tsconfig.json": {"files": [], "references": [{"path": "./.nuxt/tsconfig.app.json"}, {"path": "./.nuxt/tsconfig.server.json"}]}},
        ),
        ("$lib/kinds", "src/lib/kinds.ts", {"tsconfig.json": extending("./.svelte-kit/tsconfig.json")}),
        ("@/kinds", "src/kinds.ts", {"tsconfig.json": extending("./.wxt/tsconfig.json")}),
        (
            "@/kinds",
            "src/kinds.ts",
            {"tsconfig.json": {"extends": "astro/tsconfigs/strict", "compilerOptions": {"paths": {"@/*": ["./src/*"]}}}},
        ),
        (
            "~/kinds",
            "src/kinds.ts",
            {
                "tsconfig.json": {"extends": ["@tsconfig/node20/tsconfig.json", "./tsconfig.paths.json"]},
                "tsconfig.paths.json": {"compilerOptions": {"baseUrl": ".", "paths": {"~/*": ["src/*"]}}},
            },
        ),
        ("#kinds", "lib/kinds.ts", {"package.json": {"imports": {"#kinds": "./lib/kinds.ts"}}}),
        ("@/kinds", "src/kinds.ts", {"deno.json": {"imports": {"@/": "./src/"}}}),
        ("kinds", "src/kinds.ts", {"deno.json": {"imports": {"kinds": "./src/kinds.ts"}}}),
        (
            "kinds/all.ts",
            "src/all.ts",
            {"deno.json": {"importMap": "./maps/imports.json"}, "maps/imports.json": {"imports": {"kinds/": "../src/"}}},
        ),
    ],
)  # fmt: skip
def test_a_name_leads_to_the_file_that_it_means(
    kit31: str, imported: str, where: str, files: dict[str, Any]
) -> None:
    texts = {path: json.dumps(value) for path, value in files.items()}
    tree = MemoryTree({**texts, "db/schema.ts": schema(imported), where: KINDS})
    kit = Kit(None, folder=kit31)
    loaded = kit.load(
        Project("drizzle.config.ts", "", "postgresql", ("db/schema.ts",), "out"), tree
    )
    kit.close()

    assert loaded.failure is None
    assert loaded.snapshot is not None
    assert loaded.snapshot["enums"]["public.kind"]["values"] == ["a", "b"]
    assert where in loaded.files


@pytest.mark.parametrize(
    "core",
    ["npm:drizzle-orm/pg-core", "npm:drizzle-orm@0.45/pg-core", "https://esm.sh/drizzle-orm@0.45/pg-core", "orm/pg-core"],
)  # fmt: skip
def test_denos_names_of_drizzle_orm_are_drizzle_orm(kit31: str, core: str) -> None:
    text = f"import {{ pgTable, integer }} from '{core}';\nexport const a = pgTable('a', {{ id: integer() }});\n"
    deno = json.dumps({"imports": {"orm": "npm:drizzle-orm@0.45"}})
    tree = MemoryTree({"schema.ts": text, "deno.json": deno})
    kit = Kit(None, folder=kit31)
    loaded = kit.load(Project("drizzle.config.ts", "", "postgresql", ("schema.ts",), "out"), tree)
    kit.close()

    assert loaded.snapshot is not None
    assert list(loaded.snapshot["tables"]) == ["public.a"]


CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };'
OWN = {"compilerOptions": {"paths": {"#words/*": ["../words/*"]}}}


def laid_out(repo: Repo, kit: str) -> None:
    link_node_modules(kit, repo.path)
    repo.stage(
        {
            ".gitignore": "node_modules\n.nuxt\n",
            "tsconfig.json": extending("./.nuxt/tsconfig.json"),
            "drizzle.config.ts": CONFIG,
            "words/kinds.ts": KINDS,
            "schema.ts": schema("#words/kinds"),
        }
    )


def test_an_alias_of_its_own_is_read_where_the_framework_wrote_it(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out(repo, kit31)
    repo.write({".nuxt/tsconfig.json": OWN})

    assert main(["schema-changes", "--staged"]) == 0
    assert 'adds table "a"' in capsys.readouterr().out


def test_nothing_outside_of_the_work_tree_is_read_for_one(
    repo: Repo, kit31: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out(repo, kit31)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "tsconfig.json").write_text(json.dumps(OWN))
    (repo.path / ".nuxt").symlink_to(elsewhere)

    assert main(["schema-changes", "--staged"]) == 3
    assert "#words/kinds" in capsys.readouterr().out


def test_a_commit_that_the_schema_does_not_reach_is_decided_beside_an_unknown_alias(
    repo: Repo, kit31: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    laid_out(repo, kit31)
    repo.commit(
        {"drizzle/meta/_journal.json": '{"version":"7","dialect":"postgresql","entries":[]}'}
    )
    repo.stage({"tests/a.ts": "test('a');\n"})

    for name in ("cold", "cold", "colder"):
        monkeypatch.setenv("FORGE_CACHE", str(tmp_path / name))
        assert main(["--staged"]) == 0
