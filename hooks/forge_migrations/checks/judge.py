"""Runs checks over a Subject: each for itself, the policy over all of them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from forge_migrations.checks import CHECKS
from forge_migrations.checks.consequences import without_consequences
from forge_migrations.checks.ruling import policy_findings
from forge_migrations.checks.ruling import ruled
from forge_migrations.checks.subject import Subject
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided


class Verdict(NamedTuple):
    """Everything that the checks said."""

    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]

    @property
    def refuses(self) -> bool:
        return any(finding.refuses for finding in self.findings)

    @property
    def undecided(self) -> bool:
        return any(note.undecided for note in self.notes)

    @property
    def exit_code(self) -> int:
        """1 for findings that refuse, 3 when a check could not decide, 0 otherwise."""
        return 1 if self.refuses else 3 if self.undecided else 0


def judge(subject: Subject, names: Iterable[str]) -> Verdict:
    """The verdict of the named checks on a Subject. A check that can't decide doesn't stop others."""
    findings: dict[Finding, None] = {}
    notes: dict[Note, None] = {}
    wanted = [name for name in names if not subject.policy.check_is_off(name)]
    if len(wanted) > 1 and "schema-changes" in wanted:
        from forge_migrations.checks.schema_states import foresee

        foresee(subject)
    for name in wanted:
        try:
            for said in _run(name, subject):
                if isinstance(said, Finding):
                    findings[said] = None
                else:
                    notes[said] = None
        except Undecided as error:
            notes[Note(name, str(error), undecided=True, remedy=error.remedy)] = None
    decided = list(ruled([*findings, *policy_findings(subject)], subject))
    said_by_policy = [said for said in decided if isinstance(said, Note)]
    return Verdict(
        without_consequences(said for said in decided if isinstance(said, Finding)),
        tuple(dict.fromkeys([*subject.notes, *notes, *said_by_policy])),
    )


def judge_merge(names: Sequence[str], verdict: Verdict, others: Iterable[Subject]) -> Verdict:
    """A merge answers for what neither side had; what one parent had already is inherited."""
    for other in others:
        if not verdict.refuses:
            break
        also = {
            (finding.rule, finding.path, finding.message)
            for finding in judge(other, names).findings
            if finding.refuses
        }
        verdict = verdict._replace(
            findings=tuple(
                finding._replace(
                    inherited=finding.inherited
                    or (finding.rule, finding.path, finding.message) not in also
                )
                for finding in verdict.findings
            )
        )
    return verdict


def _run(name: str, subject: Subject) -> Iterator[Finding | Note]:
    module = import_module(f"forge_migrations.checks.{CHECKS[name]}")
    check: Callable[[Subject], Iterator[Finding | Note]] = module.check
    return check(subject)
