"""Histories in memory for the tests of one check's parts, without a config around them."""

from __future__ import annotations

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.sides import Sides
from forge_migrations.drizzle.history.history import read_history

Files = dict[str, "str | bytes"]


def sides(base: Files, after: Files) -> Sides:
    """What two states of the folder `drizzle` are to each other."""
    released, tree = MemoryTree(base), MemoryTree(after)
    return Sides(read_history(released, "drizzle"), read_history(tree, "drizzle"), released, tree)
