"""The command that a person of this project types to run drizzle-kit."""

from __future__ import annotations

import posixpath

from forge_migrations.remedy import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from forge_migrations.drizzle.project import Project

RUNNERS = (
    ("bun.lock", "bun run", "bunx"),
    ("bun.lockb", "bun run", "bunx"),
    ("pnpm-lock.yaml", "pnpm run", "pnpm exec"),
    ("yarn.lock", "yarn run", "yarn"),
    ("package-lock.json", "npm run", "npx"),
)
"""Lockfile, what runs a script, what runs a program."""
DENO = ("deno.json", "deno.jsonc", "deno.lock")


def generate(project: Project, paths: Container[str], *options: str) -> Command:
    """`cd packages/db && pnpm run db:generate --custom`, to be pasted at the repository's root.

    `paths` are those of the tree: the lockfile tells the package manager.
    """
    own = project.script and (project.script_ends or not options)
    folder = project.script_folder if own else project.cwd
    named = [each[1:] for each in RUNNERS if each[1].startswith(project.manager + " ")]
    runner, program = named[0] if named else _runner(folder, paths)
    if own:
        words = [*runner.split(), project.script]
        if runner == "npm run" and options:
            words.append("--")
    else:
        words = _program(project, program, folder, "generate")
    return Command((*words, *options), folder)


def upgrade(project: Project, paths: Container[str]) -> Command:
    """`npx drizzle-kit up`, which rewrites a history in the layout of the installed drizzle-kit."""
    named = [each[2] for each in RUNNERS if each[1].startswith(project.manager + " ")]
    program = named[0] if named else _runner(project.cwd, paths)[1]
    return Command((*_program(project, program, project.cwd, "up"),), project.cwd)


def _program(project: Project, program: str, folder: str, task: str) -> list[str]:
    kit = "npm:drizzle-kit" if program.startswith("deno ") else "drizzle-kit"
    config = posixpath.relpath(project.config or ".", folder or ".")
    named = [f"--config={config}"] if config != "drizzle.config.ts" else []
    return [*program.split(), kit, task, *named]


def _runner(folder: str, paths: Container[str]) -> tuple[str, str]:
    while True:
        for lockfile, script, program in RUNNERS:
            if posixpath.join(folder, lockfile) in paths:
                return script, program
        if not folder:
            deno = "package.json" not in paths and any(name in paths for name in DENO)
            return ("deno task", "deno run -A") if deno else ("npm run", "npx")
        folder = posixpath.dirname(folder)
