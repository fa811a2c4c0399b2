"""Findings as SARIF 2.1.0, for GitHub code scanning and every other viewer.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from forge_migrations import __version__
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.fingerprint import fingerprinted

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
        return {"id": name}
    return {
        "id": name,
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
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _level(finding.severity),
        "message": {"text": f"{finding.message}. Fix: {finding.remedy}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path, errors="surrogateescape")},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
        "partialFingerprints": {"forgeMigrations/v1": mark},
        "baselineState": "unchanged" if finding.inherited else "new",
    }
    if finding.acknowledged:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.acknowledged}]
    return result
