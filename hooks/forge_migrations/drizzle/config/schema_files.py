"""The files that a config's `schema` means at a Tree, as drizzle-kit finds them."""

from __future__ import annotations

from forge_migrations.drizzle.config.globs import Glob
from forge_migrations.drizzle.config.globs import expanded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project

EXTENSIONS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx")


def schema_files(project: Project, tree: Tree) -> list[str]:
    """The entries that drizzle-kit loads: every match of a pattern, a folder's direct files.

    Source: `prepareFilenames` in drizzle-kit's `src/serializer/index.ts`: `glob.sync` from the
    folder that it is run in; a folder means its direct files.
    """
    found: dict[str, None] = {}
    for pattern in project.schema:
        for path in matching(tree, project.cwd, pattern):
            if path.endswith(EXTENSIONS) and not path.endswith((".d.ts", ".d.mts", ".d.cts")):
                found[path] = None
    return list(found)


def matching(tree: Tree, cwd: str, pattern: str) -> list[str]:
    """The files of the Tree that one pattern means, sorted."""
    found: set[str] = set()
    for each in expanded(pattern):
        glob = Glob(cwd, each)
        if glob.expression is None:
            here = tree.is_file(glob.fixed) and not glob.folders_only
            found.update([glob.fixed] if here else tree.files_in(glob.fixed))
            continue
        if not glob.folders_only:
            found.update(path for path in tree.files_under(glob.fixed) if glob.matches(path))
        prefix = glob.fixed + "/" if glob.fixed else ""
        for folder in tree.folders:
            if (folder + "/").startswith(prefix) and glob.matches(folder, folder=True):
                found.update(tree.files_in(folder))
    return sorted(path for path in found if tree.is_file(path))
