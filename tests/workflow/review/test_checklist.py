from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.workflow.review.checklist import from_findings


def test_what_was_accepted_is_said_as_it_is_and_speaks_against_nothing() -> None:
    lost = Finding(
        "destructive-sql", "drop-column", "a.sql", 2, 'drops "x"', "", "refuse", "data-loss"
    )
    first = next(each for each in from_findings([lost], "sqlite") if each.said)
    assert (first.verdict, first.claim) == ("no", "No statement loses data")

    accepted = from_findings([lost._replace(acknowledged="never used")], "sqlite")
    first = next(each for each in accepted if each.said)
    assert (first.verdict, first.claim) == ("yes", "Data is lost, and that is accepted")
    assert first.said == ('acknowledged: drops "x" (never used)',)
