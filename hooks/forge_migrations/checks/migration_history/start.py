"""What was there before a history's first migration: tables that its snapshot has and no SQL makes.

`drizzle-kit pull` writes the first migration into one block comment, for the database has it all
already. A team that came from another tool (Prisma, Rails, a dump that was loaded by hand) takes the
statements out of it. The snapshot has the structure in both cases, and the next migrations build on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from forge_migrations.drizzle.history.in_sql import object_sql
from forge_migrations.drizzle.history.in_sql import table_sql
from forge_migrations.drizzle.history.snapshot import structure
from forge_migrations.facts import Facts
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.sql.judgement import CHECK
from forge_migrations.sql.pieces import BREAKPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Severity
    from forge_migrations.sql.acts import Act

    Kinds = dict[str, dict[str, Any]]

FACT = "history-start-2"
CUT = "breakpoint-in-literal"
FEW = 3
"""Breakpoints that a remedy takes out one by one."""
CUT_AT = BREAKPOINT.encode()


class Start(NamedTuple):
    """The structure that a history starts from."""

    tag: str
    """The first migration, whose snapshot tells it."""
    path: str
    """Of that snapshot."""
    whole: bool
    """True when the first migration does nothing: its snapshot is the start."""
    sql: tuple[str, ...]
    """What would make it, in an order in which it can be run but for circles of foreign keys."""

    @property
    def text(self) -> str:
        """All of it, as a file of its own would have it."""
        return f";\n{BREAKPOINT}\n".join(self.sql) + ";\n"


def start_of(
    history: History, tree: Tree, dialect: Dialect, facts: Facts | None = None, new: bool = False
) -> Start | None:
    """The start of a history, `None` when its first migration makes what its snapshot has.

    A first migration that is `new` and makes some of its tables is taken at its word: what it lacks
    is a mistake of its own, told elsewhere.
    """
    first = history.migrations[0] if history.migrations else None
    if first is None or first.blob is None or first.snapshot_blob is None:
        return None
    facts = facts or Facts()
    key = digest(first.blob, first.snapshot_blob, dialect, str(new))
    kept = facts.get(FACT, key)
    if kept is None:
        kept = _start(first, tree, dialect, new)
        facts.put(FACT, key, kept)
    whole, sql = kept
    return Start(first.tag, first.snapshot, whole, tuple(sql)) if sql else None


def cut_comment(path: str, data: bytes, severities: Mapping[str, Severity]) -> Iterator[Finding]:
    """What `drizzle-kit pull` leaves of two tables and more: the migrator cuts at each breakpoint, in
    a comment too, and the first piece never ends. `severities` are those that the policy sets."""
    lines = [at for at, line in enumerate(data.splitlines(), 1) if CUT_AT in line]
    severity = severities.get(CUT, "refuse")
    if not lines or severity == "off":
        return
    words = "take each --> statement-breakpoint out of the comment"
    edits = [Edit(path, line, old=BREAKPOINT) for line in lines]
    yield Finding(
        CHECK,
        CUT,
        path,
        lines[0],
        "stands in one comment that breakpoints cut: the migrator hands over the half before the first"
        " of them, and stops at it on every database",
        Remedy(words, *edits) if len(lines) <= FEW else Remedy(f"{words}, in {path}"),
        severity,
        "transaction",
    )


def _start(first: Migration, tree: Tree, dialect: Dialect, new: bool) -> list[Any]:
    """`[whether the migration does nothing, statements]`."""
    from forge_migrations.sql.read import read_script

    nothing: list[Any] = [False, []]
    try:
        snapshot = json.loads(tree.read(first.snapshot))
    except (ValueError, RecursionError):
        return nothing
    if not isinstance(snapshot, Mapping) or snapshot.get("type") == "diff":
        return nothing
    kinds = structure(snapshot)
    if not kinds.get("tables"):
        return nothing
    # A comment that holds breakpoints is cut by them, and is meant as one comment all the same.
    text = tree.read(first.path).decode("utf-8", "replace").replace(BREAKPOINT, "\n")
    acts = [act for group in read_script(text, dialect).acts for act in group]
    if any(act.verb in ("opaque", "broken", "dynamic-sql") for act in acts):
        return nothing  # what can't be read may make all of it
    tables = {_plain(key, dialect) for key in kinds["tables"]}
    made = {_plain(act.table, dialect) for act in acts if act.verb == "create-table"} & tables
    if made == tables or (made and new):
        return nothing
    for act in acts:
        _take_out(kinds, act, dialect)
    sql = [text for text in making(kinds, dialect) if text]
    return [not acts, sql]


def making(kinds: Kinds, dialect: Dialect) -> Iterator[str]:
    """The statements that make a structure, what others need first."""
    for kind in ("schemas", "roles", "enums", "sequences"):
        for key, thing in kinds.get(kind, {}).items():
            yield object_sql(dialect, kind, key, thing)
    indexes = []
    for key, table in _by_reference(kinds.get("tables", {}), dialect):
        first, *rest = table_sql(dialect, key, table)
        yield first
        indexes += rest
    yield from indexes
    for key, thing in kinds.get("views", {}).items():
        yield object_sql(dialect, "views", key, thing)


def _by_reference(tables: Mapping[str, Any], dialect: Dialect) -> Iterator[tuple[str, Any]]:
    """Tables after those that their foreign keys point to, as far as that goes."""
    waiting = dict(tables)
    names = {_plain(key, dialect): key for key in tables}
    while waiting:
        ready = [
            key
            for key, table in waiting.items()
            if all(
                names.get(target, "") in ("", key) or names[target] not in waiting
                for target in _targets(table, dialect)
            )
        ]
        for key in ready or list(waiting):
            yield key, waiting.pop(key)


def _targets(table: Mapping[str, Any], dialect: Dialect) -> Iterator[str]:
    for each in _values(table.get("foreignKeys")):
        schema = str(each.get("schemaTo") or "")
        name = str(each.get("tableTo") or "")
        yield _plain(f"{schema}.{name}" if schema else name, dialect)


def _take_out(kinds: Kinds, act: Act, dialect: Dialect) -> None:
    """What the first migration makes itself isn't there before it."""
    if act.verb == "create-type":
        _drop(kinds.get("enums", {}), act.name, dialect)
    elif act.verb in ("create-view", "create-materialized-view"):
        _drop(kinds.get("views", {}), act.table or act.name, dialect)
    elif act.verb in ("create-schema", "create-sequence"):
        _drop(kinds.get(act.verb.removeprefix("create-") + "s", {}), act.name, dialect)
    elif act.verb == "create-table":
        _drop(kinds["tables"], act.table, dialect)
        for table in kinds["tables"].values():
            keys = table.get("foreignKeys") or {}
            for name in [n for n, each in keys.items() if _points(each, act.table, dialect)]:
                del keys[name]
    for key, table in kinds["tables"].items():
        if _plain(key, dialect) != _plain(act.table, dialect):
            continue
        parts: tuple[str, ...] = {
            "add-column": ("columns",),
            "create-index": ("indexes",),
        }.get(act.verb, ())
        if act.verb == "add-constraint":
            parts = ("foreignKeys", "uniqueConstraints", "checkConstraints", "compositePrimaryKeys")
        for part in parts:
            _drop(table.get(part) or {}, act.name, dialect)


def _points(key: Any, table: str, dialect: Dialect) -> bool:
    return _plain(table, dialect) in _targets({"foreignKeys": {"": key}}, dialect)


def _drop(things: dict[str, Any], name: str, dialect: Dialect) -> None:
    for key in [each for each in things if _plain(each, dialect) == _plain(name, dialect)]:
        del things[key]


def _plain(key: str, dialect: Dialect) -> str:
    """A snapshot's key, or a name in SQL, as both are compared."""
    return key.removeprefix("public.") if dialect == "postgres" else key.lower()


def _values(things: Any) -> Iterable[Mapping[str, Any]]:
    return things.values() if isinstance(things, Mapping) else ()
