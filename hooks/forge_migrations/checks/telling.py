"""What a finding about SQL leaves to say: the line that accepts it, and the export that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.project import Project
from forge_migrations.drizzle.schema_files import schema_files
from forge_migrations.findings import Finding

DROPPED = re.compile(r'drops table "([^"]+)"')


def told(finding: Finding, project: Project, after: Tree, changed: Iterable[str]) -> Finding:
    """The finding with what to type to accept it, and with the table's declaration if it has one."""
    if not finding.refuses:
        return finding
    accepted = f"-- forge-migrations: allow {finding.rule}: WHY"
    finding = finding._replace(
        remedy=f"{finding.remedy}; if it is meant, write above the statement: {accepted}"
    )
    dropped = DROPPED.search(finding.message) if finding.rule == "drop-table" else None
    if dropped is None:
        return finding
    paths = {*schema_files(project, after), *(p for p in changed if p.endswith((".ts", ".js")))}
    found = declaration(dropped.group(1).rpartition(".")[2], after, paths)
    if found is None or found.exported:
        return finding
    return finding._replace(
        message=f"{finding.message}, and {found.place} still declares it: it lost its export",
        remedy=f"export the table again in {found.place} and delete this migration; {finding.remedy}",
    )


class Declaration(NamedTuple):
    """Where a TypeScript file declares a table."""

    place: str
    """`path:line`."""
    exported: bool


def declaration(table: str, tree: Tree, paths: Iterable[str]) -> Declaration | None:
    """The call among these files that declares the table, one without an export first.

    drizzle-kit takes what a schema file doesn't export for what isn't there:
    `drizzle-kit/src/serializer/pgImports.ts`. Any call whose name ends in `Table` counts, or a
    method `table` (`pgSchema().table`).
    """
    call = re.compile(rf"""[Tt]able\w*\(\s*(["'`]){re.escape(table)}\1""")
    exported = None
    for path, data in sorted(tree.read_many(paths).items()):
        text = data.decode("utf-8", "replace")
        for found in call.finditer(text):
            start = text.rfind("\n", 0, found.start()) + 1
            line = text[start : found.end()].lstrip()
            place = f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
            if line.startswith(("const ", "let ", "var ")):
                return Declaration(place, False)
            if line.startswith("export ") and exported is None:
                exported = Declaration(place, True)
    return exported
