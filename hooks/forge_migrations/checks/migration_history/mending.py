"""Commands that put a migration right that is not released yet, and stage it."""

from __future__ import annotations

import posixpath

from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.config.scripts import upgrade
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_rm
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.remedy import Command


def repaired(project: Project, name: str = "", force: bool = False) -> Iterator[Command]:
    """`repair`, which writes nothing unless it mends all; with a name also the migration that the
    schema is ahead by afterwards. `force` where git ignores what it writes."""
    also = ("--generate", name) if name else ()
    yield ours("repair", "--write", project.config, *also)
    yield git_add(project.out, force=force)


def in_one_layout(project: Project, tree: Tree) -> Iterator[Command]:
    """A journal's migrations as folders of 1.0, which `drizzle-kit up` makes of them. It stops at a
    folder that is there: what a merge brought twice is taken out once, by its bytes."""
    out = project.out
    paths = list(tree.files_under(out))
    old = {tree.blob(path): path for path in paths if _is_old(path, out)}
    new = {tree.blob(path): path for path in paths if posixpath.basename(path) == "migration.sql"}
    both = [blob for blob in old if blob in new]
    if len(both) == len(old):
        yield git_rm(*sorted(old.values()), posixpath.join(out, "meta"), force=True)
        return
    if both:
        yield git_rm(*sorted(posixpath.dirname(new[blob]) for blob in both), force=True)
    yield upgrade(project, tree)
    yield git_add(out)


def _is_old(path: str, out: str) -> bool:
    return posixpath.dirname(path) == out and path.endswith(".sql")


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
