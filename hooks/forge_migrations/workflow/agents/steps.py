"""The steps of the workflow, each a question to what the other commands ask too."""

from __future__ import annotations

from contextlib import contextmanager

from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.judge import judge_merge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.config import Policy
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.words import counted
from forge_migrations.workflow.agents.way import Stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.change.repository import Repository
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Finding
    from forge_migrations.report.answer import Answer
    from forge_migrations.workflow.agents.way import Way


class Work:
    """One project's work tree, read anew after a step wrote to it."""

    def __init__(self, repository: Repository, options: argparse.Namespace, way: Way) -> None:
        self.repository = repository
        self.options = options
        self.way = way
        self.answer: Answer = answer_of(options)
        self.config = ""
        self.subject: Subject
        self.chosen: ProjectChange
        self.read()

    def read(self) -> None:
        """The work tree as it is now."""
        self.subject = open_work_tree(self.repository, self.options.kit)
        self.chosen = choose_project(self.subject, self.config or self.options.project)
        self.config = self.chosen.project.config
        self.subject.only_project = self.config
        if self.options.check_types:
            first = Policy({"check_types": True})
            self.subject.policy = self.subject.policy.below(first)

    def judged(self, *checks: str) -> Verdict:
        """What the hooks would say; a merge answers for what neither side had."""
        return judge_merge(checks, judge(self.subject, checks), self.subject)

    def close(self) -> None:
        self.subject.facts.save()
        self.subject.close()


@contextmanager
def opened(options: argparse.Namespace, way: Way) -> Iterator[Work]:
    """The project that the options name. Raises `UsageError` where there are several."""
    work = Work(rooted_repository(), options, way)
    try:
        yield work
    finally:
        work.close()


def history(work: Work) -> None:
    """What is there is whole: nothing is built on a history that isn't."""
    _refuse(work, work.judged("migration-history"))
    count = len(work.chosen.after.migrations)
    work.way.done("history", f"{counted(count, 'migration')}, sound")


def schema(work: Work) -> None:
    """The schema loads, and its types are right where that is asked for."""
    verdict = work.judged("schema-changes")
    _refuse(work, verdict)
    _refuse_undecided(verdict)
    loaded = work.subject.kit.load(work.chosen.project, work.subject.change.after)
    if loaded.failure is not None:
        failure = loaded.failure
        raise Stop(f"{failure.file}:{failure.line}: {failure.message}", "mend the schema")
    count = len(loaded.files)
    work.way.done("schema", f"loads from {counted(count, 'file')}")


def generate_missing(work: Work) -> None:
    """The migration that the schema is ahead by, with the project's own drizzle-kit."""
    from forge_migrations.drizzle.generate.answers import Answers
    from forge_migrations.drizzle.generate.command import generate_command
    from forge_migrations.drizzle.generate.run import Folder
    from forge_migrations.drizzle.generate.run import generate

    options, project = work.options, work.chosen.project
    verdict = work.judged("stale-migrations")
    _refuse_undecided(verdict)
    stale = [each for each in verdict.findings if each.project in ("", work.config)]
    others = [each for each in stale if each.rule not in ("stale", "ambiguous-rename")]
    _refuse(work, Verdict(tuple(others), ()))
    if not stale and work.chosen.after.migrations:
        work.way.passed("generate", "the migrations carry the schema")
        return
    asked = next((each for each in stale if each.rule == "ambiguous-rename"), None)
    if asked is not None and not (options.rename or options.create):
        answers_to = _answering(asked, work)
        raise Stop(asked.message, answers_to, [asked._replace(remedy=answers_to)])
    root = work.repository.root
    assert root is not None
    answers = Answers(options.rename, options.create)
    place = work.subject.kit.place(project, work.subject.change.after)
    words = ["--name", options.name] if options.name else []
    again = ours("migrate", *_part(options), *words_of_project(options), *words, *answers.words)
    command = generate_command(project, place, root, words)
    made = generate(command, place.layout, Folder(root, project.out), answers, again)
    work.close()
    work.read()
    if not made.sql:
        work.way.passed("generate", "drizzle-kit finds nothing to generate")
        return
    tree = work.subject.change.after
    for path in made.sql:
        text = tree.read(path).decode("utf-8", "replace")
        tag = next((m.tag for m in work.chosen.after.migrations if m.path == path), path)
        work.answer.facts["migrations"].append({"tag": tag, "path": path, "sql": text})
        work.way.done("generate", path)
        print("".join(f"      {line}\n" for line in text.splitlines()), end="")


def _answering(asked: Finding, work: Work) -> Remedy:
    """Both answers as commands of this workflow. A rename keeps what is there; what is new lets the old
    one go, with what it holds: that is a person's."""
    ways: list[Remedy] = []
    for each in Remedy.of(asked.remedy).alternatives:
        words = [word for one in each.commands for word in one.argv]
        at = next((i for i, word in enumerate(words) if word in ("--rename", "--create")), -1)
        end = words.index("git") if "git" in words[at:] else len(words)
        if at < 0:
            continue
        given = words[at:end]
        again = ours("migrate", *_part(work.options), *words_of_project(work.options), *given)
        ways.append(Remedy(each.words, again, decide=given[0] == "--create"))
    return Remedy("answer it", instead=sorted(ways, key=lambda way: way.decide))


def review(work: Work) -> None:
    """What the hooks will say to what isn't committed yet."""
    verdict = work.judged("migration-history", "destructive-sql", "stale-migrations")
    _refuse(work, verdict)
    _refuse_undecided(verdict)
    told = [each for each in verdict.findings if each.severity == "report" and not each.inherited]
    work.answer.judged(told)
    accepted = sum(bool(each.acknowledged) for each in verdict.findings if not each.inherited)
    said = f"nothing refuses, {len(told)} reported" + (f", {accepted} accepted" if accepted else "")
    work.way.done("review", said)


def rehearse(work: Work) -> None:
    """On a scratch database with rows, where one can be had."""
    known = {(each.tag, each.blob) for each in work.chosen.base.migrations}
    new = [each for each in work.chosen.after.migrations if (each.tag, each.blob) not in known]
    if not new:
        work.way.passed("rehearse", "every migration is released")
        return
    work.subject.pushed = True
    verdict = judge(work.subject, ("rehearsal",))
    _refuse(work, verdict)
    missed = next((each for each in verdict.notes if "not rehearsed" in each.message), None)
    if missed is not None:
        work.answer.judged((), [missed])
        work.way.passed(
            "rehearse", missed.message.partition("not rehearsed: ")[2] or missed.message
        )
        return
    work.way.done("rehearse", f"{len(new)} of {len(work.chosen.after.migrations)} are new, and run")


def staging(work: Work) -> Remedy:
    """What stages the change: its schema files and its migrations, as far as they aren't staged."""
    change, project = work.subject.change, work.chosen.project
    loaded = work.subject.kit.load(project, change.after)
    out = f"{project.out}/"
    index = work.repository.index()
    paths = [
        path
        for path in sorted(change.changed)
        if (path.startswith(out) or path in loaded.files)
        and change.after.blob(path) != index.blob(path)
    ]
    if not paths:
        return Remedy()
    folder = [project.out] if any(path.startswith(out) for path in paths) else []
    files = [path for path in paths if not path.startswith(out)]
    return Remedy("read the SQL, then stage it", git_add(*files, *folder))


def _refuse(work: Work, verdict: Verdict) -> None:
    refusing = [each for each in verdict.findings if each.refuses]
    if not refusing:
        return
    first = _first(refusing)
    count = len(refusing)
    more = f", and {count - 1} more" if count > 1 else ""
    raise Stop(
        f"{first.path}:{first.line}: {first.rule}: {first.message}{more}", first.remedy, refusing
    )


def _first(findings: Sequence[Finding]) -> Finding:
    """What can be done without a person first."""
    order = sorted(findings, key=lambda each: (Remedy.of(each.remedy).decide, each.path, each.line))
    return order[0]


def _refuse_undecided(verdict: Verdict) -> None:
    for note in verdict.notes:
        if note.undecided:
            raise Stop(note.message, note.remedy, code=3)


def _part(options: argparse.Namespace) -> list[str]:
    return [options.part] if options.part else []


def words_of_project(options: argparse.Namespace) -> list[str]:
    """The project that was named, as the words that name it again."""
    return ["--project", options.project] if options.project else []
