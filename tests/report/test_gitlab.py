from __future__ import annotations

import json

from forge_migrations.findings import Finding
from forge_migrations.report.gitlab import render

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop")


def test_what_refuses_is_critical_and_the_rest_minor() -> None:
    findings = [
        LOST,
        LOST._replace(line=3, inherited=True),
        LOST._replace(line=4, severity="report"),
    ]
    issues = json.loads(render(findings))
    assert [issue["severity"] for issue in issues] == ["critical", "minor", "minor"]
    assert issues[0]["description"] == "drops it. Fix: stop"
    assert issues[0]["check_name"] == "drop-table"
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(render([LOST._replace(acknowledged="unused")])) == []
