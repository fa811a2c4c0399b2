from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.sarif import render

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop", column=5)


def run(*findings: Finding, notes: tuple[Note, ...] = ()) -> dict[str, Any]:
    [one] = json.loads(render(findings, notes))["runs"]
    assert isinstance(one, dict)
    return one


def test_a_rule_is_described_once_and_every_result_points_to_it() -> None:
    found = run(LOST, LOST._replace(line=3), LOST._replace(line=4, rule="stale"))
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["drop-table", "stale"]
    assert rules[0]["help"]["text"]
    assert rules[0]["properties"]["tags"] == ["data-loss"]
    assert [one["ruleIndex"] for one in found["results"]] == [0, 0, 1]
    assert [one["ruleId"] for one in found["results"]] == ["drop-table", "drop-table", "stale"]


@pytest.mark.parametrize(("severity", "level"), [("refuse", "error"), ("report", "warning")])
def test_the_level_is_the_severity(severity: Any, level: str) -> None:
    assert run(LOST._replace(severity=severity))["results"][0]["level"] == level


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü.sql", "a%20b/%C3%BC.sql"),
        ("a%20b:c#d?.sql", "a%2520b%3Ac%23d%3F.sql"),
        ("\udcff.sql", "%FF.sql"),
    ],
)
def test_a_path_is_a_uri_whatever_it_holds(path: str, uri: str) -> None:
    place = run(LOST._replace(path=path))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": uri}
    assert place["region"] == {"startLine": 2, "startColumn": 5}


def test_notes_are_notifications_and_an_undecided_one_fails_the_run() -> None:
    [said] = run(notes=(Note("a", "b"),))["invocations"]
    assert said["executionSuccessful"] is True
    assert said["toolExecutionNotifications"] == [{"level": "note", "message": {"text": "a: b"}}]
    [said] = run(notes=(Note("a", "b", undecided=True),))["invocations"]
    assert said["executionSuccessful"] is False
    assert said["toolExecutionNotifications"][0]["level"] == "error"
