"""List what migrations left for later, and write the migration that does it.

A debt stands in a migration's SQL: `-- forge-migrations: deferred drop-column "users"."email": why`.
It is due once that migration is released, and the release before it is gone. Reads the migrations of
the work tree and, from git, what is released. With --write it adds a custom migration that pays what
is due, with a snapshot that says what the newest one says.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager

from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import project_arguments
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.checks.subject.subject import ProjectChange
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.checks.uses.asking import Answered
from forge_migrations.checks.uses.asking import uses_of
from forge_migrations.checks.uses.words import sentence
from forge_migrations.engines import Dialect
from forge_migrations.findings import Finding
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import Answer
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.debts import Owing
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.paying import payment
from forge_migrations.sql.paying import proof_name
from forge_migrations.sql.paying import supports
from forge_migrations.sql.paying_enums import fill_name
from forge_migrations.sql.read import acts_of
from forge_migrations.workflow.history.repair import write_draft
from forge_migrations.workflow.history.rewriting.appending import append_custom
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.folders import plain
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.live.opened import refuse_unsound
from forge_migrations.workflow.rollout.locks import server_of
from forge_migrations.workflow.rollout.refilled import Refilled
from forge_migrations.workflow.rollout.scene import Scene
from forge_migrations.workflow.rollout.stock import stock_of

JUDGED = ("migration-history", "destructive-sql")
ACCEPTED = frozenset(
    {
        "change-column-type", "drop-column", "drop-default", "drop-index", "drop-object",
        "drop-table", "rebuild-drops-column", "rename-column", "used-by-view",
    }
)  # fmt: skip
"""Rules whose question was answered when the debt was made: the release that reads it is gone."""


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
        debts = [each.debt for each in due]
        before = Refilled.of(scene, due)
        values = {**before.values, **fills}
        paid = payment(ledger.catalog, debts, values, stock_of(scene), server_of(scene))
        again = before.again(ledger.catalog, paid.statements)
        paid = paid._replace(statements=(*again, *paid.statements))
        name = f"contract_{plain(due[0].tag)}"
        draft = Draft(subject.change.after, change.project.out, subject.facts)
        path = append_custom(draft, change.project, name, paid.statements)
        statements, findings = paid.statements, _judged(options, draft, path)
        if any(each.rule in ACCEPTED for each in findings):
            statements = _accepting(statements, findings, due)
            draft.put(path, sql_text(statements, change.project.breakpoints))
            findings = _judged(options, draft, path)
        used = [each for each in _used(options, draft) if not _holds(ledger.catalog, each, debts)]
    finally:
        subject.facts.save()
        subject.close()
    print(f"\n{path}")
    for line in (draft.read(path) or b"").decode().splitlines():
        print(f"    {line}")
    answer.tell(path=path, sql=[*statements], waits=[str(each) for each in paid.waits])
    for debt in paid.waits:
        print(f"  {debt} takes one more migration after this one is released")
    asked = paid.waits if scene.dialect == "postgres" else paid.pays
    bare = [
        debt
        for debt in asked
        if debt.verb == "set-not-null"
        and not any(
            text.startswith("UPDATE") and quoted(debt.name, scene.dialect) in text
            for text in statements
        )
    ]
    for debt in bare:
        name = fill_name(debt)
        print(f'  rows without {name} are to be filled: --fill "{name}=SQL"')
    unmapped = [
        fill_name(debt)
        for debt in paid.pays
        if debt.verb == "drop-enum-value" and fill_name(debt) not in fills
    ]
    for table in dict.fromkeys(_rewritten(paid.statements, scene.dialect)):
        print(f'  "{table}" is rewritten for it, and nothing reads or writes it meanwhile')
    for name in unmapped:
        print(f"  rows that hold {name} are to get another value: --fill \"{name}='VALUE'\"")
    for each in used:
        print(f"  {each.contract.what}: {sentence(each.contract, each.uses)}")
    if bare:
        wanted = [word for debt in bare for word in ("--fill", f"{debt.table}.{debt.name}=SQL")]
        asked_for = ours("contract", *([options.project] if options.project else []), *wanted)
        say = Remedy("say what rows without a value get", asked_for, decide=True)
        findings = [
            each._replace(remedy=say) if each.rule == "set-not-null" else each for each in findings
        ]
    answer.judged(findings)
    by = [f"{place.path}:{place.line}" for each in used for place in each.uses.released
          if place.how in ("typed", "rows")]  # fmt: skip
    if by and options.write:
        raise UsageError(
            f"what is due is still used: {', '.join(by[:3])}",
            Remedy(
                "take it out there, release that, then", ours("contract", "--write"), decide=True
            ),
        )
    of = [options.project] if options.project else []
    base = ["--base", options.base] if options.base else []
    more = [word for each in options.fill for word in ("--fill", each)]
    if unmapped:
        fill = [word for name in unmapped for word in ("--fill", f"{name}='VALUE'")]
        words = "say what rows that hold it get, for each VALUE one that stays, and type"
        answer.next = Remedy(
            words, ours("contract", *of, *base, *more, *fill, "--write"), decide=True
        )
        print(f"\n{answer.next}", file=sys.stderr)
        return 1
    if findings:
        print(f"\nWhat the hooks would refuse\n{render(findings, [])}", end="", file=sys.stderr)
        return 1
    if options.write:
        write_draft(repository, draft, answer)
        return 0
    answer.next = Remedy("write it", ours("contract", *of, *base, *more, "--write"))
    print(f"\n{answer.next}")
    return 0


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


@contextmanager
def _seen(options: argparse.Namespace, draft: Draft) -> Iterator[tuple[Subject, ProjectChange]]:
    """The work tree with the draft in it, and the project there."""
    judged = subject_of(rooted_repository(), draft.tree, options.kit, options.base)
    try:
        change = choose_project(judged, options.project)
        judged.only_project = change.project.config
        yield judged, change
        judged.facts.save()
    finally:
        judged.close()


def _judged(options: argparse.Namespace, draft: Draft, path: str) -> list[Finding]:
    """What refuses the new migration."""
    with _seen(options, draft) as (judged, _):
        verdict = judge(judged, JUDGED)
    return [each for each in verdict.findings if each.path == path and each.refuses]


def _used(options: argparse.Namespace, draft: Draft) -> list[Answered]:
    """Who still uses what the new migration takes away; nobody is told of what can't be told."""
    with _seen(options, draft) as (judged, change):
        try:
            return uses_of(judged, change)
        except Undecided as error:
            print(f"  who still uses it wasn't looked for: {error}")
            return []


def _holds(catalog: Catalog, one: Answered, debts: Sequence[Debt]) -> bool:
    """True for a column whose rows get their value where code leaves it out: by its default, or as its CHECK
    refuses them already."""
    if one.contract.verb != "requires":
        return False
    name = one.contract.column
    mine = [each for each in debts if each.verb == "set-not-null" and each.name == name]
    debt = next((each for each in mine if each.table.endswith(one.contract.table)), None)
    table, column = (
        (catalog.table(debt.table), catalog.column(debt.table, name)) if debt else (None, None)
    )
    if debt is None or table is None or column is None:
        return False
    return column.default is not None or any(c.name == proof_name(debt) for c in table.constraints)


def _accepting(
    statements: tuple[str, ...], findings: list[Finding], due: list[Owing]
) -> tuple[str, ...]:
    """The statements, each below the line that says why what it does is meant."""
    tags = ", ".join(dict.fromkeys(each.tag for each in due))
    made = []
    line = 1
    for statement in statements:
        end = line + statement.count("\n") + 1
        found = {each.rule for each in findings if line <= each.line < end} & ACCEPTED
        mapped = " USING (CASE " in statement  # what --fill says of a value that goes
        rules = sorted({*found, "lossy-cast"} if mapped else found)
        above = f"-- forge-migrations: allow {', '.join(rules)}: deferred by {tags}\n"
        made.append(above + statement if rules else statement)
        line = end
    return tuple(made)
