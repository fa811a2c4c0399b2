"""Show the form of a migration that can be rolled out while the old release runs, and write it.

Reads the migrations of the work tree and, from git, what is released. What an unreleased migration
drops stays in the database for the release that reads it: the SQL says so in a comment that the
checks know, and `contract` writes the migration that drops it later. The structure at the end is
proved to be the same, by the catalog and on a scratch database where one can be had. Without --write
it only shows the files, the SQL and the number of deploys.
"""

from __future__ import annotations

import sys

from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.remedy import typed
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.words import counted
from forge_migrations.workflow.history.repair import write_draft
from forge_migrations.workflow.history.rewriting.appending import append_custom
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.folders import plain
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.live.opened import refuse_unsound
from forge_migrations.workflow.rollout.forms import softened
from forge_migrations.workflow.rollout.locks import server_of
from forge_migrations.workflow.rollout.parting import parted
from forge_migrations.workflow.rollout.parting import put_parts
from forge_migrations.workflow.rollout.parting import refuse_unpartable
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.proving import rehearsed
from forge_migrations.workflow.rollout.rename import Kept
from forge_migrations.workflow.rollout.rename import kept
from forge_migrations.workflow.rollout.rename import renames
from forge_migrations.workflow.rollout.scene import Scene
from forge_migrations.workflow.rollout.softened import Left
from forge_migrations.workflow.rollout.stock import stock_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.findings import Finding
    from forge_migrations.remedy import Edit
    from forge_migrations.report.answer import Answer
    from forge_migrations.sql.debts import Debt
    from forge_migrations.workflow.rollout.softened import Form
    from forge_migrations.workflow.rollout.softened import Softening

JUDGED = ("migration-history", "destructive-sql")


class Steps(NamedTuple):
    """What is written, and what comes behind it."""

    files: Sequence[tuple[str, tuple[str, ...]]] = ()
    """Path and statements of each migration of this deploy."""
    later: Sequence[tuple[str, ...]] = ()
    """The contractions, a deploy each."""
    found: Sequence[str] = ()
    """What they leave otherwise than the migration as it was."""
    owed: Sequence[Debt] = ()
    """Earlier debts that are paid along."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "migration",
        nargs="?",
        default="",
        metavar="MIGRATION",
        help="its tag (default: the newest that isn't released)",
    )
    parser.add_argument("--write", action="store_true", help="write it")
    parser.add_argument("--expand", action="store_true", help="change names in the database too")
    parser.add_argument(
        "--split",
        action="store_true",
        help="MySQL: a migration for each statement, as each commits by itself",
    )
    parser.add_argument("--project", metavar="PROJECT", default="", help="its config or folder")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the steps wouldn't lead to the same structure."""
    repository, answer = rooted_repository(), answer_of(options)
    subject = open_work_tree(repository, options.kit, options.base)
    opened = [subject]
    try:
        change = choose_project(subject, options.project)
        refuse_unsound(change)
        scene = Scene.of(subject, change)
        one = _chosen(scene, options.migration)
        answer.tell(project=change.project.config, migration=one.tag, forms=[], left=[], deploys=1,
                    files=[], schema_edits=[], rehearsed="", wrote=[])  # fmt: skip
        draft = Draft(subject.change.after, change.project.out, subject.facts)
        wanted = [] if options.expand else renames(scene, one)
        names = kept(scene, one, wanted) if wanted else None
        rest: Migration | None = one
        if isinstance(names, Kept):
            draft = names.draft
            opened.append(subject_of(repository, draft.tree, options.kit, options.base))
            scene = Scene.of(opened[1], choose_project(opened[1], change.project.config))
            rest = next((each for each in scene.migrations if each.path == names.path), None)
        soft = softened(scene, rest, options.expand) if rest else None
        parts: list[tuple[str, ...]] = []
        if options.split and soft and rest:
            refuse_unpartable(scene, rest, soft)
            parts = parted(soft, rest.tag)
        left = [*([names] if isinstance(names, Left) else []), *(soft.left if soft else [])]
        forms = [*(names.forms if isinstance(names, Kept) else []), *(soft.forms if soft else [])]
        answer.tell(
            left=[each._asdict() for each in left], forms=[each._asdict() for each in forms]
        )
        if not forms:
            left += _reasons(judge(subject, ("destructive-sql",)).findings, one)
            answer.tell(left=[each._asdict() for each in left])
            print(f"{change.project.config}: nothing in {one.tag} has a softer form")
            _tell_left(left)
            return 0
        steps = _written(scene, draft, rest, soft, parts) if soft and rest else Steps()
        _show(change.project.config, one, steps, forms, left, answer)
        if isinstance(names, Kept):
            _show_edits(names.edits, answer)
            if scene.dialect == "postgres" and any(act.verb == "rename-column" for act in wanted):
                print(
                    f"\nto change the name in the database: {typed([ours('soften', one.tag, '--expand')])}"
                )
        proved = not (soft and soft.forms and rest) or (
            not steps.found and _lead_there(scene, rest, soft, steps, answer)
        )
        if not proved:
            _tell_elsewhere(steps.found)
            return 1
        paths = set(draft.changed)
        judged = subject_of(repository, draft.tree, options.kit, options.base)
        opened.append(judged)
        judged.only_project = change.project.config
        verdict = judge(judged, (*JUDGED, "stale-migrations") if wanted else JUDGED)
    finally:
        for each in opened:
            each.facts.save()
            each.close()
    _show_rest([each for each in verdict.findings if each.path in paths], answer)
    if options.write:
        write_draft(repository, draft, answer)
        return 0
    answer.next = _to_write(options, one)
    print(f"\n{answer.next}")
    return 0


def _to_write(options: argparse.Namespace, one: Migration) -> Remedy:
    """The same command, with --write."""
    words = ["--expand"] if options.expand else []
    words += ["--split"] if options.split else []
    words += ["--project", options.project] if options.project else []
    words += ["--base", options.base] if options.base else []
    return Remedy("write it", ours("soften", one.tag, *words, "--write"))


def _written(
    scene: Scene,
    draft: Draft,
    rest: Migration,
    soft: Softening,
    parts: Sequence[tuple[str, ...]],
) -> Steps:
    """Put the softened form into the draft; `parts`: where its statements get migrations of their own."""
    project = scene.change.project
    statements = parts[0] if parts else soft.statements()
    earlier = scene.ledger(scene.migrations.index(rest))
    before = earlier.catalog
    owed = [each.debt for each in earlier.open if before.fold(each.debt.table) in soft.rebuilt]
    stock = stock_of(scene, rest.tag, statements)
    whole = (*statements, *(text for part in parts[1:] for text in part), *soft.behind)
    found, later = differences_by_text(
        before, soft.given.text, whole, stock, owed, server_of(scene)
    )
    files = [(rest.path, statements)]
    if len(parts) > 1:
        files = put_parts(draft, scene, rest, list(parts))
    elif soft.forms:
        draft.put(rest.path, sql_text(statements, project.breakpoints), "soften it")
    if soft.behind:
        name, behind = f"fill_{plain(rest.tag)}", tuple(soft.behind)
        files.append((append_custom(draft, project, name, behind), behind))
    return Steps(files, later, found, owed)


def _chosen(scene: Scene, named: str) -> Migration:
    """The migration that is meant. Raises `UsageError` for one that is released or isn't there."""
    known = {each.tag for each in scene.base.migrations}
    unreleased = [one for one in scene.migrations if one.tag not in known and one.blob]
    if not named:
        if not unreleased:
            raise UsageError(
                f"{scene.change.project.config}: every migration is released, and what is released "
                "stays as it is",
                Remedy("see what is owed", ours("contract")),
            )
        return unreleased[-1]
    wanted = named.removesuffix("/").removesuffix(".sql").removesuffix("/migration")
    wanted = wanted.rpartition("/")[2]
    for one in scene.migrations:
        if one.tag == wanted and one in unreleased:
            return one
        if one.tag == wanted:
            raise UsageError(
                f"{wanted} is released: databases have run it, and it stays as it is",
                Remedy("see what is owed", ours("contract")),
            )
    tags = ", ".join(one.tag for one in unreleased) or "none"
    raise UsageError(f"there is no migration {named!r}", f"name one that isn't released: {tags}")


def _reasons(findings: Sequence[Finding], one: Migration) -> list[Left]:
    """Why what the rules say of a migration has no form that waits."""
    from forge_migrations.workflow.rollout.reasons import REASONS

    rules = sorted({each.rule for each in findings if each.path == one.path} & REASONS.keys())
    return [Left(rule, REASONS[rule]) for rule in rules]


def _tell_left(left: Sequence[Left]) -> None:
    for each in left:
        print(f"  {each.what} stays as it is: {each.why}")


def _tell_elsewhere(found: Sequence[str]) -> None:
    for each in found:
        print(f"  {each}", file=sys.stderr)
    print("\nThese steps don't lead where the migration led: nothing is written.", file=sys.stderr)


def _show(
    config: str,
    one: Migration,
    steps: Steps,
    forms: Sequence[Form],
    left: Sequence[Left],
    answer: Answer,
) -> None:
    deploys = 1 + len(steps.later)
    print(f"{config}: {one.tag} in {counted(deploys, 'deploy')}\n")
    for form in forms:
        print(f"  {form.what}: {form.how}")
    _tell_left(left)
    told = [{"deploy": 1, "path": path, "sql": _text(sql)} for path, sql in steps.files]
    told += [
        {"deploy": number, "path": "", "sql": _text(sql)}
        for number, sql in enumerate(steps.later, 2)
    ]
    for each in told:
        where = each["path"] or "forge-migrations contract --write, once the one before it is out"
        print(f"\ndeploy {each['deploy']}: {where}")
        for line in str(each["sql"]).splitlines():
            print(f"    {line}")
    if not steps.files:
        print(f"\ndeploy 1: no migration, {one.path} goes")
    answer.tell(deploys=deploys, files=told)


def _show_edits(edits: Sequence[Edit], answer: Answer) -> None:
    """What becomes of the schema's lines."""
    for edit in edits:
        print(f"\n{edit.path}:{edit.line}")
        print(f"  - {edit.old.strip()}\n  + {edit.new.strip()}")
    told = [{"path": e.path, "line": e.line, "old": e.old, "new": e.new} for e in edits]
    answer.tell(schema_edits=told)


def _text(statements: tuple[str, ...]) -> str:
    return "\n".join(statements)


def _lead_there(
    scene: Scene, one: Migration, soft: Softening, steps: Steps, answer: Answer
) -> bool:
    """Rehearse; True unless another structure came out. Where nothing can rehearse, it is said."""
    first, *behind = (sql for _, sql in steps.files)
    later = [*behind, *steps.later]
    try:
        version, found = rehearsed(scene, one.tag, first, later, steps.owed, soft.meant())
    except Undecided as error:
        answer.judged((), [Note("rehearsal", str(error), undecided=True, remedy=error.remedy)])
        print(f"\nnot rehearsed: {error}", file=sys.stderr)
        print("by the catalog the structure at the end is the same", file=sys.stderr)
        return True
    answer.tell(rehearsed=version)
    if found:
        print(f"\nrehearsed on {version}: the structure at the end isn't the same", file=sys.stderr)
        for each in found:
            print(f"  {each}", file=sys.stderr)
        return False
    print(f"\nrehearsed on {version}: the structure at the end is the same")
    return True


def _show_rest(findings: list[Finding], answer: Answer) -> None:
    """What the hooks will still say to it."""
    answer.judged(findings)
    said = render([each for each in findings if each.refuses], [])
    if said:
        print(f"\nWhat the hooks will still refuse\n{said}", end="")
