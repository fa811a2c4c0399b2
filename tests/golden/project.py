"""A real Drizzle project to bring into a situation: real git, SQL by a real drizzle-kit."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from kits import CACHE
from kits import KIT_1
from kits import KIT_31
from kits import alone
from kits import installed
from kits import link_node_modules
from repositories import Repo

KITS = {"journal": KIT_31, "folders": KIT_1}
"""Layout -> the packages that write it."""
IMPORTS = {
    "postgresql": "import { boolean, index, integer, pgTable, serial, text, timestamp, varchar }"
    ' from "drizzle-orm/pg-core";\n',
    "sqlite": 'import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";\n',
    "mysql": 'import { index, int, mysqlTable, varchar } from "drizzle-orm/mysql-core";\n',
}
TEAMS = {
    "postgresql": 'export const teams = pgTable("teams", {\n'
    '  id: serial("id").primaryKey(),\n  name: text("name").notNull(),\n});\n',
    "sqlite": 'export const teams = sqliteTable("teams", {\n'
    '  id: integer("id").primaryKey(),\n  name: text("name").notNull(),\n});\n',
    "mysql": 'export const teams = mysqlTable("teams", {\n'
    '  id: int("id").primaryKey(),\n  name: varchar("name", { length: 80 }).notNull(),\n});\n',
}


class Project:
    """A project in a repository's folder, by default its root; `main` is released."""

    def __init__(
        self, repo: Repo, folder: str = "", dialect: str = "postgresql", layout: str = "journal"
    ) -> None:
        self.repo, self.folder, self.dialect, self.layout = repo, folder, dialect, layout
        self.path = repo.path / folder
        self.path.mkdir(parents=True, exist_ok=True)
        self.kit = installed(*KITS[layout])
        if not (repo.path / "node_modules").exists():
            link_node_modules(self.kit, repo.path)
        config = (
            'import { defineConfig } from "drizzle-kit";\n\nexport default defineConfig({\n'
            f'  dialect: "{dialect}",\n  schema: "./src/schema.ts",\n  out: "./drizzle",\n}});\n'
        )
        package = {
            "name": folder or "app",
            "private": True,
            "scripts": {"db:generate": "drizzle-kit generate"},
            "dependencies": {"drizzle-orm": "*"},
            "devDependencies": {"drizzle-kit": "*"},
        }
        self.write("drizzle.config.ts", config)
        self.write("package.json", json.dumps(package, indent=2) + "\n")
        repo.write({".gitignore": "node_modules\n"})

    def write(self, path: str, text: str) -> None:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def read(self, path: str) -> str:
        return (self.path / path).read_text()

    def swap(self, path: str, old: str, new: str) -> None:
        """Replace what stands in a file, which must be there."""
        text = self.read(path)
        assert old in text, (path, old)
        self.write(path, text.replace(old, new))

    def schema(self, *tables: str) -> None:
        """The schema file with these declarations; the dialect's import stands above them."""
        self.write("src/schema.ts", IMPORTS[self.dialect] + "\n" + "\n".join(tables))

    def delete(self, path: str) -> None:
        (self.path / path).unlink()

    def journal(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.read("drizzle/meta/_journal.json"))
        return made

    def entries(self, entries: list[dict[str, Any]]) -> None:
        """The journal with these entries."""
        text = json.dumps({**self.journal(), "entries": entries}, indent=2)
        self.write("drizzle/meta/_journal.json", text)

    def by_hand(self, tag: str, sql: str) -> None:
        """A migration as a person writes it: SQL and an entry, no snapshot."""
        self.write(f"drizzle/{tag}.sql", sql)
        entries = self.journal()["entries"]
        last = entries[-1]
        more = {"idx": len(entries), "when": last["when"] + 100_007, "tag": tag}
        self.entries([*entries, {**last, **more}])

    def custom(self, name: str, sql: str) -> str:
        """A `--custom` migration with this SQL; returns its path."""
        path = self.generate(name, "--custom")
        self.write(path, sql)
        return path

    def generate(self, name: str, *more: str) -> str:
        """What drizzle-kit makes of the schema, kept by what it was made of; returns the path of the
        new SQL."""
        before = {*self.path.glob("drizzle/**/*.sql")}
        kept = os.path.join(CACHE, "golden", self._key(name, *more))
        with alone(kept + ".lock"):
            if not os.path.isdir(kept):
                self._run("generate", "--name", name, *more)
                shutil.copytree(self.path / "drizzle", kept)
        shutil.copytree(kept, self.path / "drizzle", dirs_exist_ok=True)
        new = {*self.path.glob("drizzle/**/*.sql")} - before
        return str(max(new).relative_to(self.path)) if new else ""

    def release(self, message: str = "first") -> None:
        """Commit everything on `main`, push it to a bare repository beside, go on on a branch."""
        git = self.repo.git
        if not self.repo.git("remote"):
            bare = str(self.repo.path) + ".git"
            git("init", "--quiet", "--bare", "--initial-branch=main", bare)
            git("remote", "add", "origin", bare)
        self.repo.commit(message=message)
        git("push", "--quiet", "origin", "HEAD:main")
        git("remote", "set-head", "origin", "main")
        git("checkout", "--quiet", "-B", "work")

    def _key(self, *words: str) -> str:
        digest = hashlib.sha1("\0".join([*KITS[self.layout], *words]).encode())
        files = [*self.path.glob("drizzle/**/*"), *self.path.glob("src/*"), *self.path.glob("*.ts")]
        for path in sorted(each for each in files if each.is_file()):
            digest.update(str(path.relative_to(self.path)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]

    def _run(self, *command: str) -> None:
        kit = Path(self.kit) / "node_modules" / "drizzle-kit" / "bin.cjs"
        ran = subprocess.run(
            ["node", str(kit), *command],
            cwd=self.path,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
