"""The version of the reader of SQL and of its rules: part of the key of what is kept of SQL."""

from __future__ import annotations

import itertools
import os
from _frozen_importlib_external import PathFinder
from functools import cache

from forge_migrations.facts import digest


@cache
def version() -> str:
    """Changes with every file of the reader and of the rules, with the engines' rows and with sqlglot,
    so that no stale fact is believed."""
    here = os.path.dirname(os.path.abspath(__file__))
    rules = os.path.join(here, "..", "rules")
    folders = [here, rules, os.path.join(rules, "judging")]
    marks = []
    rows = (each for each in os.scandir(os.path.join(here, "..")) if each.name[:8] == "engines.")
    for entry in itertools.chain(rows, *map(os.scandir, folders)):
        if entry.name.endswith((".py", ".pyc")):  # compiled alone in the npm package
            stat = entry.stat()
            marks.append(f"{entry.name} {stat.st_size} {stat.st_mtime_ns}")
    library = PathFinder.find_spec("sqlglot")  # finds it without importing it
    if library and library.origin:
        marks.append(f"sqlglot {os.stat(library.origin).st_mtime_ns} {library.origin}")
    return digest(*sorted(marks))[:12]
