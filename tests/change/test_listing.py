"""Lines of git's listings become entries when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from forge_migrations.change.listing import Listing
from forge_migrations.change.listing import with_changes
from forge_migrations.change.look import Entry
from forge_migrations.change.repository import Repository
from forge_migrations.change.trees import Undone
from repositories import Repo

ONE, TWO, THREE = "1" * 40, "2" * 40, "3" * 40
END = "\0"
STAGED = f"100644 {ONE} 0\ta{END}100755 {TWO} 0\tb/c\td{END}"


def staged(output: str) -> Listing | None:
    return Listing.of(output, len("100644 "), len(" 0\t"))


def made(listing: Listing) -> list[str]:
    """The paths of which a line was made an entry."""
    return [path for path, line in listing._lines.items() if not isinstance(line, str)]


def test_an_entry_is_made_once_and_of_the_paths_that_are_asked_for() -> None:
    found = staged(STAGED)
    assert found is not None

    assert list(found) == ["a", "b/c\td"]
    assert "a" in found
    assert made(found) == []
    assert found["b/c\td"] is found.get("b/c\td")
    assert found["b/c\td"] == Entry("100755", TWO)
    assert found.get("other") is None
    assert made(found) == ["b/c\td"]


@pytest.mark.parametrize(
    "output",
    [
        f"100644 {ONE} 0\ta{END}100644 {TWO} 2\tb{END}",
        f"100644 {ONE} 1\ta{END}",
        f"100644 {ONE} 0\ta{END}100644 {'2' * 64} 0\tb{END}",
        f"100644 {'1' * 7} 0\ta{END}",
    ],
    ids=["a conflict beside a file", "a conflict alone", "ids of two kinds", "short ids"],
)
def test_lines_of_another_kind_are_left(output: str) -> None:
    assert staged(output) is None


def test_a_submodule_in_a_commit_is_left() -> None:
    lines = f"100644 blob {ONE}\ta{END}160000 commit {TWO}\tb{END}"

    assert Listing.of(lines, len("100644 blob "), 1) is None
    assert Listing.of(f"160000 commit {TWO}\tb{END}", len("100644 blob "), 1) is None
    alone = Listing.of(f"100644 blob {ONE}\ta{END}", len("100644 blob "), 1)
    assert dict(alone or {}) == {"a": Entry("100644", ONE)}


def test_nothing_is_listed_of_nothing() -> None:
    found = staged("")

    assert found is not None
    assert len(found) == 0


@pytest.mark.parametrize("kind", ["a listing", "a dict"])
def test_changes_take_away_replace_and_add_in_their_places(kind: str) -> None:
    found = staged(STAGED)
    assert found is not None
    entries: Mapping[str, Entry] = found if kind == "a listing" else dict(found)
    new = Entry("100644", THREE)

    assert list(with_changes(entries, {"a": None, "none": None}).items()) == [
        ("b/c\td", Entry("100755", TWO))
    ]
    assert list(with_changes(entries, {"b/c\td": new, "aa": new}).items()) == [
        ("a", Entry("100644", ONE)),
        ("aa", new),
        ("b/c\td", new),
    ]
    assert list(entries) == ["a", "b/c\td"]


def test_both_listings_have_what_git_has_whatever_the_names_are(repo: Repo) -> None:
    names = [
        "é.ts",
        "z",
        "Z",
        "a\nb",
        "a b 0\tc",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "\ufffd",
        "a/b",
        "a-b",
        "a.b",
    ]
    commit = repo.commit(dict.fromkeys(names, "text"))
    repository = Repository.find(str(repo.path))

    index, tree = repository.index(), repository.at(commit)

    assert isinstance(index.entries, Listing)
    assert list(index.entries) == list(tree.entries) == sorted(names)
    assert dict(index.entries) == dict(tree.entries)
    assert {*index.entries.values()} == {Entry("100644", repo.git("hash-object", "a/b"))}


def test_ids_of_sha_256_are_listed(tmp_path: object, repo: Repo) -> None:
    repo.git("init", "-q", "--object-format=sha256", "other")
    other = Repo(repo.path / "other")
    other.commit({"a": "text"})

    entries = Repository.find(str(other.path)).index().entries

    assert isinstance(entries, Listing)
    assert entries["a"].blob == other.git("hash-object", "a")


def test_head_beside_the_index_makes_an_entry_of_what_changed_alone(repo: Repo) -> None:
    repo.commit({f"f{n}": "text" for n in range(9)})
    repo.stage({"f3": "other"})
    change = repo.change()

    assert change.changed == {"f3"}
    assert isinstance(change.before, Undone)
    lines = change.after.entries
    assert isinstance(lines, Listing)
    assert made(lines) == ["f3"]
