"""What a program reads."""

from __future__ import annotations

import json

from forge_migrations import __version__
from forge_migrations.findings import Finding
from forge_migrations.report.as_json import render

FINDING = Finding("destructive-sql", "drop-table", "b.sql", 2, "m", "r", kind="data-loss")


def test_an_empty_run_is_an_empty_array() -> None:
    assert json.loads(render([])) == []


def test_an_object_has_exactly_the_documented_keys() -> None:
    (found,) = json.loads(render([FINDING]))

    assert found == {
        "check": "destructive-sql",
        "rule": "drop-table",
        "class": "data-loss",
        "docs": f"https://github.com/forge-migrations/forge-migrations/blob/v{__version__}/docs/rules/drop-table.md",
        "severity": "refuse",
        "path": "b.sql",
        "line": 2,
        "column": 1,
        "message": "m",
        "remedy": "r",
        "edits": [],
        "commands": [],
        "alternatives": [],
        "decide": True,
        "project": "",
        "inherited": False,
        "released": False,
        "acknowledged": False,
        "details": "",
    }


def test_findings_are_sorted_and_each_stands_once() -> None:
    other = FINDING._replace(path="a.sql")

    assert [f["path"] for f in json.loads(render([FINDING, other, FINDING]))] == ["a.sql", "b.sql"]


def test_findings_of_one_place_keep_the_order_in_which_they_were_found() -> None:
    found = [FINDING._replace(message=str(number)) for number in range(20)]

    assert [f["message"] for f in json.loads(render(found))] == [f.message for f in found]
