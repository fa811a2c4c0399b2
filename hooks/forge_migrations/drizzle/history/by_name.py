"""Runners that take the SQL files by their names, whatever the journal says: Cloudflare's for D1."""

from __future__ import annotations

import posixpath
import re

from forge_migrations.drizzle.history.history import Migration
from forge_migrations.engines import engine_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.project import Project

D1_RUNNERS = ("wrangler.toml", "wrangler.json", "wrangler.jsonc", "alchemy.run.ts")
_FOLDER = rb"""migrations_?[dD]ir"?\s*[=:]\s*["']([^"'\n]+)["']"""
_DATABASE = b"d1_databases"
USUAL = "migrations"
"""Where wrangler looks when its config names no folder."""


def runs_by_name(project: Project, tree: Tree) -> bool:
    """True when Cloudflare's tools run this project's SQL files: their config names its folder, or
    names one at all where drizzle-kit's own config says D1.

    https://developers.cloudflare.com/d1/reference/migrations/
    """
    d1 = project.driver.startswith("d1")
    if not d1 and engine_of(project.dialect) != "sqlite":
        return False
    for folder, text in _configs(project, tree):
        named = [found.decode("utf-8", "replace") for found in re.findall(_FOLDER, text)]
        if (d1 and named) or project.out in {_within(folder, each) for each in named}:
            return True
        if not named and _DATABASE in text and project.out == _within(folder, USUAL):
            return True
    return False


def _configs(project: Project, tree: Tree) -> Iterator[tuple[str, bytes]]:
    """(folder, text) of each config of Cloudflare's in the project's folder and above it."""
    folder = project.cwd
    while True:
        paths = [posixpath.join(folder, name) for name in D1_RUNNERS]
        for text in tree.read_many(path for path in paths if tree.is_file(path)).values():
            yield folder, text
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _within(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def as_run_by_name(history: History, tree: Tree) -> History:
    """The history as such a runner has it: every SQL file in the order of its number, those without an
    entry too. Source: `getUnappliedMigrations` and its sort in wrangler's `d1/migrations/`."""
    known = [
        Migration(
            posixpath.basename(path).removesuffix(".sql"), path, tree.blob(path), "", None, -1, 0
        )
        for path in history.orphans
    ]
    ordered = sorted((*history.migrations, *known), key=lambda one: (_number(one.tag), one.tag))
    return history._replace(migrations=tuple(ordered))


def _number(tag: str) -> float:
    digits = re.match(r"\d+", tag)
    return int(digits[0]) if digits else float("inf")
