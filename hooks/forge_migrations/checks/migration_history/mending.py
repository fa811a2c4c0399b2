"""Commands that put a migration right that is not released yet, and stage it."""

from __future__ import annotations

import posixpath
from collections.abc import Container
from collections.abc import Iterator

from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.drizzle.project import Project
from forge_migrations.remedy import Command
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_rm
from forge_migrations.remedy import ours


def repaired(project: Project, name: str = "") -> Iterator[Command]:
    """`repair`, which writes nothing unless it mends all; with a name also the migration that the
    schema is ahead by afterwards."""
    also = ("--generate", name) if name else ()
    yield ours("repair", "--write", project.config, *also)
    yield git_add(project.out)


def made_again(project: Project, paths: Container[str], one: Migration) -> Iterator[Command]:
    """One migration taken away whole, and generated under the same name."""
    name = one.tag.partition("_")[2] or one.tag
    if posixpath.basename(one.path) == "migration.sql":  # 1.0: all of it is in its folder
        yield git_rm(posixpath.dirname(one.path), force=True)
        yield generate(project, paths, "--name", name)
        yield git_add(project.out)
        return
    # Without its SQL its entry goes, and its snapshot with it.
    yield git_rm(one.path, force=True)
    yield from repaired(project, name)
