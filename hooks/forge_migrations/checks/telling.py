"""What a finding about SQL leaves to say: the line that accepts it, and the export that is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cached_property

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.project import Project
from forge_migrations.drizzle.schema_files import schema_files
from forge_migrations.findings import Finding

MANY = 300
"""Changed scripts beyond which a hint isn't worth reading all of them."""
DROPPED = re.compile(r'drops table "([^"]+)"')
DECLARED = re.compile(
    rb"""^[ \t]*(?:const|let|var)[ ][^\n]*?(?P<call>[Tt]able\w{0,40}\(\s*(["'`])(?P<name>[^"'`\n]{1,200})\2)""",
    re.MULTILINE,
)
"""Any call whose name ends in `Table` counts, or a method `table` (`pgSchema().table`)."""


def told(finding: Finding, declared: Declarations) -> Finding:
    """The finding with what to type to accept it, and with the table's declaration if it has one."""
    if not finding.refuses:
        return finding
    accepted = f"-- forge-migrations: allow {finding.rule}: WHY"
    finding = finding._replace(
        remedy=f"{finding.remedy}; if it is meant, write above the statement: {accepted}"
    )
    dropped = DROPPED.search(finding.message) if finding.rule == "drop-table" else None
    place = dropped and declared.places.get(dropped.group(1).rpartition(".")[2])
    if not place:
        return finding
    return finding._replace(
        message=f"{finding.message}, and {place} still declares it: it lost its export",
        remedy=f"export the table again in {place} and delete this migration; {finding.remedy}",
    )


class Declarations:
    """The tables that a project's scripts declare and don't export, read when first asked for.

    drizzle-kit takes what a schema file doesn't export for what isn't there:
    `drizzle-kit/src/serializer/pgImports.ts`.
    """

    def __init__(self, project: Project, after: Tree, changed: Iterable[str]) -> None:
        self._project = project
        self._after = after
        self._changed = changed

    @cached_property
    def places(self) -> dict[str, str]:
        """Table -> `path:line` of the first call that declares it."""
        found: dict[str, str] = {}
        for path, data in sorted(self._after.read_many(self._scripts()).items()):
            for call in DECLARED.finditer(data):
                line = data.count(b"\n", 0, call.start("call")) + 1
                found.setdefault(os.fsdecode(call["name"]), f"{path}:{line}")
        return found

    def _scripts(self) -> set[str]:
        """The schema files, and the changed scripts. Of very many only those beside or below a
        schema file: where everything is judged, or years are pushed, the rest is other code."""
        schema = schema_files(self._project, self._after)
        scripts = {path for path in self._changed if path.endswith((".ts", ".js"))}
        if len(scripts) > MANY:
            folders = {path.rpartition("/")[0] for path in schema} - {""}
            scripts &= {path for folder in folders for path in self._after.files_under(folder)}
        return {*schema, *scripts}
