from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.change.look import listed
from forge_migrations.change.look import parse_raw
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from repositories import Repo

ZERO, ONE, TWO = "0" * 40, "1" * 40, "2" * 40


def test_a_raw_diff_is_each_path_with_both_its_sides() -> None:
    found = parse_raw(
        f":000000 100644 {ZERO} {ONE} A\0a b.sql\0:100644 000000 {ONE} {ZERO} D\0\n\t\0"
        f":100644 120000 {ONE} {TWO} T\0c\0".encode()
        + f":100644 100755 {ONE} {ONE} M\0".encode()
        + b"\xff\0"
    )
    assert [(one.path, one.before.mode, one.after.mode) for one in found] == [
        ("a b.sql", "000000", "100644"),
        ("\n\t", "100644", "000000"),
        ("c", "100644", "120000"),
        ("\udcff", "100644", "100755"),
    ]
    assert (found[2].before.blob, found[2].after.blob) == (ONE, TWO)


def test_nothing_that_differs_is_no_path() -> None:
    assert parse_raw(b"") == []


def test_a_listing_that_fails_says_why(repo: Repo) -> None:
    with pytest.raises(Undecided, match=r"git ls-files: .*outside"):
        listed("ls-files", "--error-unmatch", "../x")


def test_without_git_it_is_said_what_to_install(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not on the PATH") as raised:
        listed("ls-files")
    assert "install git" in raised.value.remedy


def test_a_diff_outside_of_a_repository_says_that_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        listed("diff", "--cached", "--raw", cwd=str(tmp_path))
