"""Which project a project was, when everything about it has another name."""

from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.moves import origin
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts


def _at(folder: str, tags: range) -> tuple[Project, MemoryTree]:
    entries = [{"idx": n, "tag": f"{n:04}_m", "when": n, "breakpoints": True} for n in tags]
    journal = json.dumps({"dialect": "postgresql", "entries": entries})
    files = {f"{folder}/drizzle/meta/_journal.json": journal}
    project = Project(
        f"{folder}/drizzle.config.ts", folder, "postgresql", ("src/schema.ts",), f"{folder}/drizzle"
    )
    return project, MemoryTree(files)


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        (range(10), range(12), True),
        (range(10), range(200), True),  # moved, and years went by
        (range(10), range(6, 200), False),
        (range(200), range(3), True),  # squashed or cut, under another name
        (range(10), range(500, 510), False),
    ],
)
def test_a_moved_project_has_most_of_its_migrations_still(
    earlier: range, later: range, same: bool
) -> None:
    was, before = _at("sim", earlier)
    now, after = _at("apps/sim", later)

    assert origin(now, after, [was], before, Facts()) == (was if same else None)
