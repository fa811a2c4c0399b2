"""Findings as Markdown for a job's summary."""

from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.summary import ROWS
from forge_migrations.report.summary import render

DROP = Finding("destructive-sql", "drop-table", "drizzle/0001_x.sql", 3, 'drops table "users"', "x")


def test_a_clean_run_says_so() -> None:
    assert render([]) == "### forge-migrations: clean\n"


def test_what_refuses_is_counted_and_stands_first() -> None:
    said = render([DROP._replace(rule="a", severity="report"), DROP])

    assert said.startswith("### forge-migrations: 1 finding\n")
    assert said.index("**drop-table**") < said.index("| a |")
    assert '| `drizzle/0001_x.sql:3` | **drop-table** | drops table "users" | x |' in said


def test_older_and_acknowledged_findings_are_one_line() -> None:
    said = render([DROP._replace(inherited=True), DROP._replace(acknowledged="why", line=4)])

    assert said == "### forge-migrations: clean\n\n1 older, 1 acknowledged.\n"


def test_what_could_not_be_decided_is_not_clean() -> None:
    said = render([], [Note("rehearsal", "no server", undecided=True), Note("x", "seen")])

    assert said == "### forge-migrations: could not decide\n\n- not checked: no server\n"


def test_names_can_not_break_out_of_their_cell() -> None:
    said = render([DROP._replace(path="a|`b\n.sql", message="<img src=x> | @team #1 [x](y)")])

    (row,) = (line for line in said.splitlines() if line.startswith("| `"))
    assert row.count("|") == 5
    assert not {"<", "@", "["} & set(row)


def test_a_long_report_says_what_is_missing() -> None:
    said = render([DROP._replace(line=number) for number in range(ROWS + 7)])

    assert "… and 7 more" in said
    assert said.count("drop-table") == ROWS
