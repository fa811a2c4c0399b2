"""Runners' configurations on disk, and what a plan would make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import Source
from forge_migrations.workflow.install.runners.plan import write

SOURCE = Source("https://example.com/forge-migrations", "v0.1.0")
Planner = Callable[[str, Source], Plan | None]


def planned(plan: Planner, root: Path, files: dict[str, str]) -> Plan:
    """The plan for these files; there must be one."""
    for path, text in files.items():
        whole = root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(text.encode())
    made = plan(str(root), SOURCE)
    assert made is not None
    return made


def carried_out(plan: Planner, root: Path, files: dict[str, str]) -> dict[str, str]:
    """The text of each file that the plan edits, written; a second plan must have no edits."""
    made = planned(plan, root, files)
    for edit in made.edits:
        write(str(root), edit)
    again = plan(str(root), SOURCE)
    assert again is not None
    assert (again.edits, again.by_hand) == ((), made.by_hand)
    return {edit.path: (root / edit.path).read_bytes().decode() for edit in made.edits}
