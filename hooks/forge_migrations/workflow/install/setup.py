"""Install what the checks need and the project doesn't have: drizzle-kit, drizzle-orm, PGlite.

Reads the projects of the work tree and their lockfiles. Writes to the tool's own cache folder only,
with npm, exact versions, no install scripts; the checks find it there. The repository and its
node_modules stay as they are.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.database.postgres.pglite import Pglite
from forge_migrations.database.postgres.pglite import find_pglite
from forge_migrations.database.postgres.pglite import own_folder
from forge_migrations.drizzle.kit.locked import asks_for
from forge_migrations.drizzle.kit.locked import locked_version
from forge_migrations.drizzle.kit.locked import own_copy
from forge_migrations.drizzle.kit.places import SUBSTITUTE
from forge_migrations.drizzle.kit.places import NeedsSubstitute
from forge_migrations.drizzle.kit.places import install_command
from forge_migrations.engines import engine_of
from forge_migrations.facts import cache_folder
from forge_migrations.findings import Undecided
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.install.node_tools import environment_with_node
from forge_migrations.workflow.install.node_tools import npm_install

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.project import Project

PGLITE = ("@electric-sql/pglite@0.5.14", "@electric-sql/pglite-pgvector@0.0.15")
"""PostgreSQL 18 with contrib, and pgvector."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pglite", action="store_true", help="PGlite too: PostgreSQL in one file")


def run(options: argparse.Namespace) -> int:
    subject = open_work_tree(rooted_repository())
    missing, told = 0, list[dict[str, object]]()
    answer_of(options).tell(projects=told)
    try:
        for each in subject.projects:
            if not each.gone:
                has = _has_kit(subject, each)
                told.append({"project": each.project.config, "kit": has})
                missing += not has
    finally:
        subject.facts.save()
        subject.close()
    if options.pglite:
        install(own_folder(), list(PGLITE))
        _make_empty_database()
    return 3 if missing else 0


def install(folder: str, packages: list[str]) -> None:
    """Install packages into a folder of the cache, whole or not at all."""
    if os.path.isdir(os.path.join(folder, "node_modules")):
        print(f"{' '.join(packages)}: in {folder} already")
        return
    env = environment_with_node(os.path.join(cache_folder(), "node"))
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    part = tempfile.mkdtemp(prefix=".part-", dir=os.path.dirname(folder))
    try:
        with open(os.path.join(part, "package.json"), "w", encoding="utf-8") as file:
            file.write('{"private": true}\n')
        print(f"{' '.join(packages)}: installing into {folder}", flush=True)
        npm_install(part, packages, env)
        os.rename(part, folder)
    except OSError:
        if not os.path.isdir(os.path.join(folder, "node_modules")):  # another run was first
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _make_empty_database() -> None:
    """PGlite takes some seconds for its first one, which is kept: no rehearsal waits for it."""
    package = find_pglite()
    if package is not None:
        Pglite(package).stop()


def _has_kit(subject: Subject, each: ProjectChange) -> bool:
    project, tree = each.project, subject.change.after
    try:
        place = subject.kit.place(project, tree)
    except NeedsSubstitute as error:
        print(f"{project.config}: {error}")
        install(
            own_copy(SUBSTITUTE, SUBSTITUTE),
            [f"drizzle-kit@{SUBSTITUTE}", f"drizzle-orm@{SUBSTITUTE}"],
        )
        return True
    except Undecided:
        pass
    else:
        print(f"{project.config}: drizzle-kit {place.version} in {place.kit}")
        return True
    kit = locked_version(tree, project.cwd, "drizzle-kit")
    orm = locked_version(tree, project.cwd, "drizzle-orm")
    if not kit or not orm:
        what = "drizzle-kit" if not kit else "drizzle-orm"
        print(f"{project.config}: {_without_version(project, tree, what)}", file=sys.stderr)
        return False
    install(own_copy(kit, orm), [f"drizzle-kit@{kit}", f"drizzle-orm@{orm}"])
    print(
        f"{project.config}: {engine_of(project.dialect)}, drizzle-kit {kit} and drizzle-orm {orm}"
    )
    return True


def _without_version(project: Project, tree: Tree, package: str) -> str:
    """Why there is no version to install, and what gives one."""
    if not asks_for(tree, project.cwd, package):
        command = "npm install --save-dev drizzle-kit drizzle-orm"
        return f"no lockfile and no package.json names {package}\n  fix: add it: {command}"
    said = f"package.json names {package} without a version, and no lockfile says which one"
    return f"{said}\n  fix: {install_command(project, tree)}"
