"""Keep a pull or merge request's comments up to date: one review for each project with new migrations.

Through the platform's own program when it is there with a token: gh (GH_TOKEN), or glab
(GITLAB_TOKEN). A comment that an earlier run made is replaced in its place. Without them the Markdown
is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

from forge_migrations.checks.subject.opening import open_subject
from forge_migrations.checks.subject.subject import ProjectChange
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.findings import Undecided
from forge_migrations.report.markdown import marker
from forge_migrations.report.markdown import render
from forge_migrations.workflow.review.build import build
from forge_migrations.workflow.review.measures import measure


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from-ref", metavar="A", required=True, help="where the request starts")
    parser.add_argument("--to-ref", metavar="B", default="HEAD", help="default: HEAD")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--branch", default="", help="the branch that takes the change in")
    parser.add_argument("--project", default="", metavar="CONFIG", help="one project only")
    parser.add_argument("--kit", default="", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--number", default="", help="of the request (default: what CI says)")
    parser.add_argument("--print", action="store_true", help="print the Markdown, write no comment")


def run(options: argparse.Namespace) -> int:
    """0 when every comment stands; 3 when the platform's program failed."""
    words = {"all_files": False, "fix": False, "check": None, "staged": False, "pushed": False}
    subject = open_subject(argparse.Namespace(**{**vars(options), **words}))
    try:
        bodies = dict(reviews(subject))
    finally:
        subject.facts.save()
        subject.close()
    platform = None if options.print else platform_of(options.number)
    for project, body in bodies.items():
        if platform is None:
            print(body)
        else:
            platform.put(marker(project), body)
            print(f"{project}: the comment stands", file=sys.stderr)
    if not bodies:
        print("the range brings no migration: no comment", file=sys.stderr)
    return 0


def reviews(subject: Subject) -> Iterator[tuple[str, str]]:
    """(project, Markdown) of every project to which the change brings migrations."""
    for change in subject.projects:
        new = [] if change.gone else _new(change)
        if new:
            review = build(subject, change, new, measure(subject, change, new, False))
            yield change.project.config, render(review)


def _new(change: ProjectChange) -> list[Migration]:
    known = {(each.tag, each.blob) for each in change.before.migrations}
    return [each for each in change.after.migrations if (each.tag, each.blob) not in known]


class Platform(NamedTuple):
    """A forge's program, and where its requests' comments are."""

    program: str
    comments: str
    """The path of the list; a comment's own is `one` with its id behind it."""
    one: str
    update: str
    """The method that replaces a comment."""

    def put(self, mark: str, body: str) -> None:
        """Replace the comment that begins with the mark, or write one. Raises `Undecided`."""
        for known in self._pages():
            if str(known.get("body", "")).startswith(mark):
                self._ask("--method", self.update, f"{self.one}/{known['id']}", body=body)
                return
        self._ask("--method", "POST", self.comments, body=body)

    def _pages(self) -> Iterator[dict[str, Any]]:
        text = self._ask("--paginate", f"{self.comments}?per_page=100")
        position, decoder = 0, json.JSONDecoder()
        while position < len(text):  # each page is an array of its own
            page, position = decoder.raw_decode(text, position)
            yield from page
            position += len(text[position:]) - len(text[position:].lstrip())

    def _ask(self, *words: str, body: str | None = None) -> str:
        given = json.dumps({"body": body}) if body is not None else None
        more = ["--input", "-"] if given else []
        kind = ["--header", "Content-Type: application/json"] if given else []
        ran = subprocess.run(
            [self.program, "api", *words, *kind, *more],
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            said = (ran.stderr.strip().splitlines() or ["it said nothing"])[0]
            raise Undecided(
                f"{self.program} could not write the comment: {said}",
                "let the job's token write comments (permissions: pull-requests: write), or see "
                "the Markdown: forge-migrations comment --print",
            )
        return ran.stdout.strip()


def platform_of(number: str) -> Platform | None:
    """Where the comments go, by what CI's environment says; `None` when nothing does.

    https://docs.github.com/en/rest/issues/comments, https://docs.gitlab.com/api/notes/
    """
    env = os.environ
    request = number or _request_on_github(env.get("GITHUB_EVENT_PATH", ""))
    repository = env.get("GITHUB_REPOSITORY")
    token = env.get("GH_TOKEN") or env.get("GITHUB_TOKEN")
    if repository and request and token and shutil.which("gh"):
        issues = f"repos/{repository}/issues"
        return Platform("gh", f"{issues}/{request}/comments", f"{issues}/comments", "PATCH")
    merge = number or env.get("CI_MERGE_REQUEST_IID", "")
    project = env.get("CI_PROJECT_ID")
    if project and merge and env.get("GITLAB_TOKEN") and shutil.which("glab"):
        notes = f"projects/{project}/merge_requests/{merge}/notes"
        return Platform("glab", notes, notes, "PUT")
    return None


def _request_on_github(path: str) -> str:
    """The number in the event that started the workflow."""
    try:
        with open(path, encoding="utf-8") as file:
            event = json.load(file)
    except (OSError, ValueError):
        return ""
    number = event.get("pull_request", {}).get("number") if isinstance(event, dict) else None
    return str(number or "")
