from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.report.fingerprint import fingerprinted

ONE = Finding("destructive-sql", "drop-table", "b.sql", 2, 'drops table "a"', "stop")


def prints(*findings: Finding) -> list[str]:
    return [mark for _finding, mark in fingerprinted(findings)]


def test_a_mark_rests_on_rule_path_and_message_and_on_nothing_else() -> None:
    [mark] = prints(ONE)
    assert len(mark) == 32
    assert prints(ONE._replace(line=9, column=4, remedy="x", inherited=True)) == [mark]
    others = [ONE._replace(rule="x"), ONE._replace(path="x"), ONE._replace(message="x")]
    assert len({mark, *prints(*others)}) == 4


def test_the_same_finding_further_down_has_a_mark_of_its_own_that_stays() -> None:
    second = ONE._replace(line=9)
    assert prints(ONE, second) == prints(second._replace(line=20), ONE._replace(line=10))
    assert len(set(prints(ONE, second))) == 2


def test_findings_come_sorted_each_once_and_without_those_that_are_off() -> None:
    early = ONE._replace(path="a.sql", line=7)
    off = ONE._replace(line=1, severity="off")
    found = [finding for finding, _mark in fingerprinted([ONE, early, ONE, off])]
    assert found == [early, ONE]


def test_a_name_that_is_no_text_has_a_mark_too() -> None:
    assert len({*prints(ONE._replace(path="\udcff")), *prints(ONE._replace(path="\ud800"))}) == 2
