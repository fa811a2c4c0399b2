"""Blobs are read from git's folder where that is sound, and left to git where it isn't."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.change.on_disk import SMALL
from forge_migrations.change.on_disk import OnDisk
from forge_migrations.change.repository import Repository
from repositories import Repo

FILES: dict[str, str | bytes] = {
    "empty": b"",
    "small": "one\n",
    "NULs": b"a\0b\0",
    "large": b"".join(f"{n * 7919 % 100_003} ".encode() for n in range(100_000)),
    "random": bytes(n * n % 251 for n in range(SMALL * 3)),
}


@pytest.fixture
def known(repo: Repo) -> dict[str, bytes]:
    """Blob id -> bytes."""
    repo.commit(FILES)
    return {
        repo.git("rev-parse", f"HEAD:{path}"): text if isinstance(text, bytes) else text.encode()
        for path, text in FILES.items()
    }


@pytest.fixture
def on_disk(repo: Repo) -> Iterator[OnDisk]:
    made = OnDisk(str(repo.path / ".git"))
    yield made
    made.close()


def loose(repo: Repo, blob: str) -> Path:
    return repo.path / ".git/objects" / blob[:2] / blob[2:]


def test_loose_blobs_are_read_and_no_pack_is_opened(
    known: dict[str, bytes], on_disk: OnDisk
) -> None:
    assert dict(on_disk.read(known)) == known
    assert on_disk._packs is None


def test_packed_ones_are_read_from_several_packs_and_loose_ones_beside_them(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk
) -> None:
    repo.git("repack", "-dq")
    repo.commit({"second": "two\n"})
    repo.git("repack", "-dq")
    repo.commit({"third": "three\n"})
    later = {
        repo.git("hash-object", each): f"{text}\n".encode()
        for each, text in (("second", "two"), ("third", "three"))
    }

    assert dict(on_disk.read({**known, **later})) == {**known, **later}
    assert on_disk._packs is not None
    assert len(on_disk._packs) == 2


def test_a_repository_starts_no_process_for_what_lies_there(
    repo: Repo, known: dict[str, bytes]
) -> None:
    repo.git("gc", "-q")
    repository = Repository.find(str(repo.path))

    assert dict(repository.blobs(known)) == known
    assert repository.objects._process is None
    repository.rest()


def test_what_is_not_there_is_left_out(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk
) -> None:
    assert dict(on_disk.read(["12" * 20, *known, "34" * 32])) == known
    repo.git("gc", "-q")
    on_disk.close()
    assert dict(on_disk.read(["12" * 20, *known, "34" * 32])) == known


def test_what_is_no_blob_is_left_to_git(repo: Repo, known: dict[str, bytes]) -> None:
    on_disk = OnDisk(str(repo.path / ".git"))
    others = [repo.git("rev-parse", each) for each in ("HEAD", "HEAD^{tree}")]

    assert list(on_disk.read(others)) == []
    repo.git("gc", "-q")
    on_disk.close()
    assert list(on_disk.read(others)) == []
    on_disk.close()


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"no zlib",
        zlib.compress(b"blob 99\0short"),
        zlib.compress(b"blob -1\0"),
        zlib.compress(b"tree 5\0short"),
        zlib.compress(b"blob 5\0short")[:-6],
        zlib.compress(b"x" * 100),
        zlib.compress(b"blob 9999999999999999999999\0" + os.urandom(2 * SMALL)),
        zlib.compress(b"blob 5\0" + os.urandom(2 * SMALL)),
    ],
)
def test_a_damaged_one_is_left_to_git_which_says_what_is_wrong(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk, wrong: bytes
) -> None:
    (blob, *others) = known
    loose(repo, blob).chmod(0o644)
    loose(repo, blob).write_bytes(wrong)

    assert dict(on_disk.read(known)) == {each: known[each] for each in others}


def test_a_damaged_pack_is_left_to_git(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk
) -> None:
    repo.git("gc", "-q")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(b"PACK\0\0\0\2" + b"\xff" * 100)

    assert list(on_disk.read(known)) == []


def replaced(repo: Repo, blob: str, pack: bool) -> None:
    repo.write({"other": "another\n"})
    other = repo.git("hash-object", "-w", "other")
    repo.git("replace", blob, other)
    if pack:
        repo.git("pack-refs", "--all")


@pytest.mark.parametrize("pack", [False, True], ids=["loose ref", "packed ref"])
def test_an_object_that_another_takes_the_place_of_is_asked_of_git(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk, pack: bool
) -> None:
    blob = next(iter(known))
    replaced(repo, blob, pack)
    repository = Repository.find(str(repo.path))

    assert list(on_disk.read(known)) == []
    assert dict(repository.blobs([blob])) == {blob: b"another\n"}
    repository.rest()


@pytest.mark.parametrize("name", ["GIT_OBJECT_DIRECTORY", "GIT_REPLACE_REF_BASE"])
def test_what_the_environment_names_is_asked_of_git(
    known: dict[str, bytes], on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "elsewhere")

    assert list(on_disk.read(known)) == []


def test_refs_that_are_kept_in_another_way_leave_all_to_git(
    repo: Repo, known: dict[str, bytes], on_disk: OnDisk
) -> None:
    (repo.path / ".git/reftable").mkdir()

    assert list(on_disk.read(known)) == []


def test_objects_of_another_clone_and_of_a_linked_work_tree_are_found(
    repo: Repo, known: dict[str, bytes], tmp_path: Path
) -> None:
    repo.git("gc", "-q")
    repo.git("clone", "-q", "--shared", str(repo.path), str(tmp_path / "shared"))
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    for place, asked in (("shared", True), ("linked", False)):
        repository = Repository.find(str(tmp_path / place))
        assert dict(repository.blobs(known)) == known
        assert (repository.objects._process is not None) == asked
        repository.rest()
