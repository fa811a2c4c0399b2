"""Migrations that are code, beside a journal that nobody goes on with."""

from __future__ import annotations

import posixpath
import re
from calendar import timegm
from time import strptime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History

_NUMBERED = r"(\d{4,})[._-].*(?<!\.d)\.[cm]?[jt]s\Z"
STAMP = 14
"""Digits of `YYYYMMDDHHMMSS`."""


def newest_code(history: History, tree: Tree) -> str:
    """The path of a numbered script in the migrations folder that comes after the journal's last
    entry, by its number or its date; empty when there is none."""
    if history.layout != "journal" or not history.migrations:
        return ""
    last = history.migrations[-1]
    digits = re.match(r"\d+", last.tag)
    number = int(digits[0]) if digits and len(digits[0]) < STAMP else None
    found = ""
    for path in sorted(tree.files_in(history.out)):
        name = re.match(_NUMBERED, posixpath.basename(path))
        if name is None:
            continue
        if len(name[1]) >= STAMP:
            later = _when(name[1]) > last.when
        else:
            later = number is not None and int(name[1]) > number
        found = path if later else found
    return found


def _when(digits: str) -> int:
    try:
        return timegm(strptime(digits[:STAMP], "%Y%m%d%H%M%S")) * 1000
    except ValueError:
        return 0
