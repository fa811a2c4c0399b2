"""Findings as Markdown for a job's summary."""

from __future__ import annotations

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.report.places import Places
from forge_migrations.report.summary import render

DROP = Finding("destructive-sql", "drop-table", "drizzle/0001_x.sql", 3, 'drops table "users"', "x")
HERE = Places("https://git.example/acme/shop/blob/abc")
NOWHERE = Places()


def said(*findings: Finding, notes: tuple[Note, ...] = ()) -> str:
    return render(findings, notes, NOWHERE)


def test_a_clean_run_says_so() -> None:
    assert said() == "### forge-migrations: clean\n"


def test_what_refuses_is_counted_and_open_and_the_rest_is_folded() -> None:
    text = said(DROP._replace(rule="a", severity="report"), DROP)

    assert text.startswith("### forge-migrations: 1 finding refuses this change\n")
    opened, folded = text.split("<details><summary>1 reported only</summary>")
    assert "drops table `users`" in opened
    assert "/a.md" in folded


def test_a_place_is_a_link_to_the_commit_where_the_platform_is_known() -> None:
    text = render([DROP], (), HERE)
    assert (
        "[`drizzle/0001_x.sql:3`](https://git.example/acme/shop/blob/abc/drizzle/0001_x.sql#L3)"
        in text
    )


def test_a_remedy_of_many_is_said_once_and_so_is_the_line_that_accepts() -> None:
    way = Remedy("stop reading it", instead=[accepting("drop-table", DROP.path, 3)])
    text = said(*(DROP._replace(line=n, remedy=way) for n in range(3, 6)))
    assert text.count("stop reading it") == 1
    assert text.count("allow drop-table: WHY") == 1
    assert text.count("drizzle/0001_x.sql") == 1


def test_older_and_acknowledged_findings_are_folded() -> None:
    text = said(DROP._replace(inherited=True), DROP._replace(acknowledged="why", line=4))

    assert text.startswith("### forge-migrations: clean\n\n<details><summary>1 acknowledged")
    assert "(acknowledged: why)" in text
    assert "<summary>1 older, not from this change</summary>" in text


def test_what_could_not_be_decided_is_not_clean() -> None:
    notes = (Note("rehearsal", "no server", undecided=True, remedy="start it"), Note("x", "seen"))
    text = said(notes=notes)

    assert text.startswith("### forge-migrations: 1 check could not decide\n")
    assert "- not checked (rehearsal): no server\n  - fix: start it\n" in text


def test_a_refusal_beside_an_undecided_check_says_both() -> None:
    text = said(DROP, notes=(Note("rehearsal", "no server", undecided=True),))
    assert text.startswith(
        "### forge-migrations: 1 finding refuses this change, 1 check could not decide\n"
    )


def test_a_report_that_is_too_long_says_what_is_missing() -> None:
    found = [DROP._replace(line=n, message=f"drops {'é' * 390}") for n in range(1, 2001)]
    text = said(*found)

    assert len(text.encode()) < 1_048_576
    shown = text.count("\n- `line ")
    assert f"… and {2000 - shown} more" in text
    assert 500 < shown < 2000
