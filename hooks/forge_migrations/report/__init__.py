"""Findings as text, JSON, SARIF, annotations and pages. Called by the command line alone."""

from __future__ import annotations

REPORTS = {
    "text": "text",
    "json": "as_json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "markdown": "summary",
}
"""Format -> its module in report/."""
