"""The drizzle-kits of 1.0 before rc.5: their own snapshots, their casing, and no question asked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.drizzle.kit.locked import own_copy
from forge_migrations.drizzle.kit.places import SUBSTITUTE
from kits import installed
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]
TABLES = {
    "postgresql": 'import { pgTable as table, text, integer } from "drizzle-orm/pg-core";\n',
    "sqlite": 'import { sqliteTable as table, text, integer } from "drizzle-orm/sqlite-core";\n',
}


class App:
    def __init__(self, repo: Repo, version: str, dialect: str, casing: str = "") -> None:
        self.repo, self.dialect = repo, dialect
        kit = installed(f"drizzle-kit@{version}", f"drizzle-orm@{version}")
        link_node_modules(kit, repo.path)
        named = f', casing: "{casing}"' if casing else ""
        config = f'export default {{ dialect: "{dialect}", schema: "./schema.ts", out: "./drizzle"{named} }};'
        repo.write({".gitignore": "node_modules\n", "drizzle.config.ts": config})
        self.write("firstName: text()")
        binary = repo.path / "node_modules/drizzle-kit/bin.cjs"
        ran = subprocess.run(
            ["node", str(binary), "generate"], cwd=repo.path, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip
        assert (repo.path / "drizzle").is_dir(), ran.stdout + ran.stderr
        repo.stage()

    def write(self, columns: str) -> None:
        made = (
            f'export const users = table("users", {{ id: integer().primaryKey(), {columns} }});\n'
        )
        self.repo.stage({"schema.ts": TABLES[self.dialect] + made})


@pytest.mark.parametrize(
    ("version", "casing", "old", "new"),
    [
        ("1.0.0-beta.1", "", "firstName", "lastName"),
        ("1.0.0-beta.12-a5629fb", "snake_case", "first_name", "last_name"),
        ("1.0.0-beta.24", "", "firstName", "lastName"),
        ("1.0.0-rc.4", "", "firstName", "lastName"),
    ],
)
def test_a_kit_of_1_0_judges_its_own_history(
    repo: Repo, capsys: Capture, version: str, casing: str, old: str, new: str
) -> None:
    app = App(repo, version, "postgresql", casing)
    assert main(["stale-migrations"]) == 0
    repo.commit()

    app.write("firstName: text(), more: text()")
    capsys.readouterr()
    assert main(["stale-migrations"]) == 1
    assert 'adds column "more" text' in capsys.readouterr().out

    app.write("lastName: text()")
    assert main(["stale-migrations"]) == 1
    assert (
        f'column "{new}" of table "users" is new, or it is "{old}" renamed'
        in capsys.readouterr().out
    )


def test_sqlite_before_rc_4_is_judged_by_rc_4_which_is_said(repo: Repo, capsys: Capture) -> None:
    app = App(repo, "1.0.0-beta.21", "sqlite")
    assert main(["stale-migrations"]) == 3
    assert "fix: run: forge-migrations setup" in capsys.readouterr().out

    copy = Path(own_copy(SUBSTITUTE, SUBSTITUTE))
    copy.mkdir(parents=True)
    kit = installed(f"drizzle-kit@{SUBSTITUTE}", f"drizzle-orm@{SUBSTITUTE}")
    os.symlink(os.path.join(kit, "node_modules"), copy / "node_modules")
    assert main(["stale-migrations"]) == 0
    repo.commit()
    app.write("firstName: text(), more: text()")
    assert main([]) == 1
    said = capsys.readouterr().out
    assert "ALTER TABLE `users` ADD `more` text;" in said
    assert f"judged by drizzle-kit {SUBSTITUTE}" in said
