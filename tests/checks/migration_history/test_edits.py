from __future__ import annotations

import json
from typing import Any

import pytest

from checks.histories import Files
from checks.histories import sides
from forge_migrations.checks.migration_history.edits import edited
from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.remedy import Remedy

WHEN = 1_700_000_000_123


def files(
    sql: str = "SELECT 1;\nSELECT 2;\n", when: int = WHEN, first: str = ORIGIN, **second: Any
) -> Files:
    """Two migrations; `second` are keys of the second snapshot."""
    entries = [
        {"idx": 0, "when": WHEN - 1, "tag": "0000_a"},
        {"idx": 1, "when": when, "tag": "0001_b"},
    ]
    snapshot = {"id": "b", "prevId": "a", "version": "7", "tables": {}} | second
    return {
        "drizzle/0000_a.sql": "SELECT 0;",
        "drizzle/0001_b.sql": sql,
        "drizzle/meta/_journal.json": json.dumps({"entries": entries}, indent=2),
        "drizzle/meta/0000_snapshot.json": json.dumps({"id": "a", "prevId": first, "version": "7"}),
        "drizzle/meta/0001_snapshot.json": json.dumps(snapshot),
    }


def found(after: Files, base: Files | None = None) -> list[Violation]:
    both = sides(base or files(), after)
    one = both.base.migrations[1]
    now = both.now(one)
    assert now is not None
    return list(edited(both, one, now))


def test_what_nobody_touched_is_no_edit() -> None:
    assert found(files()) == []


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("SELECT 1;\nSELECT 3;\n", 2),
        ("SELECT 9;\nSELECT 2;\n", 1),
        ("SELECT 1;\nSELECT 2;\nSELECT 3;\n", 3),
        ("SELECT 1;\n", 1),
        ("", 1),
    ],
)
def test_other_sql_is_an_edit_at_the_first_line_that_differs(sql: str, line: int) -> None:
    [one] = found(files(sql))
    assert (one.rule, one.path, one.line) == ("released-edited", "drizzle/0001_b.sql", line)
    assert one.severity == "refuse"
    assert one.remedy.endswith("git checkout HEAD -- drizzle/0001_b.sql")


def test_layout_and_comments_are_only_reported() -> None:
    [one] = found(files("-- why\nSELECT 1;\n\nSELECT  2;"))
    assert (one.rule, one.severity) == ("released-reformatted", "report")


@pytest.mark.parametrize(
    ("when", "effect"),
    [
        (WHEN + 5, "every database that has run it runs it again"),
        (WHEN - 1, "databases that have not run it may skip it"),
    ],
)
def test_another_date_is_told_with_its_effect_and_the_one_to_write(when: int, effect: str) -> None:
    [one] = found(files(when=when))
    assert one.rule == "released-redated"
    assert one.message.endswith(effect)
    [edit] = one.remedy.edits
    assert (edit.new, edit.old) == (f'"when": {WHEN}', f'"when": {when}')
    lines = str(files(when=when)[edit.path]).splitlines()
    assert edit.old in lines[edit.line - 1]
    assert '"0001_b"' in lines[edit.line]


def test_a_formatted_snapshot_is_no_edit() -> None:
    after = files()
    path = "drizzle/meta/0001_snapshot.json"
    after[path] = json.dumps(json.loads(after[path]), indent="\t") + "\n"
    assert found(after) == []


@pytest.mark.parametrize(
    ("second", "message", "severity"),
    [
        ({"tables": {"t": {}}}, "changes tables in released snapshot 0001_snapshot.json", "refuse"),
        ({"tables": {"t": {}}, "id": "x", "enums": {}},
         "changes enums, tables in released snapshot 0001_snapshot.json", "refuse"),
        ({"id": "x"}, "changes id of released snapshot 0001_snapshot.json", "refuse"),
        ({"id": "x", "prevId": "y"}, "changes id and prevId of released snapshot", "refuse"),
        ({"version": "8", "tables": {"t": {}}},
         "upgrades released snapshot 0001_snapshot.json from version 7 to 8", "report"),
    ],
)  # fmt: skip
def test_a_changed_snapshot(second: dict[str, Any], message: str, severity: str) -> None:
    [one] = found(files(**second))
    assert one.rule == "released-snapshot-changed"
    assert (one.message[: len(message)], one.severity) == (message, severity)


def test_a_renumbered_snapshot_is_not_checked_out_over_that_of_another_migration() -> None:
    after = files(tables={"t": {}}, prevId="n")
    new = {"id": "n", "prevId": "a", "version": "7", "tables": {"t": {}}}
    after["drizzle/meta/0002_snapshot.json"] = after["drizzle/meta/0001_snapshot.json"]
    after["drizzle/meta/0001_snapshot.json"] = json.dumps(new)
    after["drizzle/0001_new.sql"] = "SELECT 3;"
    entries = json.loads(after["drizzle/meta/_journal.json"])["entries"]
    entries[1] = {"idx": 1, "when": WHEN, "tag": "0001_new"}
    entries.append({"idx": 2, "when": WHEN + 1, "tag": "0001_b"})
    after["drizzle/meta/_journal.json"] = json.dumps({"entries": entries})
    told = {one.rule: one for one in found(after)}
    one = told["released-snapshot-changed"]
    assert one.path == "drizzle/meta/0002_snapshot.json"
    remedy = Remedy.of(one.remedy)
    assert remedy.commands == ()
    assert remedy.decide
    assert "give 0001_b its released number and snapshot (0001_snapshot.json) back" in remedy


def test_a_chain_that_was_broken_may_be_mended_and_not_broken_otherwise() -> None:
    broken = files(prevId="x")
    [one] = found(files(), broken)
    assert (one.severity, one.message) == (
        "report",
        "relinks released snapshot 0001_snapshot.json, whose chain was broken",
    )
    [one] = found(files(prevId="y"), broken)
    assert one.severity == "refuse"


def test_a_snapshot_that_cannot_be_read_is_said_elsewhere() -> None:
    for text in ("{", "[]"):
        assert found(files() | {"drizzle/meta/0001_snapshot.json": text}) == []
