"""Drizzle projects to break: each a folder of one repository, made by real drizzle-kits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kits import KIT_1
from kits import KIT_31
from kits import installed

KITS = {"journal": KIT_31, "folders": KIT_1}
"""Layout -> the packages that write it."""
CONFIG = 'export default { dialect: "postgresql", schema: "./src/schema.ts", out: "./drizzle" };\n'
PACKAGE = {
    "name": "app",
    "private": True,
    "dependencies": {"drizzle-orm": "*"},
    "devDependencies": {"drizzle-kit": "*"},
}


def schema(*columns: str, more: str = "") -> str:
    """A table `users` with an id and these text columns, the declarations `more` below it."""
    lines = "".join(f"  {name}: text(),\n" for name in columns)
    return (
        'import { pgTable, serial, text } from "drizzle-orm/pg-core";\n'
        'export const users = pgTable("users", {\n'
        f"  id: serial().primaryKey(),\n{lines}}});\n{more}"
    )


class App:
    """One project below a repository's root."""

    def __init__(self, root: Path, folder: str, layout: str) -> None:
        self.root = root
        self.folder = folder
        self.layout = layout
        self.path = root / folder

    def write(self, path: str, text: str) -> None:
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.path / path).read_text()

    def swap(self, path: str, old: str, new: str) -> None:
        """Replace what stands in a file, which must be there."""
        text = self.read(path)
        assert old in text, (path, old)
        self.write(path, text.replace(old, new))

    def move(self, path: str, target: str) -> None:
        (self.path / path).rename(self.path / target)

    def delete(self, path: str) -> None:
        (self.path / path).unlink()

    def entries(self, change: Callable[[list[dict[str, Any]]], Any]) -> None:
        """Edit the journal's entries in place, or hand back others."""
        journal = json.loads(self.read("drizzle/meta/_journal.json"))
        made = change(journal["entries"])
        journal["entries"] = made if isinstance(made, list) else journal["entries"]
        self.write("drizzle/meta/_journal.json", json.dumps(journal, indent=2))

    def entry(self, **values: Any) -> None:
        """Edit the newest entry."""
        self.entries(lambda entries: entries[-1].update(values))

    def snapshot(self, path: str, **values: Any) -> None:
        """Edit a snapshot's keys."""
        self.write(path, json.dumps({**json.loads(self.read(path)), **values}, indent=2))

    def newest(self, name: str) -> str:
        """The path of a file of the newest folder in the layout of 1.0."""
        folder = max(each.name for each in (self.path / "drizzle").iterdir() if each.is_dir())
        return f"drizzle/{folder}/{name}"

    def migrate(self) -> None:
        """Add the column `note`, and the migration that drizzle-kit makes of it."""
        shutil.copytree(template(self.layout, "note"), self.path, dirs_exist_ok=True)

    def by_hand(self, name: str, sql: str) -> None:
        """A migration as a person writes it: SQL and an entry, no snapshot."""
        self.write(f"drizzle/{name}.sql", sql)
        self.entries(
            lambda entries: entries.append(
                {**entries[-1], "idx": len(entries), "when": entries[-1]["when"] + 1, "tag": name}
            )
        )

    def git(self, *command: str) -> str:
        """What git prints, run in the project's folder."""
        return subprocess.run(
            ["git", *command], cwd=self.path, check=True, capture_output=True, text=True
        ).stdout


_TEMPLATES: dict[tuple[str, str], Path] = {}
_PLACE: list[Path] = []


def use(folder: Path) -> None:
    """Where templates are made, once per process."""
    if not _PLACE:
        _PLACE.append(folder)


def template(layout: str, state: str) -> Path:
    """`released`: two migrations. `note`: one more, for the column `note`."""
    key = (layout, state)
    if key not in _TEMPLATES:
        _TEMPLATES[key] = _made(layout, state)
    return _TEMPLATES[key]


def _made(layout: str, state: str) -> Path:
    here = _PLACE[0] / f"{layout}-{state}"
    if state == "note":
        shutil.copytree(template(layout, "released"), here, symlinks=True)
    else:
        here.mkdir(parents=True)
        (here / "drizzle.config.ts").write_text(CONFIG)
        (here / "package.json").write_text(json.dumps(PACKAGE))
    (here / "src").mkdir(exist_ok=True)
    steps = {"init": ("email",), "name": ("email", "name"), "note": ("email", "name", "note")}
    for name, columns in steps.items():
        if (name == "note") == (state == "note"):
            (here / "src" / "schema.ts").write_text(schema(*columns))
            generate(here, layout, "--name", name)
    return here


def generate(folder: Path, layout: str, *options: str) -> str:
    """What the layout's drizzle-kit prints."""
    kit = Path(installed(*KITS[layout])) / "node_modules"
    link = folder / "node_modules"
    linked = not link.exists()
    if linked:
        link.symlink_to(kit)
    if layout == "folders":
        time.sleep(1.1)  # it names a folder by the second
    ran = subprocess.run(
        ["node", str(kit / "drizzle-kit" / "bin.cjs"), "generate", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1"},
    )
    if linked:
        link.unlink()
    return ran.stdout + ran.stderr
