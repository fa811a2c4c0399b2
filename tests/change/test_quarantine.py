from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forge_migrations.change import quarantine
from forge_migrations.change.quarantine import Quarantined
from forge_migrations.change.quarantine import environment
from forge_migrations.findings import Undecided
from repositories import Repo


def test_a_tree_is_listed_and_read(repo: Repo) -> None:
    commit = repo.commit({"a b/é.sql": "1", "b": b"\0"})
    tree = Quarantined.find().at(commit)
    assert list(tree.entries) == ["a b/é.sql", "b"]
    assert tree.read_many(tree.entries) == {"a b/é.sql": b"1", "b": b"\0"}


def test_the_paths_between_two_commits_are_told(repo: Repo) -> None:
    first = repo.commit({"a": "1", "b": "1", "c": "1"})
    repo.git("mv", "b", "d")
    second = repo.commit({"a": "2"})
    found = Quarantined.find()
    assert list(found.touched(first, second)) == ["a", "b", "d"]
    assert list(found.touched(second, second)) == []


def test_what_is_no_commit_is_undecided(repo: Repo) -> None:
    commit = repo.commit({"a": "1"})
    gone = "1" * 40
    with pytest.raises(Undecided, match="can't list 111111111111: not a tree object"):
        Quarantined.find().at(gone).entries  # noqa: B018
    with pytest.raises(Undecided, match=r"can't compare .*: bad object 1111"):
        list(Quarantined.find().touched(commit, gone))


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("PATHS", 2, "holds more than 2 files"),
        ("LISTING", 50, "the paths of .* take more than"),
    ],
)
def test_more_paths_than_anybody_needs_are_undecided(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str
) -> None:
    commit = repo.commit({"a": "", "b": "", "c": ""})
    monkeypatch.setattr(quarantine, limit, value)
    with pytest.raises(Undecided, match=said):
        Quarantined.find().at(commit).entries  # noqa: B018


def test_a_file_larger_than_any_migration_is_undecided_and_named(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repo.commit({"small": "1", "large": "x" * 2_000_000})
    blob = repo.git("rev-parse", "HEAD:large")
    monkeypatch.setattr(quarantine, "BLOB", 1_000_000)
    tree = Quarantined.find().at(commit)
    assert tree.read("small") == b"1"
    with pytest.raises(Undecided, match=f"the file with the id {blob[:12]} has 1 MB") as raised:
        tree.read("large")
    assert raised.value.remedy.endswith(f"git log --all --find-object={blob}")


def test_the_settings_follow_those_of_the_server() -> None:
    told = environment({"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "a", "GIT_CONFIG_KEY_1": "b"})
    assert told["GIT_CONFIG_COUNT"] == "5"
    assert not {"GIT_CONFIG_KEY_0", "GIT_CONFIG_KEY_1"} & told.keys()
    pairs = {told[f"GIT_CONFIG_KEY_{n}"]: told[f"GIT_CONFIG_VALUE_{n}"] for n in (2, 3, 4)}
    assert pairs["protocol.allow"] == "never"
    assert environment({"GIT_CONFIG_COUNT": ""})["GIT_CONFIG_COUNT"] == "3"


def test_a_replaced_object_and_a_transport_are_nothing_to_git_under_these_settings(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = repo.commit({"a": "real"})
    other = repo.commit({"a": "other"})
    repo.git("replace", real, other)
    for name, value in environment({}).items():
        monkeypatch.setenv(name, value)
    assert Quarantined.find().at(real).read("a") == b"real"
    cloned = subprocess.run(
        ["git", "clone", "--quiet", f"file://{repo.path}", str(tmp_path / "clone")],
        capture_output=True,
        check=False,
    )
    assert b"transport 'file' not allowed" in cloned.stderr
