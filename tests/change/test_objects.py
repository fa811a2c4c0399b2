"""Blobs by one process that stays."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from forge_migrations.change import objects as objects_module
from forge_migrations.change.objects import CHUNK
from forge_migrations.change.objects import Objects
from forge_migrations.change.repository import Repository
from forge_migrations.findings import Undecided
from repositories import Repo


def ids_of(repo: Repo) -> dict[str, str]:
    """Blob id -> path of what is staged."""
    entries = Repository.find(str(repo.path)).index().entries
    return {entry.blob: path for path, entry in entries.items()}


def test_many_blobs_come_in_the_order_asked_for_from_one_process(repo: Repo) -> None:
    repo.commit({f"f{n}": f"{n}\n" for n in range(2 * CHUNK + 3)})
    ids = ids_of(repo)
    objects = Objects(str(repo.path))

    first = [(ids[blob], data) for blob, data in objects.read(ids)]
    process = objects._process
    again = list(objects.read(itertools.islice(ids, 1)))

    assert first == [(path, f"{path[1:]}\n".encode()) for path in ids.values()]
    assert again[0][1] == first[0][1]
    assert objects._process is process
    objects.close()


def test_an_answer_that_was_dropped_does_not_answer_the_next_question(repo: Repo) -> None:
    repo.commit({"a": "first", "b": "second", "c": "third"})
    by_path = {path: blob for blob, path in ids_of(repo).items()}
    objects = Objects(str(repo.path))

    dropped = objects.read(by_path.values())
    next(dropped)
    dropped.close()  # type: ignore[attr-defined]  # a generator

    assert dict(objects.read([by_path["b"]])) == {by_path["b"]: b"second"}
    objects.close()


def test_a_question_in_the_middle_of_an_answer_disturbs_neither(repo: Repo) -> None:
    repo.commit({"a": "first", "b": "second"})
    by_path = {path: blob for blob, path in ids_of(repo).items()}
    objects = Objects(str(repo.path))
    seen = []

    for _, data in objects.read([by_path["a"], by_path["b"]]):
        seen.append((data, dict(objects.read([by_path["a"]]))[by_path["a"]]))

    assert seen == [(b"first", b"first"), (b"second", b"first")]
    objects.close()


def test_a_blob_that_is_not_in_the_clone_is_undecided_and_the_others_are_still_read(
    repo: Repo,
) -> None:
    repo.commit({"a": "first"})
    (there,) = ids_of(repo)
    objects = Objects(str(repo.path))

    with pytest.raises(Undecided, match="the object 123456789012 is not in this clone"):
        list(objects.read(["1234567890" * 4, there]))

    assert dict(objects.read([there])) == {there: b"first"}
    objects.close()


def test_a_large_binary_blob_comes_whole(repo: Repo, tmp_path: Path) -> None:
    data = bytes(range(256)) * 40_000
    (repo.path / "large.bin").write_bytes(data)
    repo.stage()
    (large,) = ids_of(repo)
    objects = Objects(str(repo.path))

    assert dict(objects.read([large])) == {large: data}
    objects.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_reads_by_a_process_of_its_own_and_leaves_the_first_one_alone(repo: Repo) -> None:
    repo.commit({"a": "first", "b": "second"})
    by_path = {path: blob for blob, path in ids_of(repo).items()}
    objects = Objects(str(repo.path))
    answer = objects.read([by_path["a"], by_path["b"]])
    assert next(answer)[1] == b"first"

    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if dict(objects.read([by_path["a"]])) == {by_path["a"]: b"first"} else 1
            objects.close()
        finally:
            os._exit(code)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert next(answer)[1] == b"second"
    objects.close()


def test_both_ways_of_starting_it_read_the_same_and_end(repo: Repo) -> None:
    """Windows has the library's way only."""
    repo.commit({"a": "first", "b": "second"})
    by_path = {path: blob for blob, path in ids_of(repo).items()}
    for start in (objects_module._started, objects_module._started_by_library):
        batch = start(str(repo.path))
        batch.stdin.write(f"{by_path['b']}\n".encode())
        batch.stdin.flush()

        assert batch.stdout.readline().split() == [by_path["b"].encode(), b"blob", b"6"]
        assert batch.stdout.read(7) == b"second\n"
        batch.end()
        assert batch.stdout.read() == b""
        batch.stdin.close()
        batch.stdout.close()
