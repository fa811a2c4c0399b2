"""Keep a pull or merge request's comments up to date: one review for each project with new migrations.

Through the platform's own program when it is there with a token: gh (GH_TOKEN), or glab
(GITLAB_TOKEN). A comment that an earlier run made is replaced in its place. Without them the Markdown
is printed. Where one line mends a finding, a suggestion stands at it, to accept by a click.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys

from forge_migrations.checks.subject.opening import open_subject
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.report.markdown import marker
from forge_migrations.report.markdown import render
from forge_migrations.system.processes import resolved
from forge_migrations.workflow.ci.suggestions import suggestions
from forge_migrations.workflow.review.build import build
from forge_migrations.workflow.review.measures import measure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.report.reviewed import Review
    from forge_migrations.workflow.ci.suggestions import Suggestion


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from-ref", metavar="A", required=True, help="where the request starts")
    parser.add_argument("--to-ref", metavar="B", default="HEAD", help="default: HEAD")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--branch", default="", help="the branch that takes the change in")
    parser.add_argument("--project", default="", metavar="CONFIG", help="one project only")
    parser.add_argument("--kit", default="", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--rehearse", action="store_true", help="measure on a scratch database")
    parser.add_argument("--number", default="", help="of the request (default: what CI says)")
    parser.add_argument("--print", action="store_true", help="print the Markdown, write no comment")


def run(options: argparse.Namespace) -> int:
    """0 when every comment stands; 3 when the platform's program failed."""
    words = {"all_files": False, "fix": False, "check": None, "staged": False, "pushed": False}
    subject = open_subject(argparse.Namespace(**{**vars(options), **words}))
    try:
        found = list(reviews(subject, options.rehearse))
    finally:
        subject.facts.save()
        subject.close()
    platform = None if options.print else platform_of(options.number)
    for review in found:
        if platform is None:
            print(render(review))
        else:
            platform.put(marker(review.project), render(review))
            print(f"{review.project}: the comment stands", file=sys.stderr)
            _suggest(platform, review)
    if not found:
        print("the range brings no migration: no comment", file=sys.stderr)
    return 0


def _suggest(platform: Platform, review: Review) -> None:
    """Comments at lines are a help: where the platform takes none, the review stands without them."""
    try:
        platform.suggest(suggestions(review, platform.number, platform.form))
    except Undecided as error:
        print(f"{review.project}: no suggestions at the lines: {error}", file=sys.stderr)


def reviews(subject: Subject, rehearsed: bool = False) -> Iterator[Review]:
    """One for every project to which the change brings migrations."""
    for change in subject.projects:
        new = [] if change.gone else _new(change)
        if new:
            yield build(subject, change, new, measure(subject, change, new, rehearsed))


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
    number: str = ""
    """The request's."""
    lines: str = ""
    """The path of the list of comments at lines; empty where none can be made."""
    commits: tuple[str, str] = ("", "")
    """Where the request's difference begins, and its newest commit."""

    def put(self, mark: str, body: str) -> None:
        """Replace the comment that begins with the mark, or write one. Raises `Undecided`."""
        for known in self._pages():
            if str(known.get("body", "")).startswith(mark):
                self._ask("--method", self.update, f"{self.one}/{known['id']}", sent={"body": body})
                return
        self._ask("--method", "POST", self.comments, sent={"body": body})

    @property
    def form(self) -> str:
        """The word for a block that replaces its line."""
        return "suggestion" if self.program == "gh" else "suggestion:-0+0"

    def suggest(self, found: list[Suggestion]) -> None:
        """Comment at each line that has no such comment yet. Raises `Undecided`."""
        if not found or not self.lines or not all(self.commits):
            return
        listed = self.comments if self.program == "glab" else self.lines
        known = [str(each.get("body", "")) for each in self._pages(listed)]
        for each in found:
            if not any(body.startswith(each.mark) for body in known):
                self._ask("--method", "POST", self.lines, sent=self._at_line(each))

    def _at_line(self, one: Suggestion) -> dict[str, Any]:
        base, head = self.commits
        if self.program == "gh":
            place = {"commit_id": head, "path": one.path, "line": one.line, "side": "RIGHT"}
            return {"body": one.body, **place}
        shas = {"base_sha": base, "start_sha": base, "head_sha": head}
        place = {"new_path": one.path, "old_path": one.path, "new_line": one.line}
        return {"body": one.body, "position": {"position_type": "text", **shas, **place}}

    def _pages(self, listed: str = "") -> Iterator[dict[str, Any]]:
        text = self._ask("--paginate", f"{listed or self.comments}?per_page=100")
        position, decoder = 0, json.JSONDecoder()
        while position < len(text):  # each page is an array of its own
            page, position = decoder.raw_decode(text, position)
            yield from page
            position += len(text[position:]) - len(text[position:].lstrip())

    def _ask(self, *words: str, sent: dict[str, Any] | None = None) -> str:
        given = json.dumps(sent) if sent is not None else None
        more = ["--input", "-"] if given else []
        kind = ["--header", "Content-Type: application/json"] if given else []
        ran = subprocess.run(
            resolved([self.program, "api", *words, *kind, *more]),
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
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
    event = _request_on_github(env.get("GITHUB_EVENT_PATH", ""))
    request = number or str(event.get("number") or "")
    repository = env.get("GITHUB_REPOSITORY")
    token = env.get("GH_TOKEN") or env.get("GITHUB_TOKEN")
    if repository and request and token and shutil.which("gh"):
        issues = f"repos/{repository}/issues"
        commits = _commit(event.get("base")), _commit(event.get("head"))
        return Platform(
            "gh", f"{issues}/{request}/comments", f"{issues}/comments", "PATCH",
            request, f"repos/{repository}/pulls/{request}/comments", commits,
        )  # fmt: skip
    merge = number or env.get("CI_MERGE_REQUEST_IID", "")
    project = env.get("CI_PROJECT_ID")
    if project and merge and env.get("GITLAB_TOKEN") and shutil.which("glab"):
        at = f"projects/{project}/merge_requests/{merge}"
        head = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or env.get("CI_COMMIT_SHA", "")
        commits = env.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""), head
        return Platform(
            "glab", f"{at}/notes", f"{at}/notes", "PUT", merge, f"{at}/discussions", commits
        )
    return None


def _request_on_github(path: str) -> dict[str, Any]:
    """The pull request in the event that started the workflow; empty without one."""
    try:
        with open(path, encoding="utf-8") as file:
            event = json.load(file)
    except (OSError, ValueError):
        return {}
    request = event.get("pull_request") if isinstance(event, dict) else None
    return request if isinstance(request, dict) else {}


def _commit(side: object) -> str:
    return str(side.get("sha") or "") if isinstance(side, dict) else ""
