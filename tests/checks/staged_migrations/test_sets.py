from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.staged_migrations.sets import changed_words
from forge_migrations.checks.staged_migrations.sets import incomplete
from forge_migrations.checks.staged_migrations.sets import unstaged
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history

Files = dict[str, str]
JOURNAL, SNAPSHOT, SQL = "out/meta/_journal.json", "out/meta/0001_snapshot.json", "out/0001_b.sql"


def files(*tags: str) -> Files:
    entries = [{"idx": n, "when": n + 1, "tag": tag} for n, tag in enumerate(tags)]
    made = {JOURNAL: json.dumps({"entries": entries})}
    for tag in tags:
        made[f"out/{tag}.sql"] = f"CREATE TABLE {tag} ();"
        name = json.dumps({"id": tag, "prevId": "x", "version": "7"})
        made[f"out/meta/{tag.split('_')[0]}_snapshot.json"] = name
    return made


def without(made: Files, *paths: str) -> Files:
    return {path: text for path, text in made.items() if path not in paths}


def history(made: Files) -> History:
    return read_history(MemoryTree(made), "out")


ONE, TWO = files("0000_a"), files("0000_a", "0001_b")


@pytest.mark.parametrize(
    ("staged", "message", "missing"),
    [
        (without(TWO, SQL), "0001_b is staged without 0001_b.sql", [SQL]),
        (without(TWO, SNAPSHOT), "0001_b is staged without 0001_snapshot.json", [SNAPSHOT]),
        (without(TWO, SQL, SNAPSHOT), "0001_b is staged without 0001_b.sql and 0001_snapshot.json",
         [SQL, SNAPSHOT]),
        (TWO | {JOURNAL: ONE[JOURNAL]}, "0001_b is staged without its journal entry", [JOURNAL]),
        (ONE | {SQL: TWO[SQL]}, "0001_b is staged without its journal entry", [SNAPSHOT, JOURNAL]),
        (ONE | {SNAPSHOT: TWO[SNAPSHOT]}, "0001_b is staged without its journal entry", [SQL, JOURNAL]),
    ],
)  # fmt: skip
def test_a_part_is_told_with_what_is_left_to_stage(
    staged: Files, message: str, missing: list[str]
) -> None:
    [piece] = incomplete(history(ONE), history(staged), history(TWO))
    assert (piece.tag, piece.message, [*piece.missing]) == ("0001_b", message, missing)


@pytest.mark.parametrize(
    ("before", "staged", "work"),
    [
        (ONE, TWO, TWO),
        (ONE, without(TWO, SQL), without(TWO, SQL)),
        (without(TWO, SNAPSHOT), without(TWO, SNAPSHOT), TWO),
        (ONE | {SQL: "SELECT 1;"}, ONE | {SQL: "SELECT 1;"}, TWO),
        (ONE, ONE | {"out/0009_x.sql": "SELECT 1;"}, TWO),
    ],
)
def test_what_the_work_tree_lacks_too_or_was_so_before_is_no_part(
    before: Files, staged: Files, work: Files
) -> None:
    assert incomplete(history(before), history(staged), history(work)) == []


def test_a_hidden_journal_makes_parts_of_what_stands_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = ONE | {SQL: TWO[SQL], SNAPSHOT: TWO[SNAPSHOT]}
    staged = ONE | {SQL: TWO[SQL]}
    assert incomplete(history(ONE), history(staged), history(work)) == []
    assert unstaged(history(ONE), history(work)) == []
    monkeypatch.setenv("PRE_COMMIT", "1")
    [piece] = incomplete(history(ONE), history(staged), history(work))
    assert [*piece.missing] == [SNAPSHOT, JOURNAL]
    [piece] = unstaged(history(ONE), history(work))
    assert [*piece.missing] == [SQL, SNAPSHOT, JOURNAL]


def test_a_migration_of_which_nothing_is_staged_is_told_whole() -> None:
    [piece] = unstaged(history(ONE), history(TWO))
    assert (piece.rule, piece.tag, [*piece.missing]) == (
        "migration-not-staged",
        "0001_b",
        [SQL, SNAPSHOT, JOURNAL],
    )
    assert unstaged(history(TWO), history(TWO)) == []
    assert unstaged(history(ONE | {SQL: ""}), history(TWO)) == []
    assert unstaged(history(ONE), history(without(TWO, SQL))) == []


def changed(before: str, after: str | None, paths: Iterable[str] = ("a.ts",)) -> set[str]:
    trees = [MemoryTree({} if text is None else {"a.ts": text}) for text in (before, after)]
    return set(changed_words(trees[0], trees[1], paths))


def test_only_words_of_lines_that_differ_count_and_no_comment() -> None:
    old = "users: text(),\nposts: int(),\n"
    assert {"teams"} <= changed(old, old + "teams: text(), // because of members\n")
    assert not {"users", "members"} & changed(old, old + "teams: text(), // because of members\n")
    assert changed(old, "/* users\nteams */" + old + "// teams\n") == set()
    assert "http" in changed("", 'url: "http://x"')
    assert "users" in changed(old, None)
