"""`make try-install`: each way to install, typed in a clean project with the tools' real versions.

Each way starts from a Drizzle project with one migration, in which the hook manager is set up or
nothing is. What is then typed is counted; a commit that loses a migration has to be refused, by the
person who typed it and by a teammate who cloned and installed the project's packages.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from npm.build import build

from release.registry import serving

ROOT = Path(__file__).resolve().parents[1]
NPM_TOOLS = ("pnpm@10", "bun@1", "@yarnpkg/cli-dist@4")
TOOLS = ("git", "node", "npm", "npx", "sh", "env", "rm", "cp", "bash", "sed", "dirname", "uname", "basename")  # fmt: skip
"""All that is on the PATH of npm's ways: what any machine with git and Node has."""
KIT = ("drizzle-kit@0.31", "drizzle-orm@0.45")
PROJECT = {
    "drizzle.config.ts": 'import { defineConfig } from "drizzle-kit";\n'
    'export default defineConfig({ dialect: "postgresql", schema: "./src/schema.ts", out: "./drizzle" });\n',
    "src/schema.ts": 'import { pgTable, serial } from "drizzle-orm/pg-core";\n'
    'export const teams = pgTable("teams", { id: serial().primaryKey() });\n',
    ".gitignore": "node_modules\n.yarn\n.pnp.*\n.venv\n",
}
CHANGED = (
    'import { pgTable, serial, text } from "drizzle-orm/pg-core";\n'
    'export const teams = pgTable("teams", { id: serial().primaryKey(), name: text() });\n'
)
PRE_COMMIT = """repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: forge-migrations
"""


class Way(NamedTuple):
    """A way to install: what is there before, what is typed, and how a teammate installs packages."""

    name: str
    before: tuple[str, ...]
    """Commands that set up the project; they are not counted."""
    typed: tuple[str, ...]
    """What a person types to be protected, each a step."""
    teammate: str
    """What a teammate types after `git clone` anyway."""
    steps: int
    """How many steps it may take."""
    also: tuple[str, ...] = ()
    """What a teammate types beyond that."""
    files: tuple[tuple[str, str], ...] = ()
    """Files of the project, with what is in them."""

    @property
    def manager(self) -> str:
        """The package manager of the project."""
        return self.teammate.split()[0]


_NPM = ("npm install -D forge-migrations", "npx forge-migrations init")
WAYS = (
    Way("npm", (), _NPM, "npm install", 2),
    Way("npm, husky", ("npm install -D husky@9", "npx husky init", "rm .husky/pre-commit"), _NPM, "npm install", 2),
    Way("npm, lefthook", ("npm install -D lefthook@2", "npx lefthook install"), _NPM, "npm install", 2,
        files=(("lefthook.yml", "pre-commit:\n  jobs:\n    - run: exit 0\n"),)),
    Way("npm, simple-git-hooks",
        ("npm install -D simple-git-hooks@2", "npm pkg set simple-git-hooks.pre-push=true scripts.prepare=simple-git-hooks",
         "npx simple-git-hooks"), _NPM, "npm install", 2),
    Way("pnpm", (), ("pnpm add -D forge-migrations", "pnpm exec forge-migrations init"), "pnpm install", 2),
    Way("bun", (), ("bun add -d forge-migrations", "bunx forge-migrations init"), "bun install", 2),
    Way("yarn", ("yarn config set nodeLinker node-modules",),
        ("yarn add -D forge-migrations", "yarn forge-migrations init"), "yarn install", 2),
    Way("yarn, Plug'n'Play", (),
        ("yarn add -D forge-migrations", "yarn forge-migrations init", "yarn forge-migrations setup"), "yarn install", 3,
        also=("yarn forge-migrations setup",)),
    Way("pre-commit", (),
        ("pip install pre-commit", "cp {pre_commit} .pre-commit-config.yaml",
         "pre-commit install -t pre-commit -t pre-merge-commit -t pre-push"), "npm install", 3,
        also=("pre-commit install -t pre-commit -t pre-merge-commit -t pre-push",)),
    Way("prek", (),
        ("npm install -D @j178/prek", "cp {pre_commit} .pre-commit-config.yaml",
         "npx prek install -t pre-commit -t pre-merge-commit -t pre-push"), "npm install", 3,
        also=("npx prek install -t pre-commit -t pre-merge-commit -t pre-push",)),
    Way("pip", (), ("pip install {wheel}", "forge-migrations init --into hooks-path"), "npm install", 2,
        also=("git config core.hooksPath .githooks",)),
)  # fmt: skip
"""Python's ways need Python on the PATH, npm's none: theirs has git, Node and a shell alone."""


class Tried(NamedTuple):
    """What became of a way: `wrong` is empty where it is as it should be."""

    way: Way
    wrong: str


def try_ways(names: list[str], work: Path, tarballs: Sequence[Path] = ()) -> list[Tried]:
    """Try the ways of these names (all when empty) in `work`.

    `tarballs`: the npm packages, where they are built already.
    """
    work.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "CI": "", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(work / "home")}
    for name in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{name}_NAME": "A", f"GIT_{name}_EMAIL": "a@example.com"}
    shutil.rmtree(work / "home", ignore_errors=True)
    (work / "home").mkdir()
    found = [way for way in WAYS if not names or way.name in names]
    tools = work / "tools"
    with serving(tarballs or build(work / "npm"), env) as here:
        if any(not way.manager.startswith("npm") for way in found):
            line = f"npm install --silent --no-save --prefix {tools} {' '.join(NPM_TOOLS)}"
            _shell(line, work, env)
        if any("{wheel}" in line for way in found for line in way.typed):
            _shell(f"{sys.executable} -m pip wheel --quiet --no-deps -w {work} {ROOT}", work, env)
        return [Tried(way, _tried(way, work, here, tools)) for way in found]


def _tried(way: Way, work: Path, env: Mapping[str, str], tools: Path) -> str:
    """Empty, or what is not as it should be."""
    if len(way.typed) > way.steps:
        return f"{len(way.typed)} steps instead of {way.steps}"
    folder = work / "ways" / "".join(each if each.isalnum() else "-" for each in way.name)
    shutil.rmtree(folder, ignore_errors=True)
    app = folder / "app"
    app.mkdir(parents=True)
    env = _environment(way, env, tools, folder)
    words = {
        "wheel": str(next(work.glob("*.whl"), "")),
        "pre_commit": str(folder / "pre-commit.yaml"),
    }
    rev = _shell("git rev-parse HEAD", ROOT, env).strip()
    (folder / "pre-commit.yaml").write_text(PRE_COMMIT.format(repo=ROOT, rev=rev))
    try:
        _project(app, way, env)
        for line in way.typed:
            _shell(line.format(**words), app, env)
        _shell("git add --all && git commit --quiet --message tools", app, env)
        if wrong := _lost(app, env):
            return wrong
        _shell(f"git clone --quiet {app} {folder}/mate", folder, env)
        mate = folder / "mate"
        for line in (way.teammate, *way.also):
            _shell(line, mate, env)
        return (wrong := _lost(mate, env)) and f"a teammate: {wrong}"
    except RuntimeError as error:
        return str(error)


def _project(app: Path, way: Way, env: Mapping[str, str]) -> None:
    """A Drizzle project with one migration and the hook manager that it has already."""
    for name, text in {**PROJECT, **dict(way.files), "package.json": '{"private": true}\n'}.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text)
    _shell("git init --quiet --initial-branch main", app, env)
    manager = way.manager
    if manager == "yarn":
        (app / "yarn.lock").touch()  # yarn's mark of a project of its own
    for line in way.before:
        _shell(line, app, env)
    add = "install" if manager == "npm" else "add"
    _shell(f"{manager} {add} -D {' '.join(KIT)}", app, env)
    run = {"npm": "npx", "bun": "bunx", "pnpm": "pnpm exec", "yarn": "yarn"}[manager]
    _shell(f"{run} drizzle-kit generate", app, env)
    _shell("git add --all && git commit --quiet --no-verify --message start", app, env)


def _lost(app: Path, env: Mapping[str, str]) -> str:
    """Empty when git refuses a schema change without its migration, and lets a healthy commit pass."""
    (app / "notes.md").write_text(f"words of {app.name}\n")
    _shell("git add notes.md && git commit --quiet --message words", app, env)
    (app / "src/schema.ts").write_text(CHANGED)
    ran = subprocess.run(
        "git commit --quiet --all --message bad", shell=True, cwd=app, env=dict(env),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = ran.stdout + ran.stderr
    _shell("git checkout --quiet --force HEAD", app, env)
    if ran.returncode == 0:
        return "a schema change without its migration was let through"
    return "" if "stale" in said and '"name"' in said else f"refused, but said: {said[-2000:]}"


def _environment(way: Way, env: Mapping[str, str], tools: Path, folder: Path) -> dict[str, str]:
    """npm's ways see git, Node, a shell and the package managers; Python's see a Python as well."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (bin_ / tool).symlink_to(found)
    own = {"yarn": "yarn", "pnpm": "pnpm", "bun": "bun", "bunx": "bunx"}
    for name, target in own.items():
        if (tools / "node_modules/.bin" / target).exists():
            (bin_ / name).symlink_to(tools / "node_modules/.bin" / target)
    path = [str(bin_)]
    if not way.typed[0].startswith(("npm", "pnpm", "bun", "yarn")) or way.name == "prek":
        _shell(f"{sys.executable} -m venv {folder}/python", folder, env)
        path += [str(folder / "python/bin"), str(Path(sys.base_prefix, "bin"))]
    return {**env, "PATH": os.pathsep.join(path)}


def _shell(line: str, folder: Path, env: Mapping[str, str]) -> str:
    """Run a line as it would be typed. Raises `RuntimeError` with what it said."""
    ran = subprocess.run(
        line, shell=True, cwd=folder, env=dict(env), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        raise RuntimeError(f"{line}: exit {ran.returncode}: {(ran.stderr + ran.stdout)[-2000:]}")
    return ran.stdout


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.try_install", description=__doc__)
    parser.add_argument("ways", nargs="*", help="the ways to try (default: all)")
    parser.add_argument("--keep", type=Path, help="a folder to work in that is kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tried = try_ways(options.ways, options.keep or Path(name))
    print("| way | steps | a teammate's, after installing packages | |\n|---|---|---|---|")
    for each in tried:
        way = each.way
        print(
            f"| {way.name} | {len(way.typed)} | {len(way.also)} | {each.wrong or 'refused as it should be'} |"
        )
    raise SystemExit(any(each.wrong for each in tried))


if __name__ == "__main__":
    main()
