"""Packs are read as git reads them, however they are written; what is written otherwise raises."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from forge_migrations.change import packs
from forge_migrations.change.packs import Pack
from forge_migrations.change.packs import applied
from repositories import Repo


def versions(count: int) -> list[bytes]:
    """A file that grows and is changed in two places each time, with lines that no other one has."""
    lines = [f"{n * 7919 % 100_003} line {n}\n" for n in range(3000)]
    found = []
    for n in range(count):
        lines[40 * n] = f"changed in {n}\n"
        lines[2900 - 30 * n] = ""
        found.append("".join([*lines, *(f"new {n} {each}\n" for each in range(n))]).encode())
    return found


def packed(repo: Repo, *options: str, repack: str = "-adfq") -> Path:
    """The one pack that git makes of the repository, without its ending."""
    repo.git(*options, "repack", repack, "--depth=20", "--window=30")
    (index,) = (repo.path / ".git/objects/pack").glob("*.idx")
    return index.with_suffix("")


def kinds(repo: Repo, pack: Path) -> dict[str, int]:
    """Id of each blob -> how many changes it is away from a whole one, as git says it."""
    lines = [each.split() for each in repo.git("verify-pack", "-v", f"{pack}.pack").splitlines()]
    return {
        each[0]: int(each[5]) if len(each) > 5 else 0 for each in lines if each[1:2] == ["blob"]
    }


def committed(repo: Repo, contents: list[bytes]) -> dict[str, bytes]:
    """Blob id -> bytes of what is committed, one version after the other."""
    found = {}
    for content in contents:
        repo.commit({"file": content})
        found[repo.git("rev-parse", "HEAD:file")] = content
    return found


def read(pack: Pack, ids: list[str]) -> dict[str, bytes]:
    return {each: pack.blob(pack.find(bytes.fromhex(each))) for each in ids}


WAYS = (
    (),
    ("-c", "repack.useDeltaBaseOffset=false"),  # the id of what is changed instead of its place
    ("-c", "core.compression=0"),
    ("-c", "pack.compression=9"),
)


@pytest.mark.parametrize("options", WAYS, ids=lambda each: each[-1] if each else "as usual")
def test_every_version_is_read_whole(repo: Repo, options: tuple[str, ...]) -> None:
    contents = committed(repo, [*versions(12), b"", b"x", os.urandom(300_000)])
    stem = packed(repo, *options)
    assert max(kinds(repo, stem).values()) > 3

    pack = Pack(str(stem))

    assert read(pack, list(contents)) == contents
    assert read(pack, list(reversed(contents))) == contents
    pack.close()


def test_windows_reads_the_same_and_leaves_no_file_open(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = committed(repo, versions(4))
    stem = packed(repo)
    here = Pack(str(stem))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "open", None)
    monkeypatch.setattr(os, "pread", None, raising=False)

    pack = Pack(str(stem))

    assert read(pack, list(contents)) == contents
    pack.close()
    with pytest.raises(ValueError, match="closed"):
        pack.find(bytes.fromhex(next(iter(contents))))
    monkeypatch.undo()
    assert read(here, list(contents)) == contents
    here.close()


def test_what_is_kept_has_an_end_and_changes_no_answer(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = committed(repo, versions(12))
    stem = packed(repo)
    monkeypatch.setattr(packs, "KEPT", 150_000)
    pack = Pack(str(stem))

    assert read(pack, list(contents)) == contents
    assert sum(map(len, pack._kept.values())) == pack._size <= 150_000
    pack.close()


def test_in_the_order_of_offsets_each_entry_is_read_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = committed(repo, versions(12))
    pack = Pack(str(packed(repo)))
    entries: list[int] = []
    real = Pack._entry

    def counted(self: Pack, at: int) -> tuple[int, int, bytes]:
        entries.append(at)
        return real(self, at)

    monkeypatch.setattr(Pack, "_entry", counted)

    for at in sorted(pack.find(bytes.fromhex(each)) for each in contents):
        pack.blob(at)

    assert len(entries) == len(contents)
    pack.close()


def test_an_offset_beyond_31_bits_stands_in_the_table_behind(repo: Repo) -> None:
    contents = committed(repo, versions(3))
    stem = packed(repo)
    Path(f"{stem}.idx").unlink()
    repo.git("index-pack", "--index-version=2,0x100", f"{stem}.pack")

    pack = Pack(str(stem))

    assert read(pack, list(contents)) == contents
    pack.close()


def test_an_id_is_not_found_across_two_others(repo: Repo) -> None:
    committed(repo, [str(n).encode() for n in range(40)])
    stem = packed(repo)
    names = sorted(bytes.fromhex(each) for each in kinds(repo, stem))
    pack = Pack(str(stem))

    between = [one[10:] + other[:10] for one, other in pairwise(names)]
    for name in [*between, b"\0" * 20, b"\xff" * 20, names[0][:10]]:
        with pytest.raises(ValueError, match="not in this pack"):
            pack.find(name)
    pack.close()


def test_another_version_of_the_index_and_what_is_no_blob_are_left(repo: Repo) -> None:
    committed(repo, [b"one"])
    stem = packed(repo)
    pack = Pack(str(stem))
    with pytest.raises(ValueError, match="no blob"):
        pack.blob(pack.find(bytes.fromhex(repo.git("rev-parse", "HEAD"))))
    pack.close()
    Path(f"{stem}.idx").unlink()
    repo.git("index-pack", "--index-version=1", f"{stem}.pack")

    with pytest.raises(ValueError, match="another version"):
        Pack(str(stem))


def test_a_closed_pack_reads_no_file_that_was_opened_since(repo: Repo) -> None:
    contents = committed(repo, [b"one"])
    pack = Pack(str(packed(repo)))
    at = pack.find(bytes.fromhex(next(iter(contents))))
    pack.close()

    with pytest.raises(ValueError, match="closed"):
        pack.blob(at)
    with pytest.raises(ValueError, match="closed"):
        pack.find(bytes.fromhex(next(iter(contents))))


def number(value: int) -> bytes:
    found = bytearray()
    while True:
        value, low = value >> 7, value & 127
        found.append(low | (128 if value else 0))
        if not value:
            return bytes(found)


def test_a_piece_leaves_out_every_byte_that_is_zero() -> None:
    base = bytes(n * 31 % 251 for n in range(0x30000))
    words = (
        (bytes([0b1001_0000, 5]), base[:5]),
        (bytes([0b1000_0001, 7]), base[7 : 7 + 0x10000]),
        (bytes([0b1010_0010, 1, 2]), base[0x100 : 0x100 + 0x200]),
        (bytes([0b1101_0101, 3, 1, 9, 1]), base[0x10003 : 0x10003 + 0x10009]),
        (bytes([0b1011_0111, 4, 3, 2, 1, 1]), base[0x20304 : 0x20304 + 0x101]),
        (b"\x03new", b"new"),
    )
    delta = b"".join(word for word, _ in words)
    whole = b"".join(content for _, content in words)

    assert applied(base, number(len(base)) + number(len(whole)) + delta) == whole


@pytest.mark.parametrize(
    "delta", [number(4) + number(3) + b"\x03new", number(3) + number(4) + b"\x03new"]
)
def test_changes_to_another_content_raise(delta: bytes) -> None:
    with pytest.raises(ValueError, match="another content"):
        applied(b"old", delta)
