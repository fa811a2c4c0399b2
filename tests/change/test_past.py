from __future__ import annotations

from forge_migrations.change.past import bringing_commit
from forge_migrations.change.past import children
from forge_migrations.change.past import commit_that_made
from forge_migrations.change.past import ever_added
from forge_migrations.change.past import first_parent_line
from forge_migrations.change.past import last_merge
from forge_migrations.change.past import length
from forge_migrations.change.past import trailers
from forge_migrations.change.repository import Repository
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


def test_the_oldest_commit_that_added_a_file_made_it(repo: Repo) -> None:
    assert commit_that_made(Repository.find(), "a.sql") is None
    made = repo.commit({"a.sql": "1"})
    (repo.path / "a.sql").unlink()
    repo.commit()
    repo.commit({"a.sql": "again"})
    assert commit_that_made(Repository.find(), "a.sql") == made


def test_a_line_its_children_and_its_merges_are_told(repo: Repo) -> None:
    first = repo.commit({"a": "1"})
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit({"b": "1"})
    repo.git("checkout", "-q", "main")
    second = repo.commit({"c": "1"})
    known = Repository.find()
    assert last_merge(known, f"{first}..HEAD") is None
    repo.git("merge", "-q", "--no-edit", "side")
    merge = repo.git("rev-parse", "HEAD")
    assert last_merge(known, f"{first}..HEAD") == merge
    assert first_parent_line(known, "HEAD") == [first, second, merge]
    assert length(known, f"{first}..HEAD") == 3
    assert children(known, "HEAD") == {first: 2, second: 1, side: 1}


def test_a_path_that_is_gone_was_added_once_all_the_same(repo: Repo) -> None:
    repo.commit({"é/meta/_journal.json": "{}", "b/0001.sql": ""})
    repo.git("rm", "-q", "-r", "é")
    repo.commit()
    assert ever_added(Repository.find(), "HEAD", ["**/meta/_journal.json"]) == {
        "é/meta/_journal.json"
    }


def test_trailers_of_commits_that_touch_the_path_and_of_merges_are_read(repo: Repo) -> None:
    start = repo.commit({"x": "1"})
    repo.commit({"a.sql": "1"}, "add\n\nReviewed-by: Bea <bea@x.org>\nReviewed-by: Cy <cy@x.org>")
    repo.commit({"b.sql": "1"}, "other\n\nReviewed-by: Dee <dee@x.org>")
    found = list(trailers(Repository.find(), "Reviewed-by", f"{start}..HEAD", "a.sql"))
    assert [value for _author, value in found if value] == ["Bea <bea@x.org>", "Cy <cy@x.org>"]
    assert {author for author, value in found if value} == {"a@example.com"}
