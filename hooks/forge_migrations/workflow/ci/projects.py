"""List the projects that a change touches: a matrix that spreads the judgement over machines.

    forge-migrations projects --from-ref origin/main --format json

prints {"include": [{"project": …, "name": …, "dialect": …, "out": …, "key": …}]}: what GitHub's
`matrix: ${{ fromJSON(…) }}` takes. `forge-migrations --project PROJECT` judges one of them. `key`
changes when anything does that the project's judgement depends on.
"""

from __future__ import annotations

import argparse
import json
import sys

from forge_migrations import __version__
from forge_migrations.checks.subject.opening import open_subject
from forge_migrations.config import FILE
from forge_migrations.drizzle.config.discovery import find_projects
from forge_migrations.facts import digest
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.ci.reach import Reach
from forge_migrations.workflow.ci.reach import Reaches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.project import Project


class Touched(NamedTuple):
    """One project of the matrix."""

    project: Project
    gone: bool
    key: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from-ref", metavar="A", help="list what --to-ref touches since A")
    parser.add_argument("--to-ref", metavar="B", help="the commit to list (default: HEAD)")
    parser.add_argument("--staged", action="store_true", help="list what the staged change touches")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--branch", default="", help="the branch that takes the change in")
    parser.add_argument(
        "--format",
        choices=("text", "json", "gitlab"),
        default="text",
        help="json is a GitHub matrix, gitlab a child pipeline with one job per project",
    )


def run(options: argparse.Namespace) -> int:
    """Print the projects; every project without a range. 0, also when there are none."""
    if options.to_ref and not options.from_ref:
        raise UsageError("--to-ref needs --from-ref", "add --from-ref origin/main")
    words = {"all_files": not (options.from_ref or options.staged), "kit": "", "project": ""}
    words |= {"check": None, "fix": False, "pushed": False}
    subject = open_subject(argparse.Namespace(**{**vars(options), **words}))
    listed = list(touched(subject))
    subject.facts.save()
    if options.format == "json":
        print(json.dumps({"include": [_object(one) for one in listed]}))
    elif options.format == "gitlab":
        sys.stdout.write(_pipeline(listed, options))
    else:
        for one in listed:
            gone = "  (gone)" if one.gone else ""
            print(f"{one.project.config}  {one.project.dialect}  {one.project.out}{gone}")
    for note in subject.notes:
        print(f"{note.check}: {note.message}", file=sys.stderr)
    return 0


def touched(subject: Subject) -> Iterator[Touched]:
    """The projects that the Subject's change can concern, by config; all of them for everything."""
    change, tables = subject.change, subject.policy.projects
    after = find_projects(change.after, subject.facts, tables)
    subject.notes.extend(after.notes)
    sides = [(change.after, after.projects)]
    if not subject.whole:
        before = find_projects(change.before, subject.facts, tables)
        sides.append((change.before, before.projects))
    names: dict[str, tuple[Project, bool]] = {}
    keys: dict[str, list[str]] = {}
    hit: set[str] = set()
    released = Reaches(change.base, subject.facts)
    for tree, projects in sides:
        reaches = Reaches(tree, subject.facts)
        for project in projects:
            reach = reaches.of(project)
            names.setdefault(project.config, (project, tree is not change.after))
            if subject.whole or any(reach.holds(path) for path in change.changed):
                hit.add(project.config)
            if project.config in hit:
                key = keys.setdefault(project.config, [__version__, change.mode])
                key.extend(reaches.contents(reach))
                key.extend(released.contents(Reach(frozenset((project.out,)), frozenset((FILE,)))))
    for config in sorted(hit):
        yield Touched(*names[config], digest(config, *keys[config]))


def _object(one: Touched) -> dict[str, str | bool]:
    return {
        "project": one.project.config,
        "name": _name(one.project),
        "dialect": one.project.dialect,
        "out": one.project.out,
        "gone": one.gone,
        "key": one.key,
    }


def _name(project: Project) -> str:
    """What a job is called: `packages/db` rather than `packages/db/drizzle.config.ts`."""
    folder, _, name = project.config.rpartition("/")
    return folder if folder and name.startswith("drizzle.config.") else project.config


def _pipeline(listed: list[Touched], options: argparse.Namespace) -> str:
    """A child pipeline: https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#dynamic-child-pipelines

    JSON is YAML: https://yaml.org/spec/1.2.2/#13-terminology
    """
    span = f"--from-ref {options.from_ref} --to-ref {options.to_ref or 'HEAD'}"
    judged = f"forge-migrations {span if options.from_ref else '--all-files'}"
    jobs = {
        f"forge-migrations {_name(one.project)}": {
            "extends": ".forge-migrations",
            "variables": {"FORGE_PROJECT": one.project.config},
            "script": [f'{judged} --project "$FORGE_PROJECT"'],
        }
        for one in listed
    }
    nothing = {"no project": {"script": ["echo no project is touched"]}}
    # The template's own job judges all of them at once.
    whole = {"forge-migrations": {"rules": [{"when": "never"}], "script": ["true"]}}
    return json.dumps({**whole, **(jobs or nothing)}, indent=2) + "\n"
