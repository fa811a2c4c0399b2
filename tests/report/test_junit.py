from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.junit import render

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop")


@pytest.mark.parametrize(
    ("finding", "tag", "text"),
    [
        (LOST, "failure", "stop"),
        (LOST._replace(severity="report"), "system-out", "stop"),
        (LOST._replace(acknowledged="unused & old"), "skipped", None),
        (LOST._replace(inherited=True), "skipped", None),
    ],
)
def test_a_case_ends_as_its_finding_does(finding: Finding, tag: str, text: str | None) -> None:
    [case] = ElementTree.fromstring(render([finding]))
    assert (case.attrib["classname"], case.attrib["name"]) == ("a.sql:2", "drop-table: drops it")
    [ending] = case
    assert (ending.tag, ending.text) == (tag, text)
    if tag == "skipped":
        assert ending.attrib["message"] == (finding.acknowledged or "older than this change")


def test_a_note_is_an_error_only_where_it_could_not_be_decided() -> None:
    suite = ElementTree.fromstring(
        render([], [Note("a", "said"), Note("b", "why", undecided=True)])
    )
    assert [case.attrib["classname"] for case in suite] == ["b"]
    assert suite.attrib["errors"] == "1"


@pytest.mark.parametrize("text", ["\x00\x1b[2J", "]]>", "\ud800\udcff", "\"<&>'", "\ufffe"])
def test_no_name_breaks_the_document(text: str) -> None:
    odd = LOST._replace(path=text, message=text, remedy=text, rule=text, acknowledged=text)
    ElementTree.fromstring(
        render([odd, LOST._replace(remedy=text)], [Note(text, text, undecided=True)])
    )
