"""The released code's own queries on the migrated database, and the new code's on the one before.

Between a migration and the last old process being gone the released code runs on the new schema, and
after a roll-back it does again. What it sends is known: drizzle-orm writes it from the released schema.
"""

from __future__ import annotations

from forge_migrations.change.past import commit_that_made
from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.checks.rehearsal.findings import judged_of
from forge_migrations.database.asked import without_table
from forge_migrations.database.culprit import culprits
from forge_migrations.database.trial import Trial
from forge_migrations.drizzle.config.moves import origin
from forge_migrations.drizzle.kit.queries import queries_at
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Literal

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.asked import Refusal
    from forge_migrations.database.culprit import Culprit
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Step
    from forge_migrations.database.trial import Broken
    from forge_migrations.drizzle.kit.queries import Queries
    from forge_migrations.drizzle.kit.queries import Thing

    Order = Literal["either", "migrate first", "deploy first", "neither without a stop"]
    """How the migrations and the code that comes with them can be rolled out."""

RULE = "breaks-released-code"

LEAST = "INSERT of the required columns alone"
WORDS = {
    "select": "SELECT",
    "find": "relational query",
    "insert": "INSERT",
    "insert-required": LEAST,
    "conflict": "INSERT … ON CONFLICT",
    "update": "UPDATE",
    "value": "UPDATE",
    "delete": "DELETE",
    "refresh": "REFRESH",
}
SELDOM = frozenset({"conflict", "refresh"})
"""What code that uses a table need not send: broken by itself it is reported."""


class Sides(NamedTuple):
    """The queries of the released code and of the code that comes."""

    released: Queries
    coming: Queries


def sides_of(
    subject: Subject, change: ProjectChange, plan: Planned
) -> tuple[Sides | None, Note | None]:
    """What is to be tried, and what of it can't be; neither where nothing is released or nothing new."""
    project = change.project.config
    try:
        sides = _sides(subject, change, plan)
    except Undecided as error:
        text = f"the released code's queries were not tried: {error}"
        return None, Note(CHECK, text, project, remedy=error.remedy, when="asked")
    failed = sides.released.failed if sides else ()
    if not failed:
        return sides, None
    more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    text = f"not every query of the released code was tried: {failed[0]}{more}"
    return sides, Note(CHECK, text, project, when="asked")


def _sides(subject: Subject, change: ProjectChange, plan: Planned) -> Sides | None:
    pending = [step for step in plan.after if step.path in plan.new]
    if subject.whole or not pending or not (plan.before or plan.setting.start):
        return None
    tree = _released(subject, change, plan, pending[0])
    if tree is None:
        return None
    project = change.project
    earlier = subject.found(tree).projects
    was = origin(project, subject.change.after, earlier, tree, subject.facts)
    if was is None:
        return None
    released = queries_at(subject.kit, was, tree)
    return Sides(released, queries_at(subject.kit, project, subject.change.after))


def _released(subject: Subject, change: ProjectChange, plan: Planned, first: Step) -> Tree | None:
    """The tree whose code runs while the database has what is before the plan's new migrations."""
    before = {step.tag for step in plan.before}
    for history, tree in (
        (change.base, subject.change.base),
        (change.before, subject.change.before),
    ):
        if before == {each.tag for each in history.migrations if each.tag != plan.begun}:
            return tree
    repository = subject.change.repository
    made = commit_that_made(repository, first.path) if repository else None
    parent = repository.parent(made) if repository and made else None
    return repository.at(parent) if repository and parent else None


class Said(NamedTuple):
    """What a trial showed."""

    findings: list[Finding]
    order: Order | None
    """`None` where nothing was tried."""
    why: str = ""
    """The query that decides the order, and why it is refused."""
    trouble: str = ""
    """Why nothing was tried, where a query isn't to blame."""
    passed: frozenset[str] = frozenset()
    """Labels of the tables on which no query of the released code was refused, before or after."""

    @property
    def line(self) -> str:
        """`migrate first: before the migrations the new code fails: …`; empty where nothing was tried."""
        return f"{self.order}: {self.why}" if self.order else ""


def tried(
    trial: Trial | None, arena: Arena, plan: Planned, result: Rehearsal, change: ProjectChange
) -> Said:
    """What became of a rehearsal's trial, with what was there before and what was acknowledged."""
    if trial is None:
        return Said([], None)
    said = said_of(trial, arena, plan, result, change)
    found = [*judged_of(said.findings, plan.new, plan.after, result)]
    return said._replace(findings=found)


def trial_of(plan: Planned, sides: Sides | None) -> Trial | None:
    """What the rehearsal takes along."""
    if sides is None:
        return None
    engine = plan.setting.ledger.engine
    return Trial(engine, sides.released.queries, sides.coming.queries)


def said_of(
    trial: Trial, arena: Arena, plan: Planned, result: Rehearsal, change: ProjectChange
) -> Said:
    """The findings of a trial whose migrations ran, and the order in which to roll out."""
    if not trial.measured:
        stopped = "the new migrations stop" if result.failure else ""
        stopped = "the released history stops" if result.history_failure else stopped
        return Said([], None, trouble=trial.trouble or stopped)
    firsts = _one_of_each(trial.broken)
    found = culprits(arena, plan.before, result.pending, plan.setting, firsts) if firsts else []
    by_key = {_key(each): culprit for each, culprit in zip(firsts, found, strict=True)}
    groups: dict[tuple[Culprit, Thing], list[Broken]] = {}
    for each in trial.broken:
        groups.setdefault((by_key[_key(each)], _own(each, trial.broken)), []).append(each)
    findings = [
        _finding(culprit, thing, group, change) for (culprit, thing), group in groups.items()
    ]
    findings.sort(key=lambda each: (each.path, each.line))
    needs, breaks = bool(trial.early), any(_often(each) for each in trial.broken)
    order: Order = "either"
    if needs and breaks:
        order = "neither without a stop"
    elif needs or breaks:
        order = "migrate first" if needs else "deploy first"
    why = _why(trial) or "the released code and the new one run on both"
    return Said(findings, order, why, passed=trial.passed)


def _key(broken: Broken) -> tuple[str, str, Thing]:
    return (broken.refusal.code, broken.refusal.message, broken.asked.query.thing)


def _one_of_each(every: Iterable[Broken]) -> list[Broken]:
    return list({_key(each): each for each in reversed(list(every))}.values())


def _own(broken: Broken, every: Sequence[Broken]) -> Thing:
    """The table or view at fault: of a relational query the one of those that it uses which fails by
    itself."""
    query = broken.asked.query
    if query.kind != "find":
        return query.thing
    alone = {each.asked.query.thing for each in every if each.asked.query.kind != "find"}
    return next((each for each in (query.thing, *query.uses) if each in alone), query.thing)


def _often(broken: Broken) -> bool:
    return broken.asked.query.kind not in SELDOM


def _finding(
    culprit: Culprit, thing: Thing, group: Sequence[Broken], change: ProjectChange
) -> Finding:
    own = [each for each in group if each.asked.query.thing == thing] or list(group)
    whole = any(each.asked.query.kind == "update" for each in own)
    told = [each for each in own if not (each.asked.label and whole)]
    words = _less_inserts(dict.fromkeys(_word(each, culprit.step) for each in told))
    many = len(words) > 1
    said = f"{', '.join(words[:-1])} and {words[-1]}" if many else words[0]
    text = f'after {culprit.step.tag} the released code\'s {said} {_near(words)} "{thing.label}"'
    text += f" {'fail' if many else 'fails'}: {own[0].refusal}"
    others = dict.fromkeys(
        each.asked.query.thing.label for each in group if each.asked.query.thing != thing
    )
    if others:
        names = ", ".join(f'"{name}"' for name in list(others)[:4])
        more = f" and {len(others) - 4} more" if len(others) > 4 else ""
        text += f"; so do relational queries of {names}{more}"
    often = any(map(_often, group))
    return Finding(
        CHECK,
        RULE,
        culprit.step.path,
        culprit.line,
        text,
        _remedy(culprit, own[0].refusal, change),
        "refuse" if often else "report",
        "breaks-clients",
        project=change.project.config,
    )


def _less_inserts(words: Iterable[str]) -> list[str]:
    """An INSERT that gives every column says it for the one that gives fewer."""
    every = list(words)
    return [word for word in every if word != LEAST or WORDS["insert"] not in every]


def _remedy(culprit: Culprit, refusal: Refusal, change: ProjectChange) -> Remedy:
    """What is dropped can wait in the database for the code that names it; the rest is the order of
    two releases."""
    from forge_migrations.sql.read import acts_of

    path, line = culprit.step.path, culprit.line
    verbs = {
        act.verb
        for segment in culprit.step.segments
        if segment.line == line
        for act in acts_of(segment.sql, culprit.step.dialect)
    }
    accepted = accepting(RULE, path, line)
    released = {each.tag for each in change.base.migrations}
    waits = verbs == {"drop-column"} or (verbs == {"drop-table"} and without_table(refusal))
    if culprit.step.dialect == "postgres":
        waits = waits or verbs in ({"set-not-null"}, {"add-column"})
    if waits and culprit.step.tag not in released:
        project = change.project.config
        soften = ours("soften", culprit.step.tag, "--project", project, "--write")
        words = "keep it for the released code"
        return Remedy(words, soften, git_add(path), instead=[accepted])
    words = "deploy code that does without first, and migrate one release later"
    return Remedy(words, instead=[accepted])


def _word(broken: Broken, step: Step) -> str:
    query = broken.asked.query
    word = WORDS[query.kind]
    if query.kind == "conflict" and step.dialect == "mysql":
        word = "INSERT … ON DUPLICATE KEY UPDATE"
    if broken.asked.label:
        return f"{word} (\"{query.column}\" = '{broken.asked.label}')"
    return word


def _near(words: Sequence[str]) -> str:
    """`into` a table, `from` it or `of` it; `on` it where several ways are told together."""
    ways = {_WAYS.get(word.split()[0], "of") for word in words}
    return ways.pop() if len(ways) == 1 else "on"


_WAYS = {"INSERT": "into", "SELECT": "from", "DELETE": "from"}


def _why(trial: Trial) -> str:
    def told(each: Broken) -> str:
        query = each.asked.query
        label = f" (\"{query.column}\" = '{each.asked.label}')" if each.asked.label else ""
        word = WORDS[query.kind] + label
        return f'{word} {_near([word])} "{query.thing.label}": {each.refusal}'

    parts = []
    if trial.early:
        parts.append(f"before the migrations the new code fails: {told(trial.early[0])}")
    broken = next(filter(_often, trial.broken), None)
    if broken is not None:
        parts.append(
            f"after {'them' if parts else 'the migrations'} the released code fails: {told(broken)}"
        )
    return "; ".join(parts)


def order_note(said: Said, project: str) -> Iterator[Note]:
    """The order in one line."""
    if said.trouble:
        text = f"the released code's queries were not tried: {said.trouble}"
        yield Note(CHECK, text, project, when="asked")
    if said.order is not None:
        passed = tuple(sorted(said.passed))
        yield Note(CHECK, f"deploy order: {said.line}", project, when="asked", passed=passed)
