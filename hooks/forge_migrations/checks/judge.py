"""Runs checks over a Subject: each for itself, the policy over all of them."""

from __future__ import annotations

from importlib import import_module

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks import CHECKS
from forge_migrations.checks.consequences import without_consequences
from forge_migrations.checks.consequences import without_following
from forge_migrations.checks.ruling import policy_findings
from forge_migrations.checks.ruling import ruled
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject

SQL = "destructive-sql"
OF_SIDES = frozenset({SQL, "stale-migrations"})
"""The checks whose findings a merge compares with what each parent is, and not by running them
against each parent."""


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
    def is_silent(self) -> bool:
        """True when a report of it is empty but for who asks for all of it."""
        return not self.findings and all(note.when == "asked" for note in self.notes)

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
        from forge_migrations.checks.subject.schema_states import foresee

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
    kept = without_consequences(said for said in decided if isinstance(said, Finding))
    told = dict.fromkeys([*subject.notes, *notes, *said_by_policy])
    return Verdict(kept, without_following(told, kept))


def judge_merge(names: Sequence[str], verdict: Verdict, subject: Subject) -> Verdict:
    """A merge answers for what neither side had; what one parent had already is inherited.

    `stale-migrations` compares with every parent itself, difference by difference. A migration can
    become wrong by what the other side brings before it: so the SQL is judged as new to each side,
    and what a parent has in its own history is inherited. Where a parent can't be judged, what it
    would have had is undecided.
    """
    others = subject.others
    if not others:
        return verdict
    verdict = _with_sql_of_others(names, verdict, subject, others)
    for other in others:
        if not verdict.refuses:
            break
        verdict = _less(verdict, judge(other, [each for each in names if each not in OF_SIDES]))
    return verdict


def _with_sql_of_others(
    names: Sequence[str], verdict: Verdict, subject: Subject, others: Sequence[Subject]
) -> Verdict:
    """The verdict with what the SQL does wrong only behind what another side brings."""
    if SQL not in names or subject.policy.check_is_off(SQL):
        return verdict
    found = {each for each in verdict.findings if each.check == SQL}
    seen = [each for other in others for each in judge(other, [SQL]).findings if each.check == SQL]
    more = [each for each in dict.fromkeys(seen) if each not in found]
    if not any(each.refuses for each in (*found, *more)):
        return verdict
    sides = (subject, *others)
    fork = _fork(sides)
    had = {
        (each.rule, each.fact)
        for side in sides
        for each in judge(side.standing(fork), [SQL]).findings
        if not each.acknowledged
    }
    kept = [
        each._replace(inherited=True)
        if each.check == SQL and (each.rule, each.fact) in had
        else each
        for each in verdict.findings
    ]
    born = [each for each in more if (each.rule, each.fact) not in had]
    return verdict._replace(findings=(*kept, *born))


def _fork(sides: Sequence[Subject]) -> Tree:
    """What all sides come from; an empty tree where they share nothing."""
    repository = sides[0].change.repository
    names = [side.change.before.name for side in sides]
    fork: str | None = names[0]
    for name in names[1:]:
        fork = repository.merge_base(fork, name) if repository and fork else None
    return repository.at(fork) if repository and fork else MemoryTree(name="nothing")


def _less(verdict: Verdict, other: Verdict) -> Verdict:
    """The verdict less what doesn't refuse against another side, and so came with it."""
    also = {(each.rule, each.path, each.fact) for each in other.findings if each.refuses}
    unsure = {each.check: each for each in other.notes if each.undecided}
    findings, notes = [], list(verdict.notes)
    for each in verdict.findings:
        same = (each.rule, each.path, each.fact) in also
        if each.refuses and each.check not in OF_SIDES and not same:
            if each.check in unsure:
                why = unsure[each.check]
                text = f"whether the merge brought it in can't be told ({why.message})"
                note = Note(each.check, f"{each.path}: {each.rule}: {text}", each.project, True)
                notes.append(note._replace(remedy=why.remedy))
            each = each._replace(inherited=True)
        findings.append(each)
    return verdict._replace(findings=tuple(findings), notes=tuple(dict.fromkeys(notes)))


def _run(name: str, subject: Subject) -> Iterator[Finding | Note]:
    module = import_module(f"forge_migrations.checks.{CHECKS[name]}")
    check: Callable[[Subject], Iterator[Finding | Note]] = module.check
    return check(subject)
