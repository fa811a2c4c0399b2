from __future__ import annotations

import json

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.facts import Facts

ZERO = "00000000-0000-0000-0000-000000000000"


def snapshot(name: str, parent: str, dialect: str = "postgresql", **more: object) -> str:
    head = {"id": name, "prevId": parent, "version": "7", "dialect": dialect, "tables": {}}
    return json.dumps(head | more, indent=2)


def journal(*tags: str, dialect: str = "postgresql") -> str:
    entries = [
        {
            "idx": idx,
            "version": "7",
            "when": 1_700_000_000_000 + idx,
            "tag": tag,
            "breakpoints": True,
        }
        for idx, tag in enumerate(tags)
    ]
    return json.dumps({"version": "7", "dialect": dialect, "entries": entries}, indent=2)


def legacy() -> dict[str, bytes | str]:
    return {
        "drizzle/0000_one.sql": "CREATE TABLE a ();",
        "drizzle/0001_two.sql": "CREATE TABLE b ();",
        "drizzle/meta/0000_snapshot.json": snapshot("a", ZERO),
        "drizzle/meta/0001_snapshot.json": snapshot("b", "a"),
        "drizzle/meta/_journal.json": journal("0000_one", "0001_two"),
    }


def test_a_journal_and_its_snapshots() -> None:
    tree = MemoryTree(legacy())
    history = read_history(tree, "drizzle")
    assert (history.layout, history.dialect) == ("journal", "postgresql")
    assert [migration.tag for migration in history.migrations] == ["0000_one", "0001_two"]
    two = history.migrations[1]
    assert (two.idx, two.when, two.breakpoints) == (1, 1_700_000_000_001, True)
    assert two.blob == tree.blob("drizzle/0001_two.sql")
    assert two.snapshot == "drizzle/meta/0001_snapshot.json"
    lines = journal("0000_one", "0001_two").splitlines()
    assert '"0001_two"' in lines[two.line - 1]
    assert [(head.id, head.parents, head.version) for head in history.snapshots] == [
        ("a", (ZERO,), "7"),
        ("b", ("a",), "7"),
    ]
    newest = history.newest_snapshot
    assert newest is not None
    assert newest.id == "b"
    assert not (history.orphans or history.stray_snapshots or history.broken or history.strangers)


def test_folders_of_1_0() -> None:
    diff = json.dumps({"version": "9", "dialect": "postgres", "id": "y", "prevIds": ["x", "w"]})
    history = read_history(
        MemoryTree(
            {
                "out/20260102030405_b/migration.sql": "SELECT 2;",
                "out/20260102030405_b/snapshot.json": diff,
                "out/20260101000000_a/migration.sql": "SELECT 1;",
                "out/20260101000000_a/snapshot.json": snapshot("x", ZERO),
                "out/hand_made/migration.sql": "SELECT 3;",
                "out/notes/readme.md": "",
                "out/0001_wrangler.sql": "SELECT 1;",
            }
        ),
        "out",
    )
    assert history.layout == "folders"
    assert [(one.tag, one.when) for one in history.migrations] == [
        ("20260101000000_a", 1_767_225_600_000),
        ("20260102030405_b", 1_767_323_045_000),
        ("hand_made", 0),
    ]
    assert history.snapshots[1].parents == ("x", "w")
    assert history.migrations[2].snapshot_blob is None
    assert history.orphans == ()


def test_both_layouts_are_mixed() -> None:
    files = legacy() | {"drizzle/20260101000000_a/migration.sql": ""}
    assert read_history(MemoryTree(files), "drizzle").layout == "mixed"


def test_nothing_there() -> None:
    history = read_history(MemoryTree({"drizzle/schema.ts": ""}), "drizzle", dialect="sqlite")
    assert (history.layout, history.dialect, history.migrations) == ("none", "sqlite", ())


def test_the_root_may_be_the_migrations_folder() -> None:
    files = {path.removeprefix("drizzle/"): text for path, text in legacy().items()}
    history = read_history(MemoryTree(files), "")
    assert [migration.path for migration in history.migrations] == ["0000_one.sql", "0001_two.sql"]


def test_what_is_missing_and_what_is_left_over() -> None:
    files = legacy()
    del files["drizzle/0001_two.sql"]
    del files["drizzle/meta/0001_snapshot.json"]
    files["drizzle/0002_three.sql"] = "SELECT 1;"
    files["drizzle/meta/0002_snapshot.json"] = snapshot("c", "b")
    files["drizzle/meta/.DS_Store"] = b"\0\1"
    history = read_history(MemoryTree(files), "drizzle")
    assert (history.migrations[1].blob, history.migrations[1].snapshot_blob) == (None, None)
    assert history.orphans == ("drizzle/0002_three.sql",)
    assert history.stray_snapshots == ("drizzle/meta/0002_snapshot.json",)
    assert history.strangers == ("drizzle/meta/.DS_Store",)


def test_what_other_tools_put_beside_migrations_is_no_orphan() -> None:
    files = legacy() | {
        "drizzle/_migrations.ts": "",
        "drizzle/migrations.js": "",
        "drizzle/.migration-lock": "",
        "drizzle/0001_two.down.sql": "DROP TABLE b;",
        "drizzle/0007_two.sql": "CREATE TABLE b ();",
        "drizzle/seed.sql": "INSERT INTO a DEFAULT VALUES;",
        "drizzle/flat/0001_two.sql": "CREATE TABLE b ();",
    }
    history = read_history(MemoryTree(files), "drizzle")
    assert (history.orphans, history.strangers) == ((), ())


def test_the_bytes_of_a_migration_under_another_name_are_an_orphan_all_the_same() -> None:
    again = legacy() | {"drizzle/0002_again.sql": "CREATE TABLE b ();"}
    assert read_history(MemoryTree(again), "drizzle").orphans == ("drizzle/0002_again.sql",)
    snapped = legacy() | {
        "drizzle/0002_two.sql": "CREATE TABLE b ();",
        "drizzle/meta/0002_snapshot.json": snapshot("c", "b"),
    }
    assert read_history(MemoryTree(snapped), "drizzle").orphans == ("drizzle/0002_two.sql",)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("{\n<<<<<<< HEAD\n}\n=======\n>>>>>>> x\n", 2, "conflict markers"),
        ('{"entries": [}', 1, "not JSON: Expecting value"),
        (b'{\n"a": "\xff"}', 2, "not UTF-8"),
        ("[]", 1, "not a journal: it has no list of entries"),
        ('{"entries": [{"idx": 0}]}', 1, "not a journal: entry 0 has no tag or no when"),
        ("[" * 200_000, 1, "not JSON: "),
    ],
)
def test_a_broken_journal_is_said_and_nothing_follows_from_it(
    text: bytes | str, line: int, why: str
) -> None:
    files = legacy() | {"drizzle/meta/_journal.json": text}
    history = read_history(MemoryTree(files), "drizzle")
    assert not history.readable
    [(path, at, said)] = history.broken
    assert (path, at) == ("drizzle/meta/_journal.json", line)
    assert said.startswith(why)
    assert (history.migrations, history.orphans, history.stray_snapshots) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    [
        snapshot("b", "a")[:-20],
        snapshot("b", "a").replace('"tables"', "\n<<<<<<< HEAD\n"),
        b"\xff\xfe",
        '{"tables": {}}',
        "",
    ],
)
def test_a_broken_snapshot_is_said(text: bytes | str) -> None:
    files = legacy() | {"drizzle/meta/0001_snapshot.json": text}
    history = read_history(MemoryTree(files), "drizzle")
    assert [path for path, _line, _why in history.broken] == ["drizzle/meta/0001_snapshot.json"]
    assert len(history.snapshots) == 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"tables": {"a{": "}}"}, "id": "b", "prevId": "a", "version": "5"}),
        json.dumps({"version": "5", "id": "b", "prevId": "a", "tables": {"a": "{{"}}),
        '{"version":"5","dialect":"mysql","id":"b","prevId":"a","tables":{}}',
        '{"id": "\\u0062", "prevId": "a", "version": "5", "tables": {}}',
        '{ "version" : "5" , "id" : "b" , "prevIds" : [ "a" ] , "ddl" : [ ] }',
    ],
)
def test_the_short_look_at_a_snapshot_tells_what_a_parse_does(text: str) -> None:
    files = legacy() | {"drizzle/meta/0001_snapshot.json": text}
    head = read_history(MemoryTree(files), "drizzle").snapshots[1]
    assert (head.id, head.parents, head.version) == ("b", ("a",), "5")


def test_a_snapshot_of_100_megabytes_is_read_by_its_head() -> None:
    big = snapshot("b", "a").rstrip("}") + ', "x": "' + "y" * 100_000_000 + '"}'
    files = legacy() | {"drizzle/meta/0001_snapshot.json": big}
    assert read_history(MemoryTree(files), "drizzle").snapshots[1].id == "b"


def test_a_second_run_reads_nothing() -> None:
    class Sealed(MemoryTree):
        def _stream(self, blobs):
            assert not list(blobs)
            return iter(())

    facts = Facts()
    first = read_history(MemoryTree(legacy()), "drizzle", facts)
    assert read_history(Sealed(legacy()), "drizzle", facts) == first


def test_a_snapshot_may_be_named_by_the_whole_tag() -> None:
    files = legacy()
    files["drizzle/meta/0001_two_snapshot.json"] = files.pop("drizzle/meta/0001_snapshot.json")
    history = read_history(MemoryTree(files), "drizzle")
    assert history.migrations[1].snapshot == "drizzle/meta/0001_two_snapshot.json"
    assert history.migrations[1].snapshot_blob is not None
    assert history.stray_snapshots == ()


def test_an_entrys_line_is_its_own_also_behind_one_that_is_written_with_escapes() -> None:
    entries = ['{"idx":0,"tag":"0000_\\u0061","when":1}', '{"idx":1,"tag":"0001_b","when":2}']
    text = '{"dialect":"postgresql","entries":[\n' + ",\n".join(entries) + "\n]}"

    read = read_history(MemoryTree({"drizzle/meta/_journal.json": text}), "drizzle")

    assert [(one.tag, one.line) for one in read.migrations] == [("0000_a", 1), ("0001_b", 3)]
