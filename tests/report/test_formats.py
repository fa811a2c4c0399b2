"""SARIF, annotations, code quality and JUnit, as their readers check them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import HOME
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import page_of
from forge_migrations.remedy import Remedy
from forge_migrations.report import github
from forge_migrations.report import gitlab
from forge_migrations.report import junit
from forge_migrations.report import sarif

LOST = Finding("destructive-sql", "drop-table", "a b.sql", 2, "drops 100 % of it", "stop\nnow")
KNOWN = LOST._replace(line=3, acknowledged="unused since 2.3")
OLD = LOST._replace(line=4, inherited=True)
NOTE = Note("rehearsal", "no database", undecided=True)
SCHEMA = Path(__file__).with_name("sarif-2.1.0.json")
"""OASIS' own without its descriptions:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"""


def test_sarif_keeps_to_its_schema() -> None:
    accepted = Remedy("stop", instead=[accepting(LOST.rule, LOST.path, LOST.line)])
    nowhere = LOST._replace(path="", rule="stale")
    found = [LOST._replace(remedy=accepted), KNOWN, OLD, nowhere._replace(line=9)]
    log = json.loads(sarif.render(found, [NOTE]))
    jsonschema.validate(log, json.loads(SCHEMA.read_text()))
    assert log["runs"][0]["tool"]["driver"]["informationUri"] == HOME
    _nowhere, first, known, old = log["runs"][0]["results"]
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0] == {
        "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 1},
        "insertedContent": {"text": "-- forge-migrations: allow drop-table: WHY\n"},
    }
    assert first["level"] == "error"
    assert known["suppressions"] == [{"kind": "inSource", "justification": "unused since 2.3"}]
    assert old["baselineState"] == "unchanged"
    uri = first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b.sql"
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_a_fingerprint_doesnt_change_with_the_line_and_differs_for_each() -> None:
    def prints(*findings: Finding) -> list[str]:
        results = json.loads(sarif.render(findings))["runs"][0]["results"]
        return [result["partialFingerprints"]["forgeMigrations/v1"] for result in results]

    assert prints(LOST) == prints(LOST._replace(line=99))
    assert len(set(prints(LOST, LOST._replace(line=99)))) == 2


def test_an_annotation_escapes_what_would_end_it() -> None:
    said = github.render([LOST], [NOTE])
    assert said == (
        "::error title=rehearsal::no database\n"
        "::error file=a b.sql,line=2,col=1,title=drop-table::drops 100 %25 of it%0Afix: stop%0Anow"
        f"%0A{page_of('drop-table')}\n"
    )


def test_what_a_change_did_not_bring_is_one_annotation() -> None:
    older = [OLD._replace(line=number) for number in range(1, 30)]

    assert github.render([*older, LOST]).splitlines()[1:] == [
        "::notice title=forge-migrations::29 older findings are not from this change"
    ]


def test_the_command_to_paste_ends_the_text() -> None:
    stale = LOST._replace(remedy="run: git add drizzle")

    (result,) = json.loads(sarif.render([stale]))["runs"][0]["results"]
    (issue,) = json.loads(gitlab.render([stale]))

    assert result["message"]["text"].endswith("run: git add drizzle")
    assert issue["description"].endswith("run: git add drizzle")


def test_code_quality_leaves_out_what_was_acknowledged() -> None:
    (issue,) = json.loads(gitlab.render([LOST, KNOWN]))
    assert issue["location"] == {"path": "a b.sql", "lines": {"begin": 2}}
    assert issue["severity"] == "critical"
    assert len(issue["fingerprint"]) == 32


def test_junit_is_xml_whatever_a_name_holds() -> None:
    odd = LOST._replace(message='drops "<x>" \x00 & more')
    suite = ElementTree.fromstring(junit.render([odd, KNOWN, OLD], [NOTE]))
    assert suite.attrib["tests"] == "4"
    assert suite.attrib["failures"] == "1"
    assert suite.attrib["errors"] == "1"
    assert suite.attrib["skipped"] == "2"


def test_junit_without_findings_is_one_case_that_passed() -> None:
    assert len(ElementTree.fromstring(junit.render([]))) == 1
