"""What a finding about SQL leaves to say: the line that accepts it, and the export that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    place = dropped and declaration(dropped.group(1).rpartition(".")[2], project, after, changed)
    if not place:
        return finding
    return finding._replace(
        message=f"{finding.message}, and {place} still declares it: it lost its export",
        remedy=f"export the table again in {place} and delete this migration; {finding.remedy}",
    )


def declaration(table: str, project: Project, after: Tree, changed: Iterable[str]) -> str:
    """`path:line` of the call that declares the table without exporting it; empty when none does.

    drizzle-kit takes what a schema file doesn't export for what isn't there:
    `drizzle-kit/src/serializer/pgImports.ts`. Any call whose name ends in `Table` counts, or a
    method `table` (`pgSchema().table`).
    """
    call = _call(table)
    paths = {*schema_files(project, after), *(p for p in changed if p.endswith((".ts", ".js")))}
    for path, data in sorted(after.read_many(paths).items()):
        text = data.decode("utf-8", "replace")
        for found in call.finditer(text):
            start = text.rfind("\n", 0, found.start()) + 1
            line = text[start : found.end()].lstrip()
            if line.startswith(("const ", "let ", "var ")):
                return f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
    return ""


def kept(table: str, files: Iterable[str], after: Tree) -> str:
    """`path:line` of the call that still declares a table in one of the files, exported or not."""
    call = _call(table)
    paths = [path for path in files if after.is_file(path)]
    for path, data in sorted(after.read_many(paths).items()):
        text = data.decode("utf-8", "replace")
        found = call.search(text)
        if found:
            return f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
    return ""


def _call(table: str) -> re.Pattern[str]:
    return re.compile(rf"""[Tt]able\w*\(\s*(["'`]){re.escape(table)}\1""")
