from __future__ import annotations

from collections.abc import Iterable

import pytest

from forge_migrations.change.log import Commit
from forge_migrations.change.log import FolderTree
from forge_migrations.change.log import commits
from forge_migrations.change.look import Entry
from forge_migrations.change.objects import Objects
from forge_migrations.change.repository import Repository
from forge_migrations.findings import Undecided
from repositories import Repo


def walked(span: str = "HEAD", *folders: str, first_parent: bool = False) -> list[Commit]:
    return list(commits(Repository.find(), span, folders or ("drizzle",), first_parent))


def paths(walk: Iterable[Commit]) -> list[tuple[str, list[str]]]:
    return [(one.subject, [each.path for each in one.changes]) for one in walk]


@pytest.fixture
def merged(repo: Repo) -> Repo:
    """main and a branch that each add a migration, and their merge."""
    repo.commit({"drizzle/a.sql": "1", "README.md": ""}, "first")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"drizzle/b.sql": "2"}, "side")
    repo.git("checkout", "--quiet", "main")
    repo.commit({"README.md": "words"}, "words")
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    return repo


def test_every_commit_comes_after_its_parents_with_what_it_changed(merged: Repo) -> None:
    walk = walked()
    found = dict(paths(walk))
    assert found == {
        "first": ["drizzle/a.sql"],
        "side": ["drizzle/b.sql"],
        "words": [],
        "merge": ["drizzle/b.sql"],
    }
    seen: set[str] = set()
    for one in walk:
        assert seen.issuperset(one.parents)
        seen.add(one.id)
    assert len(walk[-1].parents) == 2


def test_along_first_parents_only_what_touches_the_folders_is_told(merged: Repo) -> None:
    assert paths(walked(first_parent=True)) == [
        ("first", ["drizzle/a.sql"]),
        ("merge", ["drizzle/b.sql"]),
    ]


def test_the_root_is_a_folder_too(merged: Repo) -> None:
    assert dict(paths(walked("HEAD", "", first_parent=True)))["words"] == ["README.md"]


def test_a_range_leaves_out_what_stands_before_it(merged: Repo) -> None:
    assert {one.subject for one in walked("HEAD~1..HEAD")} == {"side", "merge"}


def test_who_when_and_both_sides_are_told(repo: Repo) -> None:
    repo.commit({"drizzle/a.sql": "1"}, "first\n\nbody")
    repo.commit({"drizzle/a.sql": "2"}, "second")
    first, second = walked()
    assert (first.author, first.time, first.subject) == ("A", 1_767_225_600, "first")
    assert first.changes[0].before.mode == "000000"
    assert second.changes[0].before == first.changes[0].after


def test_words_of_a_commit_end_no_record(repo: Repo) -> None:
    repo.commit({"drizzle/\x01\n a.sql": "1"}, "one \x01 two \x02 three")
    repo.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", "")
    assert paths(walked()) == [("one \x01 two \x02 three", ["drizzle/\x01\n a.sql"]), ("", [])]


def test_a_folder_that_looks_like_a_pattern_is_itself(repo: Repo) -> None:
    repo.commit({"apps/[x]/out/a.sql": "1"}, "meant")
    repo.commit({"apps/x/out/a.sql": "1"}, "other")
    assert paths(walked("HEAD", "apps/[x]/out", first_parent=True)) == [
        ("meant", ["apps/[x]/out/a.sql"])
    ]


def test_a_persons_git_configuration_changes_no_answer(merged: Repo) -> None:
    repo = merged
    repo.git("mv", "drizzle/a.sql", "drizzle/z.sql")
    repo.commit(message="renamed")
    expected = [walked(first_parent=one) for one in (True, False)]
    for key, value in {
        "log.follow": "true",
        "log.showSignature": "true",
        "log.showRoot": "false",
        "log.decorate": "full",
        "log.diffMerges": "combined",
        "log.date": "human",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "diff.relative": "true",
        "diff.external": "false",
        "diff.submodule": "log",
        "color.ui": "always",
        "format.pretty": "fuller",
        "core.quotepath": "true",
        "core.abbrev": "4",
    }.items():
        repo.git("config", key, value)
        assert [walked(first_parent=one) for one in (True, False)] == expected, key


def test_a_range_that_names_nothing_is_undecided(merged: Repo) -> None:
    with pytest.raises(Undecided, match=r"can't walk gone\.\.HEAD: bad revision 'gone\.\.HEAD'"):
        walked("gone..HEAD")


def test_the_files_of_a_folder_are_read_by_one_process_that_stays(repo: Repo) -> None:
    repo.commit({"drizzle/a.sql": "one\n", "drizzle/b.sql": b"\0\xff"})
    ids = [repo.git("rev-parse", f"HEAD:drizzle/{name}.sql") for name in "ab"]
    blobs = Objects(str(repo.path))
    files = {
        f"drizzle/{name}.sql": Entry("100644", blob) for name, blob in zip("ab", ids, strict=True)
    }
    tree = FolderTree("HEAD", files, blobs)
    assert tree.read("drizzle/b.sql") == b"\0\xff"
    assert tree.read("drizzle/a.sql") == b"one\n"
    with pytest.raises(Undecided, match="is not in this clone"):
        list(blobs.read(["1" * 40]))
    blobs.close()
