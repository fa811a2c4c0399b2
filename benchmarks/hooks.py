"""What a commit costs: idle, with a changed schema, in a large history, in a large monorepo."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import projects
from benchmarks.pairs import Command
from benchmarks.pairs import Figures
from benchmarks.pairs import compare

Row = tuple[str, str, Figures, float]
"""What was measured, the peer, the figures, and the ratio that is aimed at."""

BIN = Path(sys.executable).parent


def measure(kit: Path | None) -> Iterator[Row]:
    """Every row of docs/speed.md's table. Without a drizzle-kit the rows that need one are left out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from idle(folder)
        if kit:
            yield from schema_change(folder, kit)
        yield from large_history(folder)
        yield from monorepo(folder)


def ours(cwd: Path, *words: str, cold: bool = False, forgets: str = "") -> Command:
    """Our command on what is staged."""
    return command(cwd, "--staged", *words, cold=cold, forgets=forgets)


def command(cwd: Path, *words: str, cold: bool = False, forgets: str = "") -> Command:
    """Our command as people run it, with a cache of its own, found as people's is: few name one.

    `cold`: without any; `forgets`: without what a folder of it has.
    """
    cache = cwd.parent / (cwd.name + "-cache")
    away = cache / "forge-migrations" / forgets if forgets else cache
    return Command(
        (str(BIN / "forge-migrations"), *words),
        cwd,
        {"XDG_CACHE_HOME": str(cache), "FORGE_CACHE": ""},
        (lambda: shutil.rmtree(away, ignore_errors=True)) if cold or forgets else None,
    )


def check_json(cwd: Path) -> Command:
    return Command((str(BIN / "check-json"), "package.json"), cwd)


def idle(folder: Path) -> Iterator[Row]:
    cwd = projects.repository(
        folder / "idle",
        {"package.json": "{}", "drizzle.config.ts": projects.CONFIG, "src/schema.ts": projects.SCHEMA,
         **projects.history(5, 10_000)},
    )  # fmt: skip
    projects.write(cwd, {"README.md": "hello"})
    projects.git(cwd, "add", "-A")
    yield "idle commit", "check-json", compare(ours(cwd), check_json(cwd), 15), 1.0


def schema_change(folder: Path, kit: Path) -> Iterator[Row]:
    cwd = projects.kit_project(folder / "schema", kit)
    text = projects.SCHEMA.replace("name: text('name')", "about: text('about'), name: text('name')")
    projects.write(cwd, {"src/schema.ts": text})
    projects.generate(cwd)
    projects.git(cwd, "add", "-A")
    peer = Command(("node", "node_modules/drizzle-kit/bin.cjs", "generate"), cwd)
    yield "schema change, cold", "drizzle-kit generate", compare(ours(cwd, cold=True), peer), 1.05
    again = compare(ours(cwd, forgets="facts"), peer)
    yield "schema change that is new to a clone that was used", "drizzle-kit generate", again, 1.05
    yield "schema change, warm", "drizzle-kit generate", compare(ours(cwd), peer), 0.15


def large_history(folder: Path) -> Iterator[Row]:
    files = projects.history(300, 500_000)
    newest = {name: text for name, text in files.items() if "0299" in name or "journal" in name}
    before = projects.history(299, 500_000)["drizzle/meta/_journal.json"]
    started = {**files, "drizzle/meta/_journal.json": before}
    for name in newest:
        if "0299" in name:
            del started[name]
    cwd = projects.repository(
        folder / "large", {**started, "package.json": "{}", "drizzle.config.ts": projects.CONFIG}
    )
    projects.write(cwd, newest)
    projects.git(cwd, "add", "-A")
    yield from _git_only(cwd, "300 migrations, 500 KB snapshots", 9.0, 2.0)


def monorepo(folder: Path) -> Iterator[Row]:
    files = {f"packages/p{n % 97}/src/f{n}.ts": f"export const v = {n}" for n in range(10_000)}
    for n in range(4):
        root = f"apps/a{n}"
        files |= projects.history(20, 20_000, f"{root}/drizzle")
        files |= {f"{root}/package.json": "{}", f"{root}/drizzle.config.ts": projects.CONFIG,
                  f"{root}/src/schema.ts": projects.SCHEMA}  # fmt: skip
    cwd = projects.repository(folder / "mono", files | {"package.json": "{}"})
    newest = projects.history(21, 20_000, "apps/a0/drizzle")
    projects.write(cwd, {k: v for k, v in newest.items() if "0020" in k or "journal" in k})
    projects.git(cwd, "add", "-A")
    yield from _git_only(cwd, "10,000 files, four projects", 3.0, 2.0)


def _git_only(cwd: Path, what: str, cold: float, warm: float) -> Iterator[Row]:
    """The git-only checks beside one small hook, cold and warm."""
    words = ("migration-history",)
    peer = check_json(cwd)
    yield f"{what}, cold", "check-json", compare(ours(cwd, *words, cold=True), peer), cold
    yield f"{what}, warm", "check-json", compare(ours(cwd, *words), peer), warm
