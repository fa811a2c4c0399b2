"""Findings as SARIF 2.1.0, for GitHub code scanning and every other viewer.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from itertools import groupby
from urllib.parse import quote

from forge_migrations import __version__
from forge_migrations.findings import HOME
from forge_migrations.findings import page_of
from forge_migrations.remedy import Remedy
from forge_migrations.report.fingerprint import fingerprinted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note
    from forge_migrations.remedy import Edit

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """One run; an acknowledged finding is suppressed in source, an inherited one is unchanged."""
    found = list(fingerprinted(findings))
    rules = list(dict.fromkeys(finding.rule for finding, _print in found))
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "forge-migrations",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "informationUri": HOME,
                        "rules": [_rule(name) for name in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(notes)],
                "results": [
                    _result(finding, mark, rules.index(finding.rule)) for finding, mark in found
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    from forge_migrations.rules import RULES

    known = next((rule for rule in RULES if rule.id == name), None)
    if known is None:
        return {"id": name, "helpUri": page_of(name)}
    return {
        "id": name,
        "helpUri": page_of(name),
        "shortDescription": {"text": known.problem.split(". ")[0].rstrip(".")},
        "fullDescription": {"text": known.problem},
        "help": {"text": known.remedy},
        "defaultConfiguration": {"level": _level(known.severity)},
        "properties": {"tags": [known.kind]},
    }


def _level(severity: str) -> str:
    return {"refuse": "error", "report": "warning"}.get(severity, "none")


def _invocation(notes: Iterable[Note]) -> dict[str, Any]:
    said = list(notes)
    return {
        "executionSuccessful": not any(note.undecided for note in said),
        "toolExecutionNotifications": [
            {
                "level": "error" if note.undecided else "note",
                "message": {"text": f"{note.check}: {note.message}"},
            }
            for note in said
        ],
    }


def _result(finding: Finding, mark: str, index: int) -> dict[str, Any]:
    place = {"startLine": finding.line, "startColumn": finding.column}
    text = f"{finding.message}. Fix: {finding.remedy}" if finding.remedy else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _level(finding.severity),
        "message": {"text": text},
        "locations": [
            {"physicalLocation": {"artifactLocation": _file(finding.path), "region": place}}
        ]
        if finding.path
        else [],
        "partialFingerprints": {"forgeMigrations/v1": mark},
        "baselineState": "unchanged" if finding.inherited else "new",
    }
    fixes = [*_fixes(finding)]
    if fixes and not finding.acknowledged:
        result["fixes"] = fixes
    if finding.acknowledged:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.acknowledged}]
    return result


def _file(path: str) -> dict[str, str]:
    return {"uri": quote(path, errors="surrogateescape")}


def _fixes(finding: Finding) -> Iterator[dict[str, Any]]:
    """Each way of the remedy that edits lines; one that a program can't place is left to the words."""
    whole = Remedy.of(finding.remedy)
    for way in (whole, *whole.alternatives):
        regions = [(edit, _region(edit)) for edit in way.edits]
        if not regions or not all(region for _edit, region in regions):
            continue
        yield {
            "description": {"text": str(Remedy(way.words, *way.edits))},
            "artifactChanges": [
                {"artifactLocation": _file(path), "replacements": [*map(_replacement, same)]}
                for path, same in groupby(
                    sorted(regions, key=lambda each: each[0].path), key=lambda each: each[0].path
                )
            ],
        }


def _region(edit: Edit) -> dict[str, int] | None:
    """What gives way; nothing, at the line's start, for a line of its own. `None` where the column isn't
    known."""
    if edit.new and not edit.old:
        return {"startLine": edit.line, "startColumn": 1, "endLine": edit.line, "endColumn": 1}
    if not edit.new:
        return {"startLine": edit.line, "startColumn": 1, "endLine": edit.line + 1, "endColumn": 1}
    if not edit.column or "\n" in edit.old:
        return None
    place = {"startLine": edit.line, "startColumn": edit.column}
    return {**place, "endLine": edit.line, "endColumn": edit.column + len(edit.old)}


def _replacement(placed: tuple[Edit, dict[str, int] | None]) -> dict[str, Any]:
    edit, region = placed
    ending = "" if edit.old or not edit.new else "\n"
    return {"deletedRegion": region, "insertedContent": {"text": edit.new + ending}}
