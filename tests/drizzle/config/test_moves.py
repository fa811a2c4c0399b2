"""Which project a project was, when everything about it has another name."""

from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.moves import origin
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts


def project(config: str, out: str = "drizzle", dialect: str = "sqlite", *also: str) -> Project:
    return Project(config, "", dialect, (), out, also=also)


def history(out: str, *tags: str) -> dict[str, str]:
    entries = [{"idx": n, "when": n + 1, "tag": tag} for n, tag in enumerate(tags)]
    return {f"{out}/meta/_journal.json": json.dumps({"entries": entries})}


def was(
    now: Project, *earlier: Project, after: tuple[str, ...] = (), before: tuple[str, ...] = ()
) -> Project | None:
    new = MemoryTree(history(now.out, *after))
    old = MemoryTree(
        {path: text for one in earlier for path, text in history(one.out, *before).items()}
    )
    return origin(now, new, earlier, old, Facts())


def test_the_same_config_is_the_same_project_wherever_its_migrations_went() -> None:
    same, other = project("a.ts", "old"), project("b.ts", "new")
    assert was(project("a.ts", "new"), other, same) == same


@pytest.mark.parametrize(
    ("now", "earlier"),
    [
        (project("b.ts", "out"), project("a.ts", "out")),
        (project("b.ts", "new", "sqlite", "a.ts"), project("a.ts", "old")),
        (project("b.ts", "new"), project("a.ts", "old", "sqlite", "b.ts")),
    ],
)
def test_the_same_folder_or_one_of_its_configs_is_the_same_project(
    now: Project, earlier: Project
) -> None:
    assert was(now, earlier) == earlier


def test_most_of_the_migrations_make_it_the_same_project() -> None:
    old = project("old/a.ts", "old/out", "turso")
    now = project("new/a.ts", "new/out")
    tags = ("0000_a", "0001_b", "0002_c")
    assert was(now, old, after=(*tags, "0003_d"), before=tags) == old
    assert was(now, old, after=tags, before=("0000_x", "0001_y", "0002_c")) is None


def test_another_engine_is_another_project() -> None:
    old = project("old/a.ts", "old/out", "postgresql")
    assert was(project("new/a.ts", "new/out"), old, after=("0000_a",), before=("0000_a",)) is None


def test_a_project_without_migrations_or_without_another_is_new() -> None:
    assert was(project("new/a.ts", "new"), project("old/a.ts", "old")) is None
    assert was(project("new/a.ts", "new"), after=("0000_a",)) is None


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
