from __future__ import annotations

from forge_migrations.change.repository import Repository
from forge_migrations.workflow.rewriting.origin import bringing_commit
from repositories import Repo


def brought(repo: Repo, path: str) -> str | None:
    return bringing_commit(Repository.find(str(repo.path)), path)


def test_the_commit_that_last_edited_a_migration_brought_it(repo: Repo) -> None:
    repo.commit({"a.sql": "1"})
    edited = repo.commit({"a.sql": "2"})
    repo.commit({"b.sql": "1"})
    assert brought(repo, "a.sql") == edited


def test_a_move_is_looked_through(repo: Repo) -> None:
    added = repo.commit({"old/a.sql": "CREATE TABLE a ();\n" * 9})
    repo.git("mv", "old", "new")
    repo.commit()
    assert brought(repo, "new/a.sql") == added


def test_a_file_that_a_merge_made_was_brought_by_it(repo: Repo) -> None:
    repo.commit({"a.sql": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"b.sql": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c.sql": "1"})
    repo.git("merge", "--no-commit", "-q", "side")
    merge = repo.commit({"d.sql": "made while merging"})
    assert brought(repo, "d.sql") == merge


def test_a_file_that_a_merge_renumbered_was_brought_by_the_merge(repo: Repo) -> None:
    repo.commit({"a.sql": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"0001_b.sql": "CREATE TABLE b ();\n" * 9})
    repo.git("checkout", "-q", "main")
    repo.commit({"c.sql": "1"})
    repo.git("merge", "--no-commit", "-q", "side")
    repo.git("mv", "0001_b.sql", "0002_b.sql")
    merge = repo.commit()
    assert brought(repo, "0002_b.sql") == merge


def test_what_is_not_committed_was_brought_by_nothing(repo: Repo) -> None:
    assert brought(repo, "a.sql") is None
    repo.commit()
    repo.write({"a.sql": "1"})
    assert brought(repo, "a.sql") is None
