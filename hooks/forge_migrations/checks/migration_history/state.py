"""What is wrong with a history as it stands, whatever it was before."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from forge_migrations.checks.migration_history.folders import folders
from forge_migrations.checks.migration_history.links import chain
from forge_migrations.checks.migration_history.links import clock
from forge_migrations.checks.migration_history.links import order
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.drizzle.history.journal import NAMELESS
from forge_migrations.drizzle.history.journal import NOT_UTF_8
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_rm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration


def violations(history: History, released: History, now: int) -> Iterator[Violation]:
    """Everything wrong with one state. `released` tells which entries are new; `now` is in
    milliseconds."""
    yield from _unreadable(history)
    if not history.readable:
        return
    if history.lacks_journal:
        yield _without_journal(history)
        return
    if history.layout == "mixed":
        yield Violation(
            "mixed-layout",
            "",
            history.journal,
            1,
            f"{history.out} holds a journal and folders of drizzle-kit 1.0, which it refuses",
        )
    if history.layout == "folders":
        yield from folders(history)
        return
    yield from _files(history, released)
    yield from _numbers(history)
    yield from chain(history)
    yield from order(history, released)
    yield from clock(history, released, now)


def _without_journal(history: History) -> Violation:
    journal = posixpath.join(history.out, "meta/_journal.json")
    last = (history.orphans or history.stray_snapshots)[-1]
    return Violation(
        "missing-journal",
        "",
        last,
        1,
        f"{journal} is not in the commit: no migrator runs {posixpath.basename(last)} or what stands"
        " beside it, and the next generate fails",
    )


def _unreadable(history: History) -> Iterator[Violation]:
    for path, line, why in history.broken:
        rule = "conflict-markers" if why == "conflict markers" else "not-json"
        rule = "not-utf-8" if why.startswith(NOT_UTF_8) else rule
        name = posixpath.basename(path)
        if rule == "not-utf-8":
            message = (
                f"{name} is {why.removeprefix(f'{NOT_UTF_8}: ')}, which drizzle-kit can't parse"
            )
        elif rule == "conflict-markers":
            message = f"{name} holds conflict markers, so drizzle-kit can't read it"
        else:
            message = f"{name} can't be read: {why}"
        remedy = Remedy()
        if path == history.journal and NAMELESS in why:
            remedy = Remedy(
                f"give the entry its tag (the SQL file's name) and its date: {path}:{line}"
            )
        yield Violation(rule, name, path, line, message, remedy)


def _files(history: History, released: History) -> Iterator[Violation]:
    # Some teams keep the journal for drizzle-kit and run their migrations from elsewhere.
    without = sum(1 for one in released.migrations if one.blob is None)
    keeps_sql = 2 * without <= len(released.migrations)
    unsure = {tag for each in history.unsure for tag in each.tags}
    for migration in history.migrations:
        if migration.blob is None:
            yield Violation(
                "missing-sql",
                migration.tag,
                history.journal,
                migration.line,
                f"the journal names {migration.tag}, but {migration.path} does not exist:"
                " the migrator stops before the first statement on every database",
                severity="refuse" if keeps_sql else "report",
            )
        if migration.snapshot_blob is None and migration.tag not in unsure:
            yield Violation(
                "missing-snapshot",
                migration.tag,
                migration.path if migration.blob else history.journal,
                1 if migration.blob else migration.line,
                f"{migration.tag} has no snapshot ({posixpath.basename(migration.snapshot)}):"
                " the next generate doesn't know what it changed and writes it again",
            )
    if history.journal:
        yield from _leftovers(history)


def _leftovers(history: History) -> Iterator[Violation]:
    for path in history.orphans:
        name = posixpath.basename(path)
        yield Violation(
            "orphan-sql",
            name,
            path,
            1,
            f"{name} has no entry in the journal: the migrator never runs it",
        )
    yield from _strays(history)
    for path in history.strangers:
        name = posixpath.basename(path)
        yield Violation(
            "stray-file",
            name,
            path,
            1,
            f"{name} stands among the snapshots, and drizzle-kit fails to read it as one",
            Remedy("take it out", git_rm(path, force=True)),
        )


def _strays(history: History) -> Iterator[Violation]:
    """Snapshots of no migration. One that another migration's snapshot follows on, or whose SQL is
    there without an entry, is needed: `generate` would write again what it has."""
    for each in history.unsure:
        names = [posixpath.basename(path) for path in each.snapshots]
        yield Violation(
            "unpaired-snapshot",
            " ".join((*each.tags, *names)),
            each.snapshots[0],
            1,
            f"{listed(names)} and {listed(each.tags)} can't be paired: neither their names nor their"
            " links nor their SQL tell whose is whose, and they aren't equally many",
        )
    unsure = {path for each in history.unsure for path in each.snapshots}
    orphans = {_prefix_of(posixpath.basename(path)): path for path in history.orphans}
    heads = {head.path: head for head in history.snapshots}
    strays = set(history.stray_snapshots)
    children = {
        parent: head
        for head in reversed(history.snapshots)
        for parent in head.parents
        if head.path not in strays
    }
    for path in history.stray_snapshots:
        name = posixpath.basename(path)
        head = heads.get(path)
        own, child = orphans.get(_prefix_of(name)), children.get(head.id) if head else None
        if path in unsure:
            continue
        message = (
            f"{name} belongs to no entry of the journal, and drizzle-kit reads it all the same"
        )
        remedy = Remedy("take it out", git_rm(path, force=True))
        if own is not None:
            message = f"{name} belongs to {posixpath.basename(own)}, which the journal doesn't name"
            remedy = Remedy()
        elif child is not None:
            message = f"{name} belongs to no entry of the journal, and"
            message += f" {posixpath.basename(child.path)} follows on it"
            remedy = Remedy()
        yield Violation("orphan-snapshot", name, path, 1, message, remedy)


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _prefix_of(name: str) -> str:
    return re.split(r"[_.]", name, maxsplit=1)[0]


def _numbers(history: History) -> Iterator[Violation]:
    tags: dict[str, Migration] = {}
    prefixes: dict[str, Migration] = {}
    indexes: dict[int, Migration] = {}
    style = Counter(len(_prefix(migration)) for migration in history.migrations)
    numbered = bool(style) and style.most_common(1)[0][0] == 4
    previous: Migration | None = None
    for one in history.migrations:
        here = (history.journal, one.line)
        prefix = _prefix(one)
        if one.tag in tags:
            yield Violation(
                "duplicate-tag", one.tag, *here, f"the journal names {one.tag} twice",
            )  # fmt: skip
        elif prefix in prefixes and prefix:
            other = prefixes[prefix]
            own = one.snapshot_blob is not None and one.snapshot != other.snapshot
            what = f"{other.tag} and {one.tag} share the number {prefix}"
            yield Violation(
                "duplicate-prefix", one.tag, *here,
                what if own else f"{what}, and so one snapshot file",
                Remedy("leave it: each has a snapshot of its own, and the migrator goes by the journal")
                if own else Remedy(),
                "report" if own else "refuse",
            )  # fmt: skip
        elif one.idx in indexes:
            yield Violation(
                "duplicate-idx", one.tag, *here,
                f"{indexes[one.idx].tag} and {one.tag} share idx {one.idx}",
            )  # fmt: skip
        elif previous is not None and one.idx > previous.idx + 1:
            yield Violation(
                "idx-gap", one.tag, *here,
                f"idx goes from {previous.idx} ({previous.tag}) to {one.idx} ({one.tag})",
                Remedy(), "report",
            )  # fmt: skip
        if prefix == "" and posixpath.basename(one.snapshot).startswith("_"):
            yield Violation(
                "prefix-none", one.tag, *here,
                f"{one.tag} has no number: drizzle-kit can't find its snapshot, and every generate"
                " writes the whole schema again",
                Remedy('set migrations.prefix to "index" in the config'),
            )  # fmt: skip
        elif numbered and _differs(prefix, one.idx) and prefix not in prefixes:
            yield Violation(
                "prefix-mismatch", one.tag, *here,
                f"{one.tag} is number {int(prefix)} by its name and {one.idx} by its idx",
                Remedy(), "report",
            )  # fmt: skip
        tags.setdefault(one.tag, one)
        prefixes.setdefault(prefix, one)
        indexes.setdefault(one.idx, one)
        previous = one


def _differs(prefix: str, idx: int) -> bool:
    return prefix.isdigit() and len(prefix) == 4 and int(prefix) != idx


def _prefix(migration: Migration) -> str:
    return migration.tag.split("_")[0]
