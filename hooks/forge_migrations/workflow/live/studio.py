"""Run the project's own drizzle-kit studio, on its port, until Ctrl-C.

Reads the config, and the database that the config names: studio shows and edits its rows. This
command itself writes nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys

from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import project_arguments
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.drizzle.generate.command import kit_command
from forge_migrations.system.processes import resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

PORT = 4983
"""drizzle-kit's own default: https://orm.drizzle.team/docs/drizzle-kit-studio"""


def arguments(parser: argparse.ArgumentParser) -> None:
    project_arguments(parser)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--host", default="127.0.0.1")


def run(options: argparse.Namespace) -> int:
    repository = rooted_repository()
    assert repository.root is not None
    subject = open_work_tree(repository, options.kit)
    try:
        project = choose_project(subject, options.project).project
        place = subject.kit.place(project, subject.change.after)
    finally:
        subject.facts.save()
        subject.close()
    where = [f"--port={options.port}", f"--host={options.host}"]
    command = kit_command(project, place, repository.root, ["studio", *where])
    print(f"{project.config}: {command.shown}", file=sys.stderr)
    # drizzle's page talks to this address: https://orm.drizzle.team/docs/drizzle-kit-studio
    address = f"https://local.drizzle.studio/?port={options.port}&host={options.host}"
    print(f"Studio: {address} (Ctrl-C ends it)", flush=True)
    env = {**os.environ, **command.variables}
    return subprocess.run(resolved(command.words), cwd=command.cwd, env=env, check=False).returncode
