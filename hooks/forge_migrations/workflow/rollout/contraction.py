"""The migration that pays what is owed, as a draft: what it says, what the hooks say of it, and who still
uses what it takes away."""

from __future__ import annotations

from contextlib import contextmanager

from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.checks.uses.asking import uses_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.paying import payment
from forge_migrations.sql.paying import proof_name
from forge_migrations.workflow.history.rewriting.appending import append_custom
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.folders import plain
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.rollout.locks import server_of
from forge_migrations.workflow.rollout.refilled import Refilled
from forge_migrations.workflow.rollout.stock import stock_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.checks.uses.asking import Answered
    from forge_migrations.findings import Finding
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.debts import Owing
    from forge_migrations.sql.paying import Payment
    from forge_migrations.workflow.rollout.scene import Scene

JUDGED = ("migration-history", "destructive-sql")
ACCEPTED = frozenset(
    {
        "change-column-type", "drop-column", "drop-default", "drop-index", "drop-object",
        "drop-table", "rebuild-drops-column", "rename-column", "used-by-view",
    }
)  # fmt: skip
"""Rules whose question was answered when the debt was made: the release that reads it is gone."""


class Drafted(NamedTuple):
    """The migration that pays, as a draft."""

    draft: Draft
    path: str
    statements: tuple[str, ...]
    paid: Payment
    findings: list[Finding]
    """What refuses it."""
    used: list[Answered]
    """Who still uses what it takes away."""


def drafted(
    options: argparse.Namespace,
    scene: Scene,
    catalog: Catalog,
    due: list[Owing],
    fills: dict[str, str],
) -> Drafted:
    """What pays the debts that are due, as it can be judged."""
    subject, project = scene.subject, scene.change.project
    debts = [each.debt for each in due]
    before = Refilled.of(scene, due)
    values = {**before.values, **fills}
    paid = payment(catalog, debts, values, stock_of(scene), server_of(scene))
    again = before.again(catalog, paid.statements)
    statements = (*again, *paid.statements)
    draft = Draft(subject.change.after, project.out, subject.facts)
    path = append_custom(draft, project, f"contract_{plain(due[0].tag)}", statements)
    findings = _judged(options, draft, path)
    paid = paid._replace(statements=statements)
    if any(each.rule in ACCEPTED for each in findings):
        statements = _accepting(statements, findings, due)
        draft.put(path, sql_text(statements, project.breakpoints))
        findings = _judged(options, draft, path)
    used = [each for each in _used(options, draft) if not _holds(catalog, each, debts)]
    return Drafted(draft, path, statements, paid, findings, used)


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
