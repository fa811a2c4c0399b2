"""Migrations whose bytes aren't the UTF-8 that Drizzle reads."""

from __future__ import annotations

import posixpath

from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.drizzle.encoding import MARKED
from forge_migrations.drizzle.encoding import Misread
from forge_migrations.drizzle.encoding import misread
from forge_migrations.drizzle.encoding import saved_as_utf_8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts

FACT = "encoding-1"
SHOWN = 12
"""Characters that are shown of what a database gets of a text that is read wrongly."""


def misread_sql(
    tree: Tree, paths: Iterable[str], dialect: Dialect, facts: Facts
) -> Iterator[Violation]:
    """SQL files that reach the database as something else than was written."""
    kind = f"{FACT} {dialect}"
    missing = []
    known: dict[str, list[Any]] = {}
    for path in paths:
        fact = facts.get(kind, tree.blob(path) or "")
        if fact is None:
            missing.append(path)
        known[path] = fact or []
    for path, data in tree.each(missing):
        known[path] = _look(data, dialect)
        facts.put(kind, tree.blob(path) or "", known[path])
    for path, fact in known.items():
        if fact:
            yield _violation(path, Misread(*fact[0]), fact[1], dialect)


def _look(data: bytes, dialect: Dialect) -> list[Any]:
    """`[the misreading, what comes of it]`, the second a text or (line, bytes, place) of each byte
    that is lost; empty when all is well."""
    found = misread(data)
    if found is None:
        return []
    if found.name == MARKED:
        # SQLite passes over it: `CC_BOM` in its tokenize.c.
        return [] if dialect in ("sqlite", "libsql") else [list(found), ""]
    if found.wide:
        return [list(found), data[: 4 * SHOWN].decode("utf-8", "replace")[:SHOWN]]
    from forge_migrations.sql.misread import lost_in

    return [list(found), [list(one) for one in lost_in(data, dialect)]]


def _violation(path: str, found: Misread, comes: Any, dialect: Dialect) -> Violation:
    name = posixpath.basename(path)
    if name == "migration.sql":
        name = "/".join(path.split("/")[-2:])
    remedy = saved_as_utf_8(path, found)
    if found.name == MARKED:
        engine = "PostgreSQL" if dialect == "postgres" else "MySQL"
        message = f"{name} begins with a byte order mark, which {engine} takes for a letter of the"
        message += " first word: a syntax error"
        return Violation("byte-order-mark", path, path, 1, message, remedy)
    if found.wide:
        shown = comes.encode("unicode_escape").decode()
        message = f"{name} is {found.name}, and Drizzle reads UTF-8: what it hands to the database"
        message += f" begins with {shown}, which none can run"
        return Violation("not-utf-8", path, path, found.line, message, remedy)
    told = [one for one in comes if one[2] != "comment"]
    line, written, place = (told or comes or [[found.line, "", "comment"]])[0]
    message = f"{name} isn't UTF-8: byte {written} in a {place}"
    if not told:
        message += " is read as U+FFFD, which changes nothing that runs"
        return Violation("not-utf-8", path, path, line, message, remedy, "report")
    ends = {
        "string": "reaches the rows as U+FFFD",
        "body": "reaches the database as U+FFFD",
        "name": "becomes part of another name, as U+FFFD",
    }
    message += f" ({_meant(written)}) {ends[place]}"
    return Violation("not-utf-8", path, path, line, message, remedy)


def _meant(written: str) -> str:
    """The characters that were probably meant: most editors on Windows wrote code page 1252."""
    meant = bytes.fromhex(written).decode("cp1252", "replace")
    return f"{meant} in Windows-1252"
