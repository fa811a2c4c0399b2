"""Where a person has to type: the line of a schema file that declares what is missing."""

from __future__ import annotations

import re

from forge_migrations.checks.destructive_sql.acceptance import Declarations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.snapshot_words import Named

FILES = 200
"""Schema files that are read for it, at most."""
OTHER = r"\s*(?://|/?\*|import\b|export\s*(?:\*|\{[^}]*\})\s*from\b)"
"""A line that declares nothing: a comment, an import, what a barrel hands on."""


def place_of(states: States, named: list[Named]) -> tuple[str, int]:
    """The schema file that declares something of what is missing, and the line; the first changed
    one where none does."""
    change = states.subject.change
    files = [path for path in states.after.files if path in change.changed]
    every = [*files, *(path for path in states.after.files if path not in files)][:FILES]
    texts = {
        path: data.decode("utf-8", "replace").split("\n")
        for path, data in change.after.read_many(every).items()
    }
    declared = Declarations(change.after, every)
    for each in named:
        found = _in_its_table(each, declared, texts) or _by_name(each, files or every, texts)
        if found:
            return found
    return (files[0] if files else states.project.config), 1


def _in_its_table(
    named: Named, declared: Declarations, texts: Mapping[str, list[str]]
) -> tuple[str, int] | None:
    """The line below the table's declaration that names a part of it, else the declaration."""
    if named.path[:1] != ("tables",):
        return None
    found = declared.of(named.path[1])
    if found is None:
        return None
    path, _, start = found.place.rpartition(":")
    first = int(start)
    part = named.path[3] if len(named.path) > 3 else ""
    words = _spelled(part)
    for number, text in enumerate(texts.get(path, ())[first - 1 :], first):
        if part and words.search(text) and not re.match(OTHER, text):
            return path, number
    return path, first


def _by_name(
    named: Named, files: Iterable[str], texts: Mapping[str, list[str]]
) -> tuple[str, int] | None:
    name = named.name.rpartition(".")[2]
    words = _spelled(name)
    for path in files if name else ():
        for number, text in enumerate(texts.get(path, ()), 1):
            if words.search(text) and not re.match(OTHER, text):
                return path, number
    return None


def _spelled(name: str) -> re.Pattern[str]:
    """The name as a whole word, as SQL or as TypeScript spells it."""
    spelled = "|".join(sorted({re.escape(name), re.escape(camel(name))}))
    return re.compile(rf"\b(?:{spelled})\b")


def camel(name: str) -> str:
    """`created_at` as `createdAt`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
