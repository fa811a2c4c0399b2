"""A config that neither its syntax nor running it tells: what is said of it, and what to write."""

from __future__ import annotations

import json
import posixpath

from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.packages import vendored
from forge_migrations.findings import Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project

CHECK = "projects"
USUAL = "src/schema.ts"
LOOKED_AT = 200
"""Files that are looked into for tables before the usual path is named."""


def unreadable(tree: Tree, project: Project, why: str) -> Note:
    """Nobody can tell what the schema is: undecided, with the lines that make it decided."""
    return Note(
        CHECK,
        f"{project.config} can't be read: {why}",
        project.config,
        undecided=True,
        remedy="name it in .forge-migrations.toml, at its end; correct what is not so:",
        details=table(tree, project),
    )


def not_there(tree: Tree, project: Project) -> Note:
    """The config is read, and what it names isn't in the repository."""
    said = ", ".join(project.schema) or project.out
    return Note(
        CHECK,
        f"{project.config} is not checked: what it names ({said}) is not in the repository",
        project.config,
        remedy="if it is kept elsewhere, name it in .forge-migrations.toml, at its end:",
        details=table(tree, project._replace(schema=())),
    )


def table(tree: Tree, project: Project) -> str:
    """The `[[project]]` table as TOML, with what is known of the project and what is usual."""
    schema = list(project.schema) or [_schema(tree, project.cwd)]
    out = posixpath.relpath(project.out or project.cwd + "/drizzle", project.cwd or ".")
    values = {
        "config": project.config,
        "dialect": project.dialect or "postgresql",
        "schema": schema[0] if len(schema) == 1 else schema,
        "out": out,
    }
    # A basic string of TOML is written like one of JSON: https://toml.io/en/v1.0.0#string
    lines = (f"{key} = {json.dumps(value)}" for key, value in values.items())
    return "\n".join(["[[project]]", *lines])


def _schema(tree: Tree, cwd: str) -> str:
    """The likeliest schema file below a folder: one that makes tables, the shortest path of those."""
    inside = f"{cwd}/" if cwd else ""
    paths = [
        path
        for path in tree.entries
        if path.startswith(inside)
        and path.endswith(EXTENSIONS)
        and "schema" in path[len(inside) :].lower()
        and tree.is_file(path)
        and not vendored(path)
    ]
    paths = sorted(paths, key=lambda each: (each.count("/"), len(each), each))[:LOOKED_AT]
    texts = tree.read_many(paths)
    making = (path for path in paths if b"-core" in texts.get(path, b""))
    return next(making, inside + USUAL).removeprefix(inside)
