"""The facts of production that a change is judged by: the files of `observe`, beside the project's config.

Of a range the released file, where there is one, so that a branch can't make its own tables small; of
a commit in the making the staged one. What git doesn't have at all, CI may have put into the work tree.
"""

from __future__ import annotations

import os
from contextlib import suppress

from forge_migrations.engines import dialect_of
from forge_migrations.facts import digest
from forge_migrations.findings import Note
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.patience import FOLDER
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.judgement import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.production import Production

LARGEST = 32_000_000
"""Bytes of a file beyond which it isn't one of `observe`'s."""


class Observed(NamedTuple):
    """What is known, what is wrong with it, and a key for all of it."""

    environments: tuple[Production, ...] = ()
    notes: tuple[Note, ...] = ()
    key: str = ""


def observed(subject: Subject, project: Project, dialect: Dialect) -> Observed:
    """The environments that the policy names; without a file nothing is known, which is no fault."""
    waits = subject.policy.patience
    found, notes, keys = [], [], [repr(waits)]
    for name in waits.environments:
        path = "/".join(filter(None, (project.cwd.strip("./"), FOLDER, f"{name}.json")))
        text = _text(subject, path)
        if text is None:
            continue
        from forge_migrations.sql.production import production_of

        remedy = Remedy("write it again", ours("observe", "--name", name))
        try:
            facts = production_of(text, name)
        except ValueError:
            notes.append(
                Note(CHECK, f"{path} is none that observe writes", project.config, remedy=remedy)
            )
            continue
        if dialect_of(_ENGINES.get(facts.engine, "")) not in _SERVED[dialect]:
            words = f"{path} is of {facts.engine}, and {project.config} is of {project.dialect}"
            notes.append(Note(CHECK, words, project.config, remedy=remedy))
            continue
        keys.append(digest(text.decode("utf-8", "replace")))
        age = _age(facts.observed)
        notes += _stale(path, age, project.config, remedy)
        found.append(facts._replace(age=age, patience=waits.silent, refuse_over=waits.refuse))
    return Observed(tuple(found), tuple(notes), digest(*keys) if found else "")


_ENGINES = {"PostgreSQL": "postgresql", "MySQL": "mysql", "MariaDB": "mysql", "SQLite": "sqlite"}
_SERVED: dict[Dialect, tuple[Dialect, ...]] = {
    "postgres": ("postgres",),
    "mysql": ("mysql",),
    "sqlite": ("sqlite", "libsql"),
    "libsql": ("sqlite", "libsql"),
}


def _stale(path: str, age: int | None, config: str, remedy: Remedy) -> Iterator[Note]:
    from forge_migrations.sql.production import STALE

    if age is None:
        yield Note(CHECK, f"{path} doesn't say of what day it is", config, remedy=remedy)
    elif age >= STALE:
        yield Note(CHECK, f"{path} is {age} days old", config, remedy=remedy)


def _age(day: str) -> int | None:
    """Days; `None` for what is no day, or is one to come."""
    from datetime import UTC
    from datetime import date
    from datetime import datetime

    with suppress(ValueError):
        age = (datetime.now(UTC).date() - date.fromisoformat(day)).days
        return None if age < -1 else max(age, 0)
    return None


def _text(subject: Subject, path: str) -> bytes | None:
    change = subject.change
    trees = [change.base, change.after] if change.mode == "range" else [change.after]
    for tree in trees:
        if tree.is_file(path):
            return tree.read(path)
        if path in tree.entries:
            return None  # a link: nothing outside of the repository is followed
    return _in_work_tree(change.root, path)


def _in_work_tree(root: str | None, path: str) -> bytes | None:
    """What CI has put there; a link on the way to it is none."""
    if root is None:
        return None
    place = os.path.join(root, *path.split("/"))
    if os.path.realpath(place) != os.path.join(os.path.realpath(root), *path.split("/")):
        return None
    with suppress(OSError):
        if os.path.isfile(place) and os.path.getsize(place) <= LARGEST:
            with open(place, "rb") as file:
                return file.read()
    return None
