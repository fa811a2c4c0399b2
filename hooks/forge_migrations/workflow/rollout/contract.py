"""List what migrations left for later, and write the migration that does it.

A debt stands in a migration's SQL: `-- forge-migrations: deferred drop-column "users"."email": why`.
It is due once that migration is released, and the release before it is gone. Reads the migrations of
the work tree and, from git, what is released. With --write it adds a custom migration that pays what
is due, with a snapshot that says what the newest one says.
"""

from __future__ import annotations

import sys

from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import project_arguments
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.uses.words import sentence
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.layout import first_word
from forge_migrations.sql.paying import supports
from forge_migrations.sql.paying_enums import fill_name
from forge_migrations.sql.read import acts_of
from forge_migrations.workflow.history.repair import write_draft
from forge_migrations.workflow.live.opened import refuse_unsound
from forge_migrations.workflow.rollout.contraction import drafted
from forge_migrations.workflow.rollout.scene import Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.checks.uses.asking import Answered
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Finding
    from forge_migrations.report.answer import Answer
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.debts import Ledger
    from forge_migrations.sql.debts import Owing
    from forge_migrations.workflow.rollout.contraction import Drafted


def arguments(parser: argparse.ArgumentParser) -> None:
    project_arguments(parser)
    parser.add_argument("--write", action="store_true", help="add the migration that pays them")
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="TABLE.COLUMN=SQL",
        help="what rows without a value get before a column is required",
    )
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the hooks would refuse what pays them."""
    repository, answer = rooted_repository(), answer_of(options)
    fills = dict(_fill(each) for each in options.fill)
    subject = open_work_tree(repository, options.kit, options.base)
    try:
        change = choose_project(subject, options.project)
        refuse_unsound(change)
        scene = Scene.of(subject, change)
        ledger = scene.ledger()
        known = {one.tag for one in scene.migrations if scene.released(one)}
        due = _due(ledger, known)
        _show(scene, ledger.open, due, known, answer)
        if not due:
            return 0
        _refuse_unknown(fills, due)
        made = drafted(options, scene, ledger.catalog, due, fills)
    finally:
        subject.facts.save()
        subject.close()
    unfilled = _unfilled(made, scene.dialect)
    unmapped = [
        fill_name(debt)
        for debt in made.paid.pays
        if debt.verb == "drop-enum-value" and fill_name(debt) not in fills
    ]
    _tell(made, unfilled, unmapped, scene.dialect, answer)
    findings = _asking(made.findings, unfilled, options)
    answer.judged(findings)
    if options.write:
        _refuse_used(made.used)
    again = [*([options.project] if options.project else [])]
    again += ["--base", options.base] if options.base else []
    again += [word for each in options.fill for word in ("--fill", each)]
    if unmapped:
        fill = [word for name in unmapped for word in ("--fill", f"{name}='VALUE'")]
        words = "say what rows that hold it get, for each VALUE one that stays, and type"
        answer.next = Remedy(words, ours("contract", *again, *fill, "--write"), decide=True)
        print(f"\n{answer.next}", file=sys.stderr)
        return 1
    if findings:
        print(f"\nWhat the hooks would refuse\n{render(findings, [])}", end="", file=sys.stderr)
        return 1
    if options.write:
        write_draft(repository, made.draft, answer)
        return 0
    answer.next = Remedy("write it", ours("contract", *again, "--write"))
    print(f"\n{answer.next}")
    return 0


def _unfilled(made: Drafted, dialect: Dialect) -> list[Debt]:
    """The columns that become required and that nothing in the migration fills."""
    asked = made.paid.waits if dialect == "postgres" else made.paid.pays
    return [
        debt
        for debt in asked
        if debt.verb == "set-not-null"
        and not any(
            first_word(text, dialect) == "UPDATE" and quoted(debt.name, dialect) in text
            for text in made.statements
        )
    ]


def _tell(
    made: Drafted, unfilled: list[Debt], unmapped: list[str], dialect: Dialect, answer: Answer
) -> None:
    print(f"\n{made.path}")
    for line in (made.draft.read(made.path) or b"").decode().splitlines():
        print(f"    {line}")
    waits = [str(each) for each in made.paid.waits]
    answer.tell(path=made.path, sql=[*made.statements], waits=waits)
    for debt in waits:
        print(f"  {debt} takes one more migration after this one is released")
    for name in map(fill_name, unfilled):
        print(f'  rows without {name} are to be filled: --fill "{name}=SQL"')
    for table in dict.fromkeys(_rewritten(made.paid.statements, dialect)):
        print(f'  "{table}" is rewritten for it, and nothing reads or writes it meanwhile')
    for name in unmapped:
        print(f"  rows that hold {name} are to get another value: --fill \"{name}='VALUE'\"")
    for each in made.used:
        print(f"  {each.contract.what}: {sentence(each.contract, each.uses)}")


def _asking(
    findings: list[Finding], unfilled: list[Debt], options: argparse.Namespace
) -> list[Finding]:
    """The findings, with what to type where a column that nothing fills becomes required."""
    if not unfilled:
        return findings
    wanted = [word for debt in unfilled for word in ("--fill", f"{fill_name(debt)}=SQL")]
    asked_for = ours("contract", *([options.project] if options.project else []), *wanted)
    say = Remedy("say what rows without a value get", asked_for, decide=True)
    return [each._replace(remedy=say) if each.rule == "set-not-null" else each for each in findings]


def _refuse_used(used: list[Answered]) -> None:
    """Raises `UsageError` while released code uses what is due."""
    by = [f"{place.path}:{place.line}" for each in used for place in each.uses.released
          if place.how in ("typed", "rows")]  # fmt: skip
    if by:
        raise UsageError(
            f"what is due is still used: {', '.join(by[:3])}",
            Remedy(
                "take it out there, release that, then", ours("contract", "--write"), decide=True
            ),
        )


def _rewritten(statements: Sequence[str], dialect: Dialect) -> Iterator[str]:
    """The tables whose columns get another type where they are: an enum that is made again."""
    for text in statements:
        yield from (act.table for act in acts_of(text, dialect) if act.verb == "alter-type")


def _due(ledger: Ledger, known: Collection[str]) -> list[Owing]:
    """What the released migrations `known` left; what needs something that isn't released waits."""
    made = {each.debt[:3] for each in ledger.open if each.tag not in known}
    return [
        each
        for each in ledger.open
        if each.tag in known and made.isdisjoint(supports(ledger.catalog, each.debt))
    ]


def _fill(said: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not (equals and value.strip() and "." in name):
        raise UsageError(
            f"--fill {said}: it is TABLE.COLUMN=SQL", "write --fill \"users.plan='free'\""
        )
    return name.strip(), value.strip()


def _refuse_unknown(fills: dict[str, str], due: list[Owing]) -> None:
    needed = [fill_name(each.debt) for each in due if _fillable(each)]
    for name in fills:
        if name not in needed:
            told = ", ".join(needed) or "none"
            raise UsageError(f"--fill {name}: no such column is due", f"name one of: {told}")


def _fillable(owing: Owing) -> bool:
    return owing.debt.verb in ("set-not-null", "drop-enum-value")


def _show(
    scene: Scene, owing: list[Owing], due: list[Owing], known: Collection[str], answer: Answer
) -> None:
    config = scene.change.project.config
    told = [
        {"migration": each.tag, "debt": str(each.debt), "reason": each.debt.reason,
         "path": _path(scene, each), "line": each.debt.line, "due": each in due}
        for each in owing
    ]  # fmt: skip
    answer.tell(project=config, debts=told, path="", sql=[], waits=[], wrote=[])
    if not owing:
        print(f"{config}: nothing is owed")
        return
    print(config)
    for each in owing:
        state = "due" if each in due else f"waits until {each.tag} is released"
        if each not in due and each.tag in known:
            state = "waits until its proof is released"
        print(f"  {each.debt}: {state}")
        print(f"    {_path(scene, each)}:{each.debt.line}: {each.debt.reason}")


def _path(scene: Scene, owing: Owing) -> str:
    return next(one.path for one in scene.migrations if one.tag == owing.tag)
