from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.folders import folders
from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.drizzle.history.history import read_history

A, B, C = "20260101000000_a", "20260102000000_b", "20260103000000_c"


def folder(tag: str, name: str, *parents: str) -> dict[str, str]:
    snapshot = json.dumps({"id": name, "prevIds": parents, "version": "9", "ddl": []})
    return {f"out/{tag}/migration.sql": "SELECT 1;", f"out/{tag}/snapshot.json": snapshot}


def found(*parts: dict[str, str]) -> list[tuple[str, str]]:
    files = {path: text for part in parts for path, text in part.items()}
    history = read_history(MemoryTree(files), "out")
    return [(one.rule, one.key) for one in folders(history)]


CHAIN = (folder(A, "a", ORIGIN), folder(B, "b", "a"), folder(C, "c", "b"))


def test_a_chain_is_in_order() -> None:
    assert found(*CHAIN) == []


def test_branches_that_a_later_migration_joins_are_in_order() -> None:
    assert found(folder(A, "a", ORIGIN), folder(B, "b", "a"), folder(C, "c", "a", "b")) == []


@pytest.mark.parametrize(
    ("parts", "violations"),
    [
        ((folder("hand_made", "a", ORIGIN),), [("folder-name", "hand_made")]),
        ((folder("20261301000000_a", "a", ORIGIN),), [("folder-name", "20261301000000_a")]),
        ((folder(A, "a", ORIGIN), folder(B, "b", "x")), [("broken-chain", B), ("several-leaves", f"{A}, {B}")]),
        ((folder(A, "a", "a"),), [("broken-chain", A)]),
        ((folder(A, "a", "b"), folder(B, "b", ORIGIN)), [("out-of-order", A)]),
        ((folder(A, "a", ORIGIN), folder(B, "a", ORIGIN)), [("duplicate-snapshot-id", B), ("several-leaves", f"{A}, {B}")]),
        ((folder(A, "a", ORIGIN), folder(B, "b", "a"), folder(C, "c", "a")), [("several-leaves", f"{B}, {C}")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_folders(
    parts: tuple[dict[str, str], ...], violations: list[tuple[str, str]]
) -> None:
    assert found(*parts) == violations


@pytest.mark.parametrize(
    ("gone", "rule"), [("migration.sql", "missing-sql"), ("snapshot.json", "missing-snapshot")]
)
def test_half_a_migration_is_told_at_the_half_that_is_there(gone: str, rule: str) -> None:
    files = {path: text for part in CHAIN for path, text in part.items()}
    del files[f"out/{C}/{gone}"]
    [one] = folders(read_history(MemoryTree(files), "out"))
    assert (one.rule, one.key) == (rule, C)
    assert one.path in files


def test_several_leaves_are_only_reported() -> None:
    parts = (folder(A, "a", ORIGIN), folder(B, "b", ORIGIN))
    files = {path: text for part in parts for path, text in part.items()}
    [one] = folders(read_history(MemoryTree(files), "out"))
    assert one.severity == "report"
