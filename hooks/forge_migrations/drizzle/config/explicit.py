"""A project that `.forge-migrations.toml` names in a `[[project]]` table."""

from __future__ import annotations

import posixpath

from forge_migrations.drizzle.config.reading import DIALECTS
from forge_migrations.drizzle.packages import within
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.packages import Packages

TEXTS = ("driver", "casing", "prefix", "table", "ledger_schema")


def from_table(
    table: Mapping[str, Any], read: Project | None, tree: Tree, packages: Packages
) -> Project:
    """The project of a table; what the table leaves out comes from its config where that was read.

    Paths of a table are relative to its `cwd`, which is relative to the root. Raises `UsageError`
    for a table that leaves out what nothing else tells.
    """
    config = str(table.get("config", ""))
    if not config:
        raise UsageError(
            ".forge-migrations.toml: a [[project]] names no config",
            'write the path of its Drizzle config: config = "drizzle.config.ts"',
        )
    nearest = packages.nearest(posixpath.dirname(config))
    cwd = within("", str(table["cwd"])) if "cwd" in table else None
    if cwd is None:
        cwd = read.cwd if read else (nearest.folder if nearest else posixpath.dirname(config))
    project = read or Project(config, cwd, "", (), within(cwd, "drizzle"))
    project = project._replace(cwd=cwd)
    changes: dict[str, Any] = {key: str(table[key]) for key in TEXTS if key in table}
    if "dialect" in table:
        changes["dialect"] = DIALECTS.get(str(table["dialect"]), str(table["dialect"]))
    if "schema" in table:
        schema = table["schema"]
        changes["schema"] = tuple(schema) if isinstance(schema, list) else (str(schema),)
    if "out" in table:
        changes["out"] = within(cwd, str(table["out"]))
    if "breakpoints" in table:
        changes["breakpoints"] = bool(table["breakpoints"])
    if not project.packages:
        package = packages.nearest(cwd)
        changes["packages"] = package.dependencies if package else ()
    changes["manager"] = packages.manager_of(cwd)
    changes["unread"] = tuple(name for name in project.unread if name not in table)
    project = project._replace(**changes)
    if not project.dialect:
        raise UsageError(
            f".forge-migrations.toml: [[project]] {config!r} has no dialect",
            'add it: dialect = "postgresql"',
        )
    return project
