from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.by_name import as_run_by_name
from forge_migrations.drizzle.history.by_name import runs_by_name
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.project import Project

TOML = '[[d1_databases]]\nbinding = "DB"\n'


def project(out: str, cwd: str = "", driver: str = "", dialect: str = "sqlite") -> Project:
    return Project("drizzle.config.ts", cwd, dialect, (), out, driver)


@pytest.mark.parametrize(
    ("path", "text", "one"),
    [
        ("wrangler.toml", TOML + 'migrations_dir = "drizzle"\n', project("drizzle")),
        ("wrangler.toml", TOML + "migrations_dir = './drizzle/'\n", project("drizzle")),
        ("wrangler.jsonc", '{"d1_databases": [{"migrations_dir": "db/x"}]}', project("db/x")),
        (
            "api/wrangler.json",
            '{"d1_databases": [{"migrations_dir": "../db"}]}',
            project("db", "api"),
        ),
        ("wrangler.toml", TOML, project("migrations")),
        ("alchemy.run.ts", 'D1Database("db", { migrationsDir: "./drizzle" })', project("drizzle")),
        ("wrangler.toml", TOML + 'migrations_dir = "flat"\n', project("drizzle", driver="d1-http")),
    ],
)
def test_cloudflares_config_names_the_folder(path: str, text: str, one: Project) -> None:
    assert runs_by_name(one, MemoryTree({path: text}))


@pytest.mark.parametrize(
    ("text", "one"),
    [
        (TOML + 'migrations_dir = "flat"\n', project("drizzle")),
        (TOML, project("drizzle", driver="d1-http")),
        ('name = "w"\n', project("migrations")),
        (TOML + 'migrations_dir = "drizzle"\n', project("drizzle", dialect="postgresql")),
    ],
)
def test_another_folder_or_engine_is_drizzles_own(text: str, one: Project) -> None:
    assert not runs_by_name(one, MemoryTree({"wrangler.toml": text}))


def test_every_file_is_run_in_the_order_of_its_number() -> None:
    tags = ["0000_a", "0002_c", "0001_b"]
    entries = [{"idx": at, "when": 9 - at, "tag": tag} for at, tag in enumerate(tags)]
    files: dict[str, str | bytes] = {f"d/{tag}.sql": f"SELECT '{tag}';" for tag in tags}
    files["d/0010_hand.sql"] = "SELECT 10;"
    files["d/meta/_journal.json"] = json.dumps({"dialect": "sqlite", "entries": entries})
    tree = MemoryTree(files)
    found = as_run_by_name(read_history(tree, "d"), tree)
    assert [one.tag for one in found.migrations] == ["0000_a", "0001_b", "0002_c", "0010_hand"]
