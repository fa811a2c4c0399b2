"""Walk through good and bad commits in a real Drizzle project, and show what a person would see.

Makes a project in a temporary folder with drizzle-kit and drizzle-orm from npm, installs the hooks
with the real pre-commit from this checkout, and commits: a column with and without its migration,
half a migration, a lost export, an edited release, a rename, an acknowledged drop; PostgreSQL and
SQLite. Ends with 1 when a commit comes to anything else than it should. Reads and writes nothing
outside of its folder but the caches of npm and pip; the folder goes away at the end.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time

import forge_migrations
from forge_migrations.facts import cache_folder
from forge_migrations.workflow.install.demonstration import hooking
from forge_migrations.workflow.install.demonstration import project
from forge_migrations.workflow.install.demonstration import scenes
from forge_migrations.workflow.install.demonstration.stage import Stage
from forge_migrations.workflow.install.node_tools import environment_with_node
from forge_migrations.workflow.install.node_tools import npm_install

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

SCRUBBED = ("GIT_", "PRE_COMMIT", "PYTHON", "FORGE_")
SOURCE = os.path.dirname(os.path.dirname(forge_migrations.__file__))


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep", action="store_true", help="leave the folder, and say where it is")


def run(options: argparse.Namespace) -> int:
    folder = os.path.realpath(tempfile.mkdtemp(prefix="forge-demo-"))
    started = time.monotonic()
    try:
        stage = set_up(folder)
        scenes.play(stage)
    finally:
        if options.keep:
            print(f"\nThe project stays in {folder}/project")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return summary(stage, time.monotonic() - started)


def set_up(folder: str) -> Stage:
    """The project with its packages and its hooks, in a new repository."""
    env = environment(folder)
    stage = Stage(os.path.join(folder, "project"), env)
    for path, text in project.FILES.items():
        stage.write(path, text)
    print("forge-migrations demo: a real project, a real drizzle-kit, the real pre-commit")
    print(f"    in {stage.folder}")
    stage.write("package.json", '{\n  "name": "demo",\n  "private": true\n}\n')
    print(f"    $ npm install {' '.join(project.PACKAGES)}", flush=True)
    npm_install(stage.folder, [*project.PACKAGES], env)
    stage.run("git init --quiet --initial-branch=main")
    stage.write(".pre-commit-config.yaml", hooking.configuration(folder, env))
    stage.show(".pre-commit-config.yaml")
    pre_commit = " ".join(hooking.pre_commit_command(os.path.join(folder, "pre-commit-venv")))
    stage.run(
        f"{pre_commit} install --install-hooks -t pre-commit -t pre-merge-commit",
        shown="pre-commit install -t pre-commit -t pre-merge-commit",
        quiet=True,
    )
    return stage


def environment(folder: str) -> dict[str, str]:
    """Nobody's git configuration, the demo's own pre-commit folder, and this forge-migrations."""
    env = environment_with_node(os.path.join(cache_folder(), "node"))
    env = {
        name: value for name, value in env.items() if not name.startswith(("GIT_", "PRE_COMMIT"))
    }
    binaries = os.path.join(folder, "bin")
    os.makedirs(binaries)
    command = os.path.join(binaries, "forge-migrations")
    with open(command, "w", encoding="utf-8") as file:
        file.write(
            f'#!/bin/sh\nPYTHONPATH="{SOURCE}" exec "{sys.executable}" -m forge_migrations "$@"\n'
        )
    os.chmod(command, 0o755)
    who = {"NAME": "Demo", "EMAIL": "demo@example.com"}
    return {
        **env,
        "PATH": binaries + os.pathsep + env.get("PATH", ""),
        "PRE_COMMIT_HOME": os.path.join(folder, "pre-commit"),
        "FORGE_CACHE": os.path.join(folder, "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in who.items()
        },
        "NO_COLOR": "1",
        "npm_config_update_notifier": "false",
    }


def summary(stage: Stage, seconds: float) -> int:
    """What every commit came to; 1 when one came to something else than it should."""
    print("\nAll commits")
    for number, outcome in enumerate(stage.outcomes, 1):
        said = "accepted" if outcome.accepted else "refused"
        mark = "" if outcome.expected else "   NOT EXPECTED"
        print(f"{number:>4}  {said:<9} {outcome.seconds:4.1f} s   {outcome.title}{mark}")
    wrong = sum(not outcome.expected for outcome in stage.outcomes)
    verdict = f"{wrong} not as expected" if wrong else "all as expected"
    print(f"\n{len(stage.outcomes)} commits in {seconds:.0f} s: {verdict}.")
    return 1 if wrong else 0
