"""Defaults that a clock, dice or the environment decide: no verdict may depend on them."""

from __future__ import annotations

import os
import subprocess

import pytest

from forge_migrations.cli import main
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
IMPORTS = {
    "postgresql": 'import { pgTable, text, integer, timestamp, jsonb, uuid, check } from "drizzle-orm/pg-core";\nimport { sql } from "drizzle-orm";\n',
    "sqlite": 'import { sqliteTable, text, integer } from "drizzle-orm/sqlite-core";\n',
    "mysql": 'import { mysqlTable, text, int, timestamp } from "drizzle-orm/mysql-core";\n',
}
MAKERS = {"postgresql": "pgTable", "sqlite": "sqliteTable", "mysql": "mysqlTable"}
Capture = pytest.CaptureFixture[str]


class App:
    """A project whose migrations its own drizzle-kit writes, by the real clock."""

    def __init__(self, repo: Repo, kit: str, dialect: str, columns: str, imports: str = "") -> None:
        self.repo, self.dialect, self.columns, self.imports = repo, dialect, columns, imports
        link_node_modules(kit, repo.path)
        config = (
            f'export default {{ dialect: "{dialect}", schema: "./schema.ts", out: "./drizzle" }};'
        )
        repo.write({".gitignore": "node_modules\n", "drizzle.config.ts": config})

    def write(self, more: str = "", after: str = "") -> None:
        made = f'export const a = {MAKERS[self.dialect]}("a", {{ {self.columns}{more} }}{after});\n'
        self.repo.stage({"schema.ts": IMPORTS[self.dialect] + self.imports + made})

    def generate(self) -> None:
        binary = self.repo.path / "node_modules/drizzle-kit/bin.cjs"
        env = {**os.environ, "REGION": "us-1"}
        ran = subprocess.run(
            ["node", str(binary), "generate"],
            cwd=self.repo.path,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert "migration" in ran.stdout, ran.stdout + ran.stderr
        self.repo.stage()


@pytest.mark.parametrize(
    ("dialect", "columns", "imports", "told"),
    [
        ("postgresql", "at: timestamp().default(new Date())", "", "default of a.at"),
        ("postgresql", "id: uuid().default(crypto.randomUUID())", "", "default of a.id"),
        (
            "postgresql",
            "n: integer().default(Math.floor(Math.random() * 1e6))",
            "",
            "default of a.n",
        ),
        (
            "postgresql",
            "b: jsonb().default({ v: randomBytes(8).toString('hex') })",
            "import { randomBytes } from 'node:crypto';\n",
            "default of a.b",
        ),
        ("postgresql", "p: text().default(String(performance.now()))", "", "default of a.p"),
        ("postgresql", "p: integer().default(process.hrtime()[1])", "", "default of a.p"),
        ("postgresql", "p: integer().default(process.pid)", "", "default of a.p"),
        (
            "postgresql",
            "h: text().default(hostname())",
            "import { hostname } from 'os';\n",
            "default of a.h",
        ),
        ("postgresql", "r: text().default(process.env.REGION!)", "", "default of a.r"),
        ("postgresql", "r: text().default(process.env.REGION ?? 'eu')", "", "default of a.r"),
        ("sqlite", "at: integer().default(Math.floor(Date.now() / 1000))", "", "default of a.at"),
        ("mysql", "at: timestamp().default(new Date())", "", "default of a.at"),
    ],
)
def test_what_a_load_computes_is_told_once_and_leaves_every_verdict_as_it_is(
    repo: Repo, kit31: str, capsys: Capture, dialect: str, columns: str, imports: str, told: str
) -> None:
    app = App(repo, kit31, dialect, columns, imports)
    app.write()
    app.generate()
    assert main(["schema-changes"]) == 0
    said = capsys.readouterr().out
    assert f"computed-default: (reported) {told} is computed" in said
    assert main(["stale-migrations"]) == 0
    repo.commit()

    app.write(after="/* a comment */")
    capsys.readouterr()
    assert main(["schema-changes"]) == 0
    assert main(["stale-migrations"]) == 0
    assert "computed" not in capsys.readouterr().out

    app.write(", more: text()")
    assert main(["stale-migrations"]) == 1
    said = capsys.readouterr().out
    assert 'adds column "more"' in said
    assert "DEFAULT" not in said.upper().partition("ADD")[0]


@pytest.mark.parametrize(
    "columns", ["at: timestamp().default(new Date())", "at: text().default(process.env.REGION!)"]
)
def test_the_layout_of_1_0_is_served_too(
    repo: Repo, kit1: str, capsys: Capture, columns: str
) -> None:
    app = App(repo, kit1, "postgresql", columns)
    app.write()
    app.generate()
    assert main(["stale-migrations"]) == 0
    repo.commit()
    app.write(after="/* a comment */")
    assert main(["stale-migrations"]) == 0
    app.write(", more: text()")
    assert main(["stale-migrations"]) == 1


def test_a_computed_default_that_no_migration_carries_is_stale(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    app = App(repo, kit31, "postgresql", "at: text().default('x')")
    app.write()
    app.generate()
    repo.commit()
    app.columns = "at: text().default(String(Date.now()))"
    app.write()

    assert main(["stale-migrations"]) == 1
    assert "default" in capsys.readouterr().out
    app.generate()
    assert main(["stale-migrations"]) == 0


def test_another_text_where_a_variable_is_not_set_is_a_change(repo: Repo, kit31: str) -> None:
    app = App(repo, kit31, "postgresql", "r: text().default(process.env.OTHER ?? 'eu')")
    app.write()
    app.generate()
    repo.commit()
    app.columns = "r: text().default(process.env.OTHER ?? 'us')"
    app.write()

    assert main(["stale-migrations"]) == 1


def test_what_is_computed_for_each_row_is_no_part_of_the_schema(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    columns = "id: text().$defaultFn(() => crypto.randomUUID()), at: timestamp().defaultNow()"
    app = App(repo, kit31, "postgresql", columns)
    app.write()
    app.generate()
    assert main(["schema-changes"]) == 0
    assert "computed" not in capsys.readouterr().out
