"""Findings for a program: one JSON array on stdout, nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import page_of
from forge_migrations.remedy import Remedy
from forge_migrations.report.legible import encodable
from forge_migrations.report.legible import legible


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """An array of objects with the keys of the README's table, sorted, acknowledged ones too."""
    program = os.path.join(sys.prefix, "bin", "forge-migrations")
    if shutil.which("forge-migrations") or not os.path.exists(program):
        program = ""
    found = sorted(
        dict.fromkeys(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule)
    )
    return json.dumps([_object(f, program) for f in found if f.severity != "off"], indent=2) + "\n"


def _object(finding: Finding, program: str) -> dict[str, Any]:
    return {
        "check": finding.check,
        "rule": finding.rule,
        "class": finding.kind,
        "docs": page_of(finding.rule),
        "severity": finding.severity,
        "path": legible(finding.path),
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        **encodable(Remedy.of(finding.remedy).as_data(program)),
        "project": legible(finding.project),
        "inherited": finding.inherited,
        "released": finding.released,
        "acknowledged": bool(finding.acknowledged),
    }
