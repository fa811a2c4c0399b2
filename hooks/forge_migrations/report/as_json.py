"""Findings for a program: one JSON array on stdout, nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys

from forge_migrations.findings import Finding
from forge_migrations.findings import page_of
from forge_migrations.remedy import Remedy
from forge_migrations.report.legible import encodable
from forge_migrations.report.legible import legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.findings import Note
    from forge_migrations.findings import Predicted
    from forge_migrations.findings import Use
    from forge_migrations.findings import Uses


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """An array of objects with the keys of the README's table, sorted, acknowledged ones too.

    What could not be decided stands behind them, as rule and severity `undecided`.
    """
    program = program_elsewhere()
    found = sorted(
        dict.fromkeys(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule)
    )
    told = [finding_object(f, program) for f in found if f.severity != "off"]
    told += [_undecided(note, program) for note in dict.fromkeys(notes) if note.undecided]
    return json.dumps(told, indent=2) + "\n"


def program_elsewhere() -> str:
    """Where the command is that remedies name, if nothing finds it by its name."""
    program = os.path.join(sys.prefix, "bin", "forge-migrations")
    return "" if shutil.which("forge-migrations") or not os.path.exists(program) else program


def finding_object(finding: Finding, program: str = "") -> dict[str, Any]:
    """One finding, by docs/schemas/common.v1.json."""
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
        "details": encodable(finding.details),
        **production_object(finding.production),
        **_uses(finding.uses),
    }


def uses_object(told: Uses) -> dict[str, Any]:
    """Who still uses what is taken away, by docs/schemas/common.v1.json."""
    return {
        "what": encodable(told.what),
        "does": told.verb,
        "released": [_use(each) for each in told.released],
        "new": None if told.new is None else [_use(each) for each in told.new],
        "proven": told.proven,
        "since": told.since,
        "days": told.days,
        "by": told.by,
    }


def _use(each: Use) -> dict[str, Any]:
    return {"path": legible(each.path), "line": each.line, "how": each.how}


def _uses(told: Uses | None) -> dict[str, Any]:
    return {"uses": uses_object(told)} if told else {}


def production_object(told: Predicted | None) -> dict[str, Any]:
    """What production's facts say of it, where they do."""
    if told is None:
        return {}
    said = told._asdict()
    seconds = told.seconds
    said["seconds"] = None if seconds is None else float(f"{seconds:.2g}")
    return {"production": {key: said[key] for key in said if key not in ("words", "silent")}}


def note_object(note: Note, program: str = "") -> dict[str, Any]:
    """One note, by docs/schemas/common.v1.json."""
    return {
        "check": note.check,
        "message": note.message,
        "project": legible(note.project),
        "undecided": note.undecided,
        **encodable(Remedy.of(note.remedy).as_data(program)),
        "details": encodable(note.details),
    }


def _undecided(note: Note, program: str) -> dict[str, Any]:
    said = Finding(note.check, "undecided", "", 1, note.message, note.remedy, project=note.project)
    told = finding_object(said._replace(details=note.details), program)
    return {**told, "severity": "undecided", "docs": ""}
