from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.change.arrivals import arrivals
from forge_migrations.change.repository import Repository
from forge_migrations.facts import Facts
from repositories import Repo


def subjects(repo: Repo, facts: Facts | None = None) -> dict[str, str]:
    found = arrivals(Repository.find(str(repo.path)), facts or Facts())
    there = {path for path in found if (repo.path / path).is_file()}
    return {path: found[path].subject for path in sorted(there)}


def test_a_file_was_brought_by_the_commit_that_added_it(repo: Repo) -> None:
    first = repo.commit({"drizzle/0000_a.sql": "1"}, "make users")
    repo.commit({"drizzle/0000_a.sql": "2", "drizzle/0001_b.sql": "3"}, "add teams")
    found = arrivals(Repository.find(), Facts())
    assert found["drizzle/0000_a.sql"] == (first, "make users")
    assert subjects(repo)["drizzle/0001_b.sql"] == "add teams"


def test_nothing_is_known_before_the_first_commit(repo: Repo) -> None:
    repo.stage({"drizzle/0000_a.sql": "1"})
    assert subjects(repo) == {}


def test_a_staged_file_has_no_commit(repo: Repo) -> None:
    repo.commit({"drizzle/0000_a.sql": "1"}, "make users")
    repo.stage({"drizzle/0001_b.sql": "2"})
    assert subjects(repo) == {"drizzle/0000_a.sql": "make users"}


def test_a_moved_folder_keeps_who_wrote_its_files(repo: Repo) -> None:
    repo.commit({"db/0000_a.sql": "1", "db/0001_b.sql": "1"}, "write two alike")
    repo.commit({"db/0002_c.sql": "3"}, "write a third")
    (repo.path / "packages").mkdir()
    repo.git("mv", "db", "packages/db")
    repo.commit(message="move into a package")
    assert subjects(repo) == {
        "packages/db/0000_a.sql": "write two alike",
        "packages/db/0001_b.sql": "write two alike",
        "packages/db/0002_c.sql": "write a third",
    }


def test_a_file_that_becomes_a_folder_of_the_next_layout_keeps_who_wrote_it(repo: Repo) -> None:
    repo.commit({"drizzle/0000_a.sql": "create table a (id int)"}, "make a")
    (repo.path / "drizzle/20260101000000_a").mkdir()
    repo.git("mv", "drizzle/0000_a.sql", "drizzle/20260101000000_a/migration.sql")
    repo.commit(message="drizzle-kit up")
    assert subjects(repo) == {"drizzle/20260101000000_a/migration.sql": "make a"}


def test_one_that_was_deleted_and_made_again_is_the_later_commits(repo: Repo) -> None:
    repo.commit({"drizzle/0000_a.sql": "1"}, "first try")
    (repo.path / "drizzle/0000_a.sql").unlink()
    repo.commit(message="take it back")
    repo.commit({"drizzle/0000_a.sql": "2"}, "second try")
    assert subjects(repo) == {"drizzle/0000_a.sql": "second try"}


def test_a_merge_is_named_only_for_what_no_side_had(repo: Repo) -> None:
    repo.commit({"drizzle/0000_a.sql": "1"}, "first")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"drizzle/0001_side.sql": "2"}, "side")
    repo.git("checkout", "--quiet", "main")
    repo.commit({"drizzle/0001_main.sql": "3"}, "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repo.commit({"drizzle/0002_both.sql": "4"}, "merge side")
    assert subjects(repo) == {
        "drizzle/0000_a.sql": "first",
        "drizzle/0001_main.sql": "main",
        "drizzle/0001_side.sql": "side",
        "drizzle/0002_both.sql": "merge side",
    }


def test_what_is_kept_is_continued_from_where_it_ended(repo: Repo) -> None:
    facts = Facts()
    repo.commit({"drizzle/0000_a.sql": "1"}, "first")
    assert subjects(repo, facts) == subjects(repo)
    repo.commit({"drizzle/0001_b.sql": "2"}, "second")
    asked: list[str] = []
    repository = Repository.find()
    ask = repository.ask

    def noted(*command: str, stdin: bytes | None = None, may_fail: bool = False) -> bytes:
        asked.append(" ".join(command))
        return ask(*command, stdin=stdin, may_fail=may_fail)

    repository.ask = noted  # type: ignore[method-assign]
    found = arrivals(repository, facts)
    assert {path: each.subject for path, each in found.items()} == subjects(repo)
    assert [".." in each for each in asked if each.startswith("log")] == [True]
    asked.clear()
    assert arrivals(repository, facts) == found
    assert [each for each in asked if each.startswith("log")] == []


def test_another_branch_is_read_for_itself(repo: Repo) -> None:
    facts = Facts()
    repo.commit({"drizzle/0000_a.sql": "1"}, "first")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"drizzle/0001_x.sql": "2"}, "on the side")
    subjects(repo, facts)
    repo.git("checkout", "--quiet", "main")
    repo.commit({"drizzle/0001_x.sql": "3"}, "on main")
    assert subjects(repo, facts)["drizzle/0001_x.sql"] == "on main"


def test_a_shallow_clone_names_no_commit_for_what_lies_before_its_cut(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"drizzle/0000_a.sql": "1"}, "first")
    repo.commit({"drizzle/0001_b.sql": "2"}, "second")
    repo.commit({"drizzle/0002_c.sql": "3"}, "third")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.path}", str(clone))
    found = arrivals(Repository.find(str(clone)), Facts())
    assert {path: each.subject for path, each in found.items()} == {"drizzle/0002_c.sql": "third"}


@pytest.mark.parametrize("kept", [None, 1, ["x"], ["0" * 40, {}], ["x", 3]])
def test_what_can_not_be_believed_is_read_again(repo: Repo, kept: object) -> None:
    repo.commit({"drizzle/0000_a.sql": "1"}, "first")
    facts = Facts()
    facts.put("sql-arrivals-1", "HEAD", kept)
    assert subjects(repo, facts) == {"drizzle/0000_a.sql": "first"}
