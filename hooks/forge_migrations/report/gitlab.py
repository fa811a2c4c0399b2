"""Findings as a GitLab code quality report.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json

from forge_migrations.report.fingerprint import fingerprinted
from forge_migrations.report.legible import legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """An array of issues; acknowledged ones are left out, GitLab has no word for them."""
    issues = [
        {
            "description": f"{finding.message}. Fix: {finding.remedy}"
            if finding.remedy
            else finding.message,
            "check_name": finding.rule,
            "fingerprint": mark,
            "severity": "critical" if finding.refuses else "minor",
            "location": {"path": legible(finding.path), "lines": {"begin": finding.line}},
        }
        for finding, mark in fingerprinted(findings)
        if not finding.acknowledged
    ]
    return json.dumps(issues, indent=2) + "\n"
