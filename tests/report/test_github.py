from __future__ import annotations

import pytest

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import page_of
from forge_migrations.report.github import render

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop")
PLACE = "file=a.sql,line=2,col=1,title=drop-table"


@pytest.mark.parametrize(
    ("finding", "command"),
    [
        (LOST, "::error file=a.sql,line=2,col=1,title=drop-table::drops it%0Afix: stop%0Ahttps://"),
        (LOST._replace(severity="report"), "::warning "),
        (LOST._replace(inherited=True), "::notice title=forge-migrations::1 older finding is not"),
        (LOST._replace(acknowledged="unused"),
         f"::notice {PLACE}::drops it%0Aacknowledged: unused%0Ahttps://"),
    ],
)  # fmt: skip
def test_the_level_is_what_becomes_of_the_finding(finding: Finding, command: str) -> None:
    assert render([finding]).startswith(command)


def test_no_name_ends_a_command_or_begins_another() -> None:
    hostile = LOST._replace(
        path="a,line=1::x%.sql", message="1\r\n::error::2 % ,:", remedy="\n::set-output name=x::y"
    )
    place = PLACE.replace("a.sql", "a%2Cline=1%3A%3Ax%25.sql")
    said = render([hostile], [Note("a,b:c", "d\ne")])
    assert said.replace(f"%0A{page_of('drop-table')}", "").splitlines() == [
        f"::error {place}::1%0D%0A::error::2 %25 ,:%0Afix: %0A::set-output name=x::y",
        "::notice title=a%2Cb%3Ac::d%0Ae",
    ]


def test_nothing_found_is_nothing_said() -> None:
    assert render([]) == ""


def test_of_more_than_github_shows_the_last_counts_the_others() -> None:
    found = [LOST._replace(line=number) for number in range(1, 31)]
    found += [LOST._replace(line=number, severity="report") for number in range(31, 41)]
    said = render(found, [Note("rehearsal", "no server", undecided=True)]).splitlines()
    errors = [line for line in said if line.startswith("::error ")]
    assert len(errors) == 10
    assert errors[0] == "::error title=rehearsal::no server"
    assert errors[-1] == "::error title=forge-migrations::22 more: the job's summary has them"
    assert sum(line.startswith("::warning ") for line in said) == 10
