"""Walk the history and say when each defect of a migration history came in, and what mended it.

    forge-migrations audit                     what landed: first parents only
    forge-migrations audit --all --format csv  every commit, branches too
    forge-migrations audit --since v2.0 --format json

Reads only git objects. What was learned is kept, so that a walk that was stopped goes on where it
was, and the next one reads only what is new.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from collections import Counter

from forge_migrations.change.log import commits
from forge_migrations.change.past import children
from forge_migrations.change.past import ever_added
from forge_migrations.change.past import first_parent_line
from forge_migrations.change.past import length
from forge_migrations.change.repository import Repository
from forge_migrations.drizzle.packages import vendored
from forge_migrations.facts import Facts
from forge_migrations.workflow.ci.defects import Judge
from forge_migrations.workflow.ci.walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.change.log import Commit
    from forge_migrations.change.look import Entry
    from forge_migrations.workflow.ci.walk import Occurrence
    from forge_migrations.workflow.ci.walk import Place

EVERY = 2.0
"""Seconds between two savings of what was learned."""
COLUMNS = (
    "rule", "folder", "about", "path", "message", "commit", "date", "author", "subject",
    "mended", "mended_date", "stands",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", nargs="?", default="HEAD", help="where the walk ends")
    parser.add_argument("--since", metavar="REF", default="", help="where it starts")
    parser.add_argument(
        "--all", action="store_true", help="every commit, not the first-parent line alone"
    )
    parser.add_argument("--folder", metavar="PATH", default="", help="one migrations folder only")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")


def run(options: argparse.Namespace) -> int:
    """Print what was found; 0, for an audit refuses nothing."""
    repository = Repository.find()
    facts = Facts.of_repository(repository.common_folder)
    blobs = repository.objects
    try:
        judge = Judge(blobs, facts, _run_by_name(repository, repository.commit(options.ref), facts))
        found = audit(repository, judge, facts, options)
    finally:
        facts.save()
        blobs.close()
    printed = {"text": _text, "json": _json, "csv": _csv}[options.format](found)
    sys.stdout.write(printed)
    return 0


def audit(
    repository: Repository, judge: Judge, facts: Facts, options: argparse.Namespace
) -> list[Occurrence]:
    """Every defect of the walk, in the order in which they came in."""
    end = repository.commit(options.ref)
    since = repository.commit(options.since) if options.since else ""
    span = f"{since}..{end}" if since else end
    progress = _Progress(facts)
    progress.show("looking for migrations folders")
    folders = [folder for folder in _folders(repository, end) if options.folder in ("", folder)]
    line = first_parent_line(repository, end)
    followed = children(repository, span) if options.all else Counter[str]()

    def start(commit: str) -> Mapping[str, Entry]:
        return repository.at(commit).entries

    walk = Walk(judge, folders, {one: at for at, one in enumerate(line)}, followed, start)
    stream: Iterable[Commit] = (
        commits(repository, span, folders, not options.all) if folders else ()
    )
    if not options.all:
        stream = _joined(stream, since)
    total = str(length(repository, span)) if options.all else ""
    for commit in stream:
        walk.commit(commit)
        progress.tick(total, len(walk.found))
    progress.end()
    walk.end()
    return walk.found


def _joined(stream: Iterable[Commit], before: str) -> Iterator[Commit]:
    """The commits of the first-parent line that touch the folders, each the next one's parent."""
    for commit in stream:
        yield commit._replace(parents=(before,) if before else ())
        before = commit.id


def _folders(repository: Repository, end: str) -> list[str]:
    """Every folder that ever held a journal or a migration of drizzle-kit 1.0."""
    patterns = ("**/meta/_journal.json", "**/[0-9]*_*/migration.sql")
    found = set()
    for path in ever_added(repository, end, patterns):
        folder = os.path.dirname(os.path.dirname(path))
        if folder and not vendored(folder):
            found.add(folder)
    return sorted(found)


def _run_by_name(repository: Repository, end: str, facts: Facts) -> frozenset[str]:
    """The folders whose files Cloudflare's tools run by name, as the configs stand at the end."""
    from forge_migrations.drizzle.config.discovery import find_projects
    from forge_migrations.drizzle.history.by_name import runs_by_name

    tree = repository.at(end)
    projects = find_projects(tree, facts).projects
    return frozenset(each.out for each in projects if runs_by_name(each, tree))


class _Progress:
    """A line on the terminal, and what was learned on the disk, every now and then."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._seen = 0
        self._saved = self._shown = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def show(self, words: str) -> None:
        if self._terminal:
            print(f"\r\033[K{words}", end="", file=sys.stderr)
            sys.stderr.flush()

    def tick(self, total: str, found: int) -> None:
        """One more commit was looked at; `total` is how many there are, when it is known."""
        self._seen += 1
        now = time.monotonic()
        if now - self._shown > 0.1:
            self._shown = now
            self.show(f"{self._seen}{' of ' if total else ''}{total} commits, {found} defects")
        if now - self._saved > EVERY:
            self._facts.save()
            self._saved = time.monotonic()

    def end(self) -> None:
        self.show("")


def _day(place: Place | None) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(place.time)) if place else ""


def _row(one: Occurrence) -> dict[str, str | bool]:
    came, mended = one.came_in, one.mended
    values = (
        one.defect.rule, one.folder, one.defect.key, one.defect.path, one.defect.message,
        came.commit if came else "", _day(came), came.author if came else "",
        came.subject if came else "", mended.commit if mended else "", _day(mended), one.stands,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _json(found: list[Occurrence]) -> str:
    return json.dumps([_row(one) for one in found], indent=2) + "\n"


def _csv(found: list[Occurrence]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(one) for one in found)
    return text.getvalue()


def _text(found: list[Occurrence]) -> str:
    lines: list[str] = []
    for folder in sorted({one.folder for one in found}):
        lines += ["", folder] if lines else [folder]
        for one in found:
            if one.folder == folder:
                where = (
                    f"{_day(one.came_in)} {one.came_in.commit[:10]}" if one.came_in else "before"
                )
                lines.append(f"  {where:<21}  {one.defect.rule}: {one.defect.message}{_fate(one)}")
    lines += [""] if lines else []
    counted = Counter(one.defect.rule for one in found)
    standing = Counter(one.defect.rule for one in found if one.stands)
    lines += [
        f"{count:>5}  {rule}"
        + (f", {standing[rule]} of them still there" if standing[rule] else "")
        for rule, count in sorted(counted.items())
    ]
    return "\n".join(lines or ["no defect came in"]) + "\n"


def _fate(one: Occurrence) -> str:
    if one.stands:
        return " [still there]"
    if one.mended is None:
        return ""
    if not one.mended.commit:
        return f" [{one.mended.subject}]"
    if one.came_in is None:
        return f" [mended {_day(one.mended)} {one.mended.commit[:10]}]"
    days = max(0, one.mended.time - one.came_in.time) // 86_400
    return f" [mended {_day(one.mended)} {one.mended.commit[:10]}, {days} days later]"
