from __future__ import annotations

from forge_migrations.checks.consequences import without_consequences
from forge_migrations.findings import Finding


def finding(rule: str, project: str = "a", *, inherited: bool = False) -> Finding:
    return Finding("check", rule, "x.sql", 1, rule, "", project=project, inherited=inherited)


def test_a_half_staged_migration_is_told_by_its_one_remedy() -> None:
    half, drop = finding("partial-migration"), finding("drop-table")
    said = [finding("orphan-sql"), half, finding("stale"), drop]
    assert without_consequences(said) == (half, drop)


def test_another_project_keeps_what_is_said_of_it() -> None:
    said = (finding("migration-not-staged"), finding("stale", "b"))
    assert without_consequences(said) == said


def test_what_was_there_before_is_no_consequence() -> None:
    said = (finding("partial-migration"), finding("orphan-sql", inherited=True))
    assert without_consequences(said) == said


def test_an_acknowledged_half_explains_nothing() -> None:
    half = finding("partial-migration")._replace(acknowledged="wanted so")
    said = (half, finding("stale"))
    assert without_consequences(said) == said


def test_what_a_rehearsal_meets_of_what_can_not_run_is_told_once() -> None:
    made, fails = finding("already-exists"), finding("migration-fails")
    assert without_consequences([made, fails]) == (made,)
    below = fails._replace(line=9)
    assert without_consequences([made, below]) == (made, below)
    accepted = made._replace(acknowledged="wanted so")
    assert without_consequences([accepted, fails]) == (accepted, fails)
