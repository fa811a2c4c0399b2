"""The commits in which something that a change lost can be found."""

from __future__ import annotations

from forge_migrations.change.change import range_change
from forge_migrations.change.change import staged_change
from forge_migrations.change.repository import Repository
from forge_migrations.change.sources import commits_with
from repositories import Repo


def test_a_range_is_searched_for_a_name_and_for_paths(repo: Repo) -> None:
    start = repo.commit({"a.ts": "const x = 1;\n"})
    named = repo.commit({"a.ts": "const motto = 1;\n"})
    repo.commit({"a.ts": "const mottoes = 1;\n"})
    path = repo.commit({"meta.json": "{}"})
    repo.commit({"b.ts": "nothing\n"})
    change = range_change(Repository.find(str(repo.path)), start, "HEAD", start)
    found = commits_with(change, {"motto"}, ["meta.json"])
    assert found[0] == path
    assert named in found
    assert len(found) == 3  # the one that took the name away, too


def test_a_side_that_a_merge_resolved_away_is_searched_too(repo: Repo) -> None:
    start = repo.commit({"a.ts": "x\n"})
    repo.git("checkout", "-q", "-b", "side")
    named = repo.commit({"a.ts": "motto\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"b.ts": "x\n"})
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    change = range_change(Repository.find(str(repo.path)), start, "HEAD", start)
    assert commits_with(change, {"motto"}, []) == [named]


def test_what_a_squash_takes_over_is_searched_first(repo: Repo) -> None:
    repo.commit({"a.ts": "x\n"})
    repo.git("checkout", "-q", "-b", "side")
    named = repo.commit({"a.ts": "motto\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "side")
    assert commits_with(staged_change(Repository.find(str(repo.path))), {"motto"}, []) == [named]


def test_a_first_commit_has_none(repo: Repo) -> None:
    repo.stage({"a.ts": "motto\n"})
    assert commits_with(staged_change(Repository.find(str(repo.path))), {"motto"}, []) == []
