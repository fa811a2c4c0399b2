from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.checks.subject.subject import ProjectChange
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError

Files = dict[str, str]


def project(folder: str, *tags: str, out: str = "drizzle") -> Files:
    entries = [{"idx": n, "when": n + 1, "tag": tag} for n, tag in enumerate(tags)]
    config = f'export default {{ dialect: "sqlite", schema: "./schema.ts", out: "./{out}" }};'
    return {
        f"{folder}/package.json": "{}",
        f"{folder}/drizzle.config.ts": config,
        f"{folder}/schema.ts": "",
        f"{folder}/{out}/meta/_journal.json": json.dumps({"entries": entries}),
        **{f"{folder}/{out}/{tag}.sql": f"SELECT '{tag}';" for tag in tags},
    }


def subject(before: Files, after: Files, base: Files | None = None, **more: str) -> Subject:
    trees = [MemoryTree(one) for one in (before, after, before if base is None else base)]
    return Subject(Change(*trees), **more)


def tags(one: ProjectChange) -> list[list[str]]:
    return [[each.tag for each in side.migrations] for side in (one.before, one.after, one.base)]


DB, API = project("db", "0000_a"), project("api", "0000_x")


def test_each_project_has_its_history_at_all_three_trees() -> None:
    two, three = project("db", "0000_a", "0001_b"), project("db", "0000_a", "0001_b", "0002_c")
    [one] = subject(two, three, DB).projects
    assert tags(one) == [["0000_a", "0001_b"], ["0000_a", "0001_b", "0002_c"], ["0000_a"]]


def test_what_is_released_is_not_asked_for_where_nothing_changed() -> None:
    def refused() -> MemoryTree:
        raise AssertionError("finding it takes git")

    change = Change(MemoryTree(DB), MemoryTree(DB | {"README.md": ""}), refused)
    [one] = Subject(change).projects
    assert one.base == one.before


def test_a_history_is_read_once_of_the_trees_whose_folders_hold_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = []

    def counted(tree: Tree, out: str, facts: Facts) -> History:
        read.append((tree.name, out))
        return read_history(tree, out, facts)

    monkeypatch.setattr("forge_migrations.drizzle.history.history.read_history", counted)
    sides = {"before": DB | API, "after": DB | API | project("db", "0000_a", "0001_b"), "base": API}
    trees = [MemoryTree(files, name) for name, files in sides.items()]
    db, api = Subject(Change(*trees)).projects[::-1]

    assert tags(db) == [["0000_a"], ["0000_a", "0001_b"], []]
    assert tags(api) == [["0000_x"]] * 3
    assert sorted(read) == [
        ("after", "api/drizzle"),
        ("after", "db/drizzle"),
        ("base", "db/drizzle"),
        ("before", "db/drizzle"),
    ]


def test_a_project_that_is_taken_away_is_gone() -> None:
    found = subject(DB | API, DB).projects
    assert [(one.project.cwd, one.gone) for one in found] == [("db", False), ("api", True)]
    assert tags(found[1]) == [["0000_x"], [], ["0000_x"]]


def test_a_project_that_moved_is_compared_with_where_it_was() -> None:
    old = project("old", "0000_a", "0001_b")
    [one] = subject(old, project("new", "0000_a", "0001_b", "0002_c")).projects
    assert not one.gone
    assert tags(one) == [["0000_a", "0001_b"], ["0000_a", "0001_b", "0002_c"], ["0000_a", "0001_b"]]


def test_a_config_that_can_no_longer_be_read_is_undecided_and_not_gone() -> None:
    broken = DB | {"db/drizzle.config.ts": "export default {{{"}
    found = subject(DB, broken)
    assert found.projects == ()
    assert [(note.project, note.undecided) for note in found.notes] == [
        ("db/drizzle.config.ts", True)
    ]
    never_read = subject(broken, broken | {"README.md": ""})
    assert never_read.projects == ()
    assert [note.undecided for note in never_read.notes] == [False]


@pytest.mark.parametrize("name", ["db", "db/drizzle.config.ts"])
def test_one_project_may_be_asked_for_by_folder_or_config(name: str) -> None:
    found = subject(DB | API, DB | API, only_project=name).projects
    assert [one.project.cwd for one in found] == ["db"]


def test_a_project_that_is_not_there_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="--project gone: there is no such project"):
        subject(DB, DB, only_project="gone").projects  # noqa: B018


def test_the_other_side_of_a_merge_is_judged_in_the_same_way() -> None:
    one = subject(DB, DB, only_project="db", only_check="migration-history")
    other = one.seen_from(Change(MemoryTree(API), MemoryTree(DB), MemoryTree(DB)))
    assert (other.only_project, other.only_check, other.facts) == (
        "db",
        "migration-history",
        one.facts,
    )
    assert not one.whole
    whole = Change(MemoryTree(), MemoryTree(DB), MemoryTree(DB), "everything")
    assert one.seen_from(whole).whole
