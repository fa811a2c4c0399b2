"""One more migration at the end of a draft: what the schema is ahead by, in drizzle-kit's SQL."""

from __future__ import annotations

import json
import posixpath
import time
import uuid

from forge_migrations.drizzle.history.newest import newest_at
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.spelling import one_line
from forge_migrations.sql.statements import split
from forge_migrations.workflow.history.rewriting import journal as journals
from forge_migrations.workflow.history.rewriting.folders import Chain
from forge_migrations.workflow.history.rewriting.folders import child_of
from forge_migrations.workflow.history.rewriting.folders import put_snapshot
from forge_migrations.workflow.history.rewriting.folders import sql_path
from forge_migrations.workflow.history.rewriting.folders import tag_after
from forge_migrations.workflow.history.rewriting.plan import relinked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.project import Project
    from forge_migrations.workflow.history.rewriting.plan import Draft


def append(draft: Draft, subject: Subject, project: Project, name: str) -> str:
    """Add the migration that the schema is ahead by; its SQL file's path, empty if none is needed.

    Raises `UsageError` when drizzle-kit would ask whether something was renamed, and `Undecided`
    when the schema can't be loaded.
    """
    loaded = subject.kit.load(project, draft.tree)
    if loaded.snapshot is None:
        assert loaded.failure is not None
        raise Undecided(f"{loaded.failure.file}:{loaded.failure.line}: {loaded.failure.message}")
    history = draft.history
    newest = newest_at(draft.tree, history).content if history.layout == "folders" else None
    if history.layout != "folders" and history.newest_snapshot is not None:
        newest = json.loads(draft.read(history.newest_snapshot.path) or b"{}")
    sql = _ahead(draft, subject, project, newest, loaded.snapshot)
    if not sql:
        return ""
    data, note = sql_text(sql, project.breakpoints), "make what the schema is ahead by"
    return _add(draft, project, name, data, note, loaded.snapshot)


def _ahead(
    draft: Draft,
    subject: Subject,
    project: Project,
    before: dict[str, Any] | None,
    now: dict[str, Any],
) -> tuple[str, ...]:
    made = subject.kit.statements(project, draft.tree, before, now)
    if made.ambiguous:
        first = made.ambiguous[0]
        raise UsageError(
            f"drizzle-kit asks whether {', '.join(first.added)} is new or was "
            f"{', '.join(first.removed)}",
            Remedy("answer it afterwards", ours("generate", "--rename", "old=new")),
        )
    return made.sql


def append_custom(draft: Draft, project: Project, name: str, statements: tuple[str, ...]) -> str:
    """Add a migration of one's own statements that leaves the schema as it is: its snapshot says what
    the newest one says. The path of its SQL. The history must have a snapshot."""
    data = sql_text(statements, project.breakpoints)
    return _add(draft, project, name, data, "write it", None)


def _add(
    draft: Draft,
    project: Project,
    name: str,
    data: bytes,
    note: str,
    now: dict[str, Any] | None,
) -> str:
    """Put SQL and snapshot at the end; the path of the SQL. `now`: what the snapshot says, where it
    says something else than the newest one."""
    history = draft.history
    millis = int(time.time() * 1000)
    if history.layout == "folders":
        newest = newest_at(draft.tree, history).content
        now = now or newest
        assert now is not None
        tag = tag_after(history, name, millis)
        path = sql_path(draft, tag)
        draft.put(path, data, note)
        # it descends from everything that nothing else does
        leaves = Chain(draft).leaves or [journals.ORIGIN]
        made = child_of(newest, now, str(uuid.uuid4()))
        put_snapshot(draft, tag, {**made, "prevIds": leaves})
        return path
    head = history.newest_snapshot
    like = draft.read(head.path) if head else None
    idx = history.migrations[-1].idx + 1 if history.migrations else 0
    when = max(millis, *(each.when + 1 for each in history.migrations), 0)
    prefix = prefix_of(project, idx, when)
    path = posixpath.join(draft.out, f"{prefix}_{name}.sql")
    draft.put(path, data, note)
    snapshot = relinked(
        now or json.loads(like or b"{}"), str(uuid.uuid4()), head.id if head else journals.ORIGIN
    )
    beside = posixpath.join(draft.out, "meta", f"{prefix}_snapshot.json")
    draft.put(beside, journals.dumped_json(snapshot, like or b""))
    entry = {
        "idx": idx,
        "version": snapshot["version"],
        "when": when,
        "tag": f"{prefix}_{name}",
        "breakpoints": project.breakpoints,
    }
    add_entry(draft, entry)
    return path


def add_entry(draft: Draft, entry: journals.Entry) -> None:
    """Put an entry at the end of the draft's journal."""
    path = posixpath.join(draft.out, "meta/_journal.json")
    data = draft.read(path) or b""
    journal = journals.parse(data, path)
    entries = [*journal["entries"], entry]
    draft.put(path, journals.dumped({**journal, "entries": entries}, data))


def own_statements(project: Project, written: bytes, made: Iterable[str]) -> list[str]:
    """The statements of a migration that drizzle-kit didn't write, with the comments above them."""
    dialect = dialect_of(project.dialect) or "postgres"
    known = {one_line(each, dialect) for each in made}
    text = written.decode("utf-8", "replace")
    return [
        text[each.begin : each.stop].strip()
        for each in split(text, dialect).statements
        if one_line(each.text, dialect) not in known
    ]


def sql_text(statements: tuple[str, ...], breakpoints: bool) -> bytes:
    """Statements as drizzle-kit writes them into a file."""
    return (BREAKPOINT * breakpoints + "\n").join(statements).encode()


def prefix_of(project: Project, idx: int, when: int) -> str:
    """Source: `prefixFor` in drizzle-kit 0.31 `src/utils/words.ts`."""
    if project.prefix in ("timestamp", "supabase"):
        return time.strftime("%Y%m%d%H%M%S", time.gmtime(when / 1000))
    if project.prefix == "unix":
        return str(when // 1000)
    return f"{idx:04d}"
