"""A verdict with who still uses what it speaks of; what nobody uses any more breaks no client."""

from __future__ import annotations

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.checks.uses.asking import uses_of
from forge_migrations.checks.uses.words import lines
from forge_migrations.checks.uses.words import sentence
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.checks.uses.asking import Answered
    from forge_migrations.findings import Finding

CHECK = "uses"
NEAR = 1
"""Lines: an acknowledgement above it can count as the statement's first."""
RULES = {
    "drops": frozenset(("drop-column", "drop-table", "drop-table-cascade", "rebuild-drops-column", "drop-and-add-column")),
    "renames": frozenset(("rename-column", "rename-table")),
    "changes the type of": frozenset(("change-column-type", "narrow-type", "lossy-cast", "modify-drops-attributes")),
    "requires": frozenset(("set-not-null", "set-not-null-scan", "new-required-for-old-code")),
    "takes the default of": frozenset(("drop-default",)),
    "takes a value out of": frozenset(("remove-enum-value",)),
}  # fmt: skip
"""The rules that speak of each contract."""
PREDICTS = frozenset(("rename-column", "rename-table", "new-required-for-old-code", "drop-default"))
"""What they say is that the database refuses a query of the released code, which a rehearsal measures."""
DATA = Remedy("keep a copy of its values if anybody needs them, then", decide=True)


class Told(NamedTuple):
    """The findings with who uses what they speak of, notes of what no finding speaks of, and all of it."""

    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    answered: tuple[Answered, ...] = ()


def with_uses(findings: Iterable[Finding], subject: Subject, notes: Iterable[Note] = ()) -> Told:
    """Of every project whose migrations are new; the notes say what a rehearsal of them measured."""
    told = Told(tuple(findings), ())
    passed = {each.project: frozenset(each.passed) for each in notes if each.passed}
    for change in subject.projects:
        if not change.gone and change.after.migrations != change.base.migrations:
            ran = passed.get(change.project.config, frozenset())
            more = of_project(told.findings, subject, change, ran)
            told = Told(more.findings, (*told.notes, *more.notes), (*told.answered, *more.answered))
    return told


def of_project(
    findings: Iterable[Finding],
    subject: Subject,
    change: ProjectChange,
    passed: frozenset[str] = frozenset(),
) -> Told:
    """Of one project. On the tables that `passed` no query of the released code was refused."""
    told, notes, config = list(findings), list[Note](), change.project.config
    ran = {each.rpartition(".")[2] for each in passed}
    try:
        answered = uses_of(subject, change)
    except Undecided as error:
        text = f"who still uses what it takes away wasn't looked for: {error}"
        return Told(tuple(told), (Note(CHECK, text, config, remedy=error.remedy),))
    for each in answered:
        mine = [at for at, finding in enumerate(told) if _speaks(finding, each)]
        mine = mine or [at for at, finding in enumerate(told) if _measured(finding, each)]
        measured = each.contract.table in ran
        silent = [at for at in mine if measured and _disproved(told[at], each)]
        for at in mine:
            told[at] = _amended(told[at], _measured_too(told[at], each, measured), subject)
        notes += [_silenced(told[at], each, config) for at in silent]
        told = [finding for at, finding in enumerate(told) if at not in silent]
        if not mine:
            notes.append(_note(each, config))
    return Told(tuple(told), tuple(notes), tuple(answered))


def _disproved(finding: Finding, each: Answered) -> bool:
    """True of a guess that a query of the released code fails, where none did and nobody else names it."""
    return finding.rule in PREDICTS and not finding.acknowledged and each.uses.proven


def _measured_too(finding: Finding, each: Answered, measured: bool) -> Answered:
    """A guess that stands, because lines of the code use it, beside queries that ran."""
    if not measured or finding.rule not in PREDICTS or finding.check != "destructive-sql":
        return each
    more = (
        f'; what drizzle-orm sends to "{each.contract.table}" for the released schema runs after it'
    )
    return each._replace(uses=each.uses._replace(words=each.uses.words + more))


def _silenced(finding: Finding, each: Answered, config: str) -> Note:
    text = (
        f"{finding.path}:{finding.line} {finding.rule} isn't told: the released code's queries of "
    )
    text += (
        f'"{each.contract.table}" ran before and after it, and {sentence(each.contract, each.uses)}'
    )
    return Note(CHECK, text, config, when="asked")


def _note(each: Answered, config: str) -> Note:
    contract = each.contract
    where = f"{contract.path}:{contract.line} " if contract.line else f"{contract.path} "
    values = f" ({', '.join(contract.values)})" if contract.values else ""
    text = f"{where}{contract.verb} {contract.what}{values}: {sentence(contract, each.uses)}"
    return Note(CHECK, text, config, details="\n".join(lines(each.uses)), when="clean")


def _speaks(finding: Finding, each: Answered) -> bool:
    contract = each.contract
    if finding.check != "destructive-sql" or finding.uses is not None:
        return False
    if finding.path != contract.path or finding.rule not in RULES[contract.verb]:
        return False
    names = f'"{contract.table}"' in finding.message or f'.{contract.table}"' in finding.message
    if contract.values:
        return all(repr(v).strip("'") in finding.message for v in contract.values)
    return (
        abs(finding.line - contract.line) <= NEAR
        and names
        and (not contract.column or f'"{contract.column}"' in finding.message)
    )


def _measured(finding: Finding, each: Answered) -> bool:
    """True of what a rehearsal measured at the statement, which silences the rules' guess."""
    contract = each.contract
    same = finding.path == contract.path and abs(finding.line - contract.line) <= NEAR
    return same and finding.rule == "breaks-released-code" and finding.uses is None


def _amended(finding: Finding, each: Answered, subject: Subject) -> Finding:
    uses = each.uses
    finding = finding._replace(message=finding.message + uses.words, uses=uses)
    extra = "\n".join(lines(each.uses))
    if extra and uses.released:
        finding = finding._replace(details="\n".join(filter(None, (finding.details, extra))))
    if not uses.proven:
        return finding
    if finding.kind == "breaks-clients" and finding.check == "destructive-sql":
        said = subject.policy.severity(finding.rule, finding.path, "report", finding.check)
        return finding._replace(severity=said)
    if each.contract.verb == "drops" and finding.refuses:
        remedy = DATA.reworded("keep a copy of its values if anybody needs them").or_else(
            accepting(finding.rule, finding.path, finding.line)
        )
        return finding._replace(remedy=remedy)
    return finding
