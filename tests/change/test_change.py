"""before, after and base, for every way of making a commit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from forge_migrations.change.change import asked_for_all_files
from forge_migrations.change.change import range_change
from forge_migrations.change.change import staged_change
from forge_migrations.change.change import whole_change
from forge_migrations.change.repository import Repository
from repositories import Repo

HOOK = """#!/bin/sh
exec {python} -c '
import sys
sys.path.insert(0, "{hooks}")
from forge_migrations.change.repository import Repository
from forge_migrations.change.change import staged_change
change = staged_change(Repository.find())
with open("{seen}", "w") as file:
    for path in sorted(change.changed):
        was = change.before.read_many([path]).get(path, b"-").decode()
        now = change.after.read_many([path]).get(path, b"-").decode()
        print(path, was, now, file=file)
'
"""


@pytest.fixture
def seen(repo: Repo, tmp_path: Path) -> Path:
    """Where a pre-commit hook of the repository writes what it saw."""
    path = tmp_path / "seen"
    hooks = Path(__file__).parents[2] / "hooks"
    text = HOOK.format(python=sys.executable, hooks=hooks, seen=path)
    folder = repo.path / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in ("pre-commit", "pre-merge-commit"):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return path


def test_a_commit_sees_the_index_and_not_the_work_tree(repo: Repo, seen: Path) -> None:
    repo.commit({"a": "1"})
    repo.stage({"a": "2"})
    repo.write({"a": "3"})
    repo.git("commit", "-qm", "x")

    assert seen.read_text() == "a 1 2\n"


def test_commit_all_sees_the_index_that_git_made_for_it(repo: Repo, seen: Path) -> None:
    repo.commit({"a": "1"})
    repo.write({"a": "2"})
    repo.git("commit", "-qam", "x")

    assert seen.read_text() == "a 1 2\n"


def test_commit_of_a_path_leaves_what_else_is_staged_out(repo: Repo, seen: Path) -> None:
    repo.commit({"a": "1", "b": "1"})
    repo.stage({"a": "2", "b": "2"})
    repo.git("commit", "-qm", "x", "--", "a")

    assert seen.read_text() == "a 1 2\n"


def test_amend_sees_what_is_added_to_the_commit(repo: Repo, seen: Path) -> None:
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.stage({"b": "1"})
    repo.git("commit", "-q", "--amend", "-m", "x")

    assert seen.read_text() == "b - 1\n"


def test_a_merge_sees_what_the_other_side_brings(repo: Repo, seen: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "2"})
    repo.git("merge", "-q", "--no-ff", "-m", "m", "side")

    assert seen.read_text() == "b - 1\n"


def test_the_first_commit_has_nothing_before(repo: Repo, seen: Path) -> None:
    repo.stage({"a": "1"})
    repo.git("commit", "-qm", "x")

    assert seen.read_text() == "a - 1\n"


def test_a_commit_that_only_deletes_is_seen(repo: Repo, seen: Path) -> None:
    repo.commit({"a b": "1", "c": "1"})
    repo.git("rm", "-q", "a b")
    repo.git("commit", "-qm", "x")

    assert seen.read_text() == "a b 1 -\n"


def test_a_linked_worktree_sees_its_own_index(repo: Repo, seen: Path, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", str(linked), "-b", "other")
    (linked / "a").write_text("2")
    repo.git("-C", str(linked), "commit", "-qam", "x")

    assert seen.read_text() == "a 1 2\n"


def test_a_commit_from_a_subfolder_is_the_same(repo: Repo, seen: Path) -> None:
    repo.commit({"s/a": "1", "b": "1"})
    repo.stage({"s/a": "2", "b": "2"})
    repo.git("-C", str(repo.path / "s"), "commit", "-qm", "x")

    assert seen.read_text() == "b 1 2\ns/a 1 2\n"


def test_a_range_is_three_dotted(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "2"})

    change = range_change(Repository.find(), "main", "side")

    assert change.changed == {"b"}
    assert change.before.read("a") == b"1"


def test_released_is_the_merge_base_with_the_remote_default_branch(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"a": "1"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", ".", str(clone))
    repo.git("-C", str(clone), "checkout", "-qb", "side")
    (clone / "b").write_text("1")
    repo.git("-C", str(clone), "add", "b")
    repo.git("-C", str(clone), "commit", "-qm", "x")
    found = Repository.find(str(clone))

    change = range_change(found, "HEAD~1", "HEAD")

    assert "b" not in change.base and change.base.read("a") == b"1"


def test_without_a_remote_what_the_default_branch_holds_is_released(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": "1"})
    repo.stage({"b": "2"})

    assert sorted(repo.change().base.entries) == ["a"]
    assert sorted(repo.change(base="HEAD").base.entries) == ["a", "b"]


def test_a_commit_that_main_has_taken_is_judged_as_before_main_took_it(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "-qb", "side")
    one = repo.commit({"b": "1"})
    two = repo.commit({"b": "2"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": "1"})
    repo.git("merge", "-q", "--no-ff", "-m", "m", "side")

    change = range_change(Repository.find(), one, two)

    assert sorted(change.base.entries) == ["a"], "b was only on the branch then"


def test_a_push_of_several_commits_to_main_counts_what_stood_before_it_as_released(
    repo: Repo,
) -> None:
    start = repo.commit({"m": "1"})
    repo.commit({"m": "2"})
    end = repo.commit({"n": "1"})

    change = range_change(Repository.find(), start, end)

    assert change.base.read("m") == b"1"


def test_a_default_branch_without_a_before_is_judged_by_its_newest_commit(repo: Repo) -> None:
    first = repo.commit({"a.ts": "1"})
    repository = Repository.find(str(repo.path))
    assert range_change(repository, "0" * 40, first).changed == {"a.ts"}

    repo.commit({"b.ts": "1"})
    change = range_change(Repository.find(str(repo.path)), "0" * 40, "HEAD")

    assert change.changed == {"b.ts"}
    assert (change.before.name, change.base.name) == (first, first)


def test_everything_has_nothing_before(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.stage({"b": "1"})
    change = whole_change(Repository.find())

    assert change.changed == {"a", "b"}
    assert dict(change.before.entries) == {}


def test_a_commit_never_counts_as_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asked_for_all_files({"PRE_COMMIT": "1", "GIT_INDEX_FILE": ".git/index"})
    assert not asked_for_all_files({})


def test_all_files_is_read_from_the_command_that_runs_the_hook(tmp_path: Path) -> None:
    hooks = Path(__file__).parents[2] / "hooks"
    script = tmp_path / "hook.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(hooks)!r})\n"
        "from forge_migrations.change.change import asked_for_all_files\n"
        "print(asked_for_all_files())\n"
    )
    runner = tmp_path / "runner.py"
    runner.write_text(
        f"import subprocess, sys\nsubprocess.run([{sys.executable!r}, {str(script)!r}], check=True)\n"
    )
    import subprocess

    env = {**os.environ, "PRE_COMMIT": "1"}
    for words, expected in (["run", "--all-files"], "True"), (["run"], "False"):
        ran = subprocess.run(
            [sys.executable, str(runner), *words],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == expected


def test_on_the_default_branch_what_is_released_is_listed_by_what_is_staged(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.sql": "1", "b/c.sql": "1", "gone.sql": "1"})
    listed = dict(Repository.find().at("HEAD").entries)
    repo.stage({"a.sql": "2", "new.sql": "1"})
    repo.git("rm", "-q", "gone.sql")
    monkeypatch.setattr("forge_migrations.change.trees.CommitTree._list", None)

    assert staged_change(Repository.find()).base.entries == listed


def test_with_a_conflict_what_is_released_is_listed_itself(repo: Repo) -> None:
    repo.commit({"a.sql": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.sql": "2"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.sql": "3"})
    repo.git("cherry-pick", "side", check=False)

    assert staged_change(Repository.find()).base.read("a.sql") == b"3"
