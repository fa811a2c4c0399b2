from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING
from typing import Any

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.migration_history.start import Start
from forge_migrations.checks.migration_history.start import start_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.drizzle.history.history import read_history

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

ZERO = "00000000-0000-0000-0000-000000000000"
Files = dict[str, "str | bytes"]
PULLED = "-- Current sql file was generated after introspecting the database\n/*\nCREATE TABLE `shop`;\n*/"


def column(name: str, kind: str = "integer", **more: object) -> dict[str, object]:
    return {"name": name, "type": kind, "primaryKey": False, "notNull": False, **more}


def table(name: str, *columns: dict[str, object], **more: object) -> dict[str, object]:
    parts = {"indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {}, "uniqueConstraints": {}}
    return {"name": name, "columns": {c["name"]: c for c in columns}, **parts, **more}


SHOP = table("shop", column("id", primaryKey=True), column("name", "text"))
KEY = {"name": "fk", "tableFrom": "till", "tableTo": "shop", "columnsFrom": ["shop_id"],
       "columnsTo": ["id"]}  # fmt: skip
TILL = table("till", column("shop_id"), foreignKeys={"fk": KEY})
TWO = {"till": TILL, "shop": SHOP}


def files(*sqls: str, tables: dict[str, Any], dialect: str = "sqlite") -> Files:
    """A history whose snapshots all hold the same tables."""
    found: Files = {
        "drizzle.config.ts": f"export default {{ dialect: '{dialect}', schema: './s.ts', out: './d' }};",
        "package.json": '{"dependencies": {"better-sqlite3": "1"}}',
        "s.ts": "",
    }
    entries = []
    for number, sql in enumerate(sqls):
        found[f"d/{number:04}_m.sql"] = sql
        head = {"version": "6", "dialect": dialect, "id": f"i{number}", "prevId": f"i{number - 1}"}
        found[f"d/meta/{number:04}_snapshot.json"] = json.dumps({**head, "tables": tables})
        entries.append({"idx": number, "when": 1_700_000_000_123 + number, "tag": f"{number:04}_m"})
    found["d/meta/_journal.json"] = json.dumps({"dialect": dialect, "entries": entries})
    return found


def start(made: Files, dialect: Dialect = "sqlite", new: bool = False) -> Start | None:
    tree = MemoryTree(made)
    return start_of(read_history(tree, "d"), tree, dialect, new=new)


def made_tables(found: Start | None) -> set[str]:
    assert found is not None
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(found.text)
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in rows}


@pytest.mark.parametrize("sql", [PULLED, "-- nothing\n", "SELECT 1;", "PRAGMA foreign_keys=ON;"])
def test_what_the_first_snapshot_has_and_no_sql_makes_was_there_before(sql: str) -> None:
    found = start(files(sql, tables=TWO), new=True)
    assert made_tables(found) == {"shop", "till"}
    assert found is not None
    assert found.whole == (sql == PULLED or sql.startswith("--"))
    assert found.sql[0].startswith("CREATE TABLE `shop`"), "what others point to comes first"


def test_what_the_first_migration_makes_itself_was_not_there() -> None:
    makes = "CREATE TABLE `till` (`shop_id` integer REFERENCES `shop`(`id`));"
    adds = "ALTER TABLE `shop` ADD `name` text;"
    found = start(files(makes + adds, tables=TWO))
    assert made_tables(found) == {"shop"}
    assert found is not None
    assert "name" not in found.text
    assert start(files(makes, tables=TWO), new=True) is None, "a new one is taken at its word"


def test_a_first_migration_that_makes_all_of_it_starts_from_nothing() -> None:
    all_of_it = "CREATE TABLE shop (id int); CREATE TABLE till (shop_id int);"
    assert start(files(all_of_it, tables=TWO)) is None


def test_what_cannot_be_read_may_make_all_of_it() -> None:
    body = "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'shop ()'; END $$;"
    assert start(files(body, tables=TWO, dialect="postgresql"), "postgres") is None


def test_no_snapshot_tells_no_start() -> None:
    made = files(PULLED, tables=TWO)
    del made["d/meta/0000_snapshot.json"]
    assert start(made) is None
    assert start(files(PULLED, tables={})) is None
    assert start(files(tables=TWO)) is None


def test_a_start_in_the_layout_of_1_0() -> None:
    entities = [
        {"entityType": "tables", "name": "shop"},
        {"entityType": "columns", "table": "shop", "name": "id", "type": "integer"},
    ]
    head = {"version": "7", "dialect": "sqlite", "id": "a", "prevIds": [ZERO], "ddl": entities}
    made: Files = {
        "d/20260101000000_pulled/migration.sql": PULLED,
        "d/20260101000000_pulled/snapshot.json": json.dumps(head),
    }
    assert made_tables(start(made)) == {"shop"}


def test_tables_that_point_to_each_other_are_all_made() -> None:
    back = {
        **KEY,
        "name": "back",
        "tableTo": "till",
        "columnsFrom": ["id"],
        "columnsTo": ["shop_id"],
    }
    circle = {"till": TILL, "shop": {**SHOP, "foreignKeys": {"back": back}}}
    assert made_tables(start(files(PULLED, tables=circle))) == {"shop", "till"}


REBUILD = """PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_shop` (`id` integer PRIMARY KEY, `name` text NOT NULL);
--> statement-breakpoint
INSERT INTO `__new_shop`("id", "name") SELECT "id", coalesce("name", '') FROM `shop`;
--> statement-breakpoint
DROP TABLE `shop`;--> statement-breakpoint
ALTER TABLE `__new_shop` RENAME TO `shop`;--> statement-breakpoint
PRAGMA foreign_keys=ON;"""


def verdict(check: str, before: Files, after: Files, umbrella: bool = True) -> Verdict:
    was, now = MemoryTree(before), MemoryTree(after)
    only = "" if umbrella else check
    return judge(Subject(Change(was, now, was), only_check=only), [check])


def test_the_sql_after_a_pulled_history_is_judged_on_the_tables_that_are_there() -> None:
    before = files(PULLED, tables={"shop": SHOP})
    found = verdict("destructive-sql", before, files(PULLED, REBUILD, tables={"shop": SHOP}))
    assert [one.rule for one in found.findings if one.refuses] == []
    gone = files(PULLED, "ALTER TABLE `shop` DROP COLUMN `name`;", tables={"shop": SHOP})
    [refused] = [one for one in verdict("destructive-sql", before, gone).findings if one.refuses]
    assert refused.rule == "drop-column"


def test_the_migration_after_a_pulled_history_is_rehearsed_on_it() -> None:
    before = files(PULLED, tables={"shop": SHOP})
    adds = files(PULLED, "ALTER TABLE `shop` ADD `vat` text;", tables={"shop": SHOP})
    found = verdict("rehearsal", before, adds)
    assert (found.exit_code, found.findings) == (0, ())
    assert found.notes[0].message.startswith("rehearsed on SQLite")
    twice = files(PULLED, "ALTER TABLE `shop` ADD `name` text;", tables={"shop": SHOP})
    [refused] = verdict("rehearsal", before, twice).findings
    assert "duplicate column name: name" in refused.message


def test_what_a_snapshot_does_not_tell_is_undecided() -> None:
    before = files(PULLED, tables={"shop": SHOP})
    view = files(PULLED, "DROP VIEW `takings`;", tables={"shop": SHOP})
    found = verdict("rehearsal", before, view)
    assert found.exit_code == 3
    assert any("no such view: takings" in note.message for note in found.notes)


def test_a_comment_that_is_new_is_run_as_the_driver_takes_it() -> None:
    made = files(PULLED, tables={"shop": SHOP})
    [refused] = verdict("rehearsal", {}, made).findings
    assert "better-sqlite3 refuses an empty statement" in refused.message
    made["package.json"] = '{"dependencies": {"wrangler": "4"}}'
    assert verdict("rehearsal", {}, made).exit_code == 0


def test_a_released_comment_leaves_nothing_to_rehearse() -> None:
    tree = MemoryTree(files(PULLED, tables={"shop": SHOP}))
    whole = Change(MemoryTree({}), tree, tree, "everything")
    found = judge(Subject(whole, only_check="rehearsal"), ["rehearsal"])
    assert found.exit_code == 0
    assert "0000_m does nothing, its SQL stands in a comment" in found.notes[0].message


CUT = "/*\nCREATE TABLE `shop`;\n--> statement-breakpoint\nCREATE TABLE `till`;\n*/"


def test_a_comment_that_breakpoints_cut_is_one_finding_where_it_comes_in() -> None:
    before, made = files(tables=TWO), files(CUT, tables=TWO)
    [refused] = verdict("destructive-sql", before, made).findings
    assert (refused.rule, refused.line) == ("breakpoint-in-literal", 3)
    assert "out of the comment: take line 3 out of d/0000_m.sql" in refused.remedy
    later = files(CUT, "ALTER TABLE `till` ADD `vat` text;", tables=TWO)
    assert verdict("destructive-sql", made, later).findings == ()
    assert verdict("rehearsal", made, later).exit_code == 0


MAKES = "CREATE TABLE `shop` (`id` integer PRIMARY KEY, `name` text);"
STOPS = "INSERT INTO shop (id) SELECT v FROM lost;"


def test_a_migration_behind_a_history_that_stops_is_run_on_its_last_snapshot() -> None:
    before = files(MAKES, STOPS, tables={"shop": SHOP})
    good = files(MAKES, STOPS, "ALTER TABLE `shop` ADD `vat` text;", tables={"shop": SHOP})
    found = verdict("rehearsal", before, good)
    assert (found.exit_code, [one.inherited for one in found.findings]) == (0, [True])
    assert found.notes[0].message.startswith("rehearsed from the structure of d/meta/0001_snapshot")
    bad = files(
        MAKES, STOPS, "UPDATE shop SET name = (SELECT v FROM nowhere);", tables={"shop": SHOP}
    )
    assert verdict("rehearsal", before, bad).exit_code == 1
    lost = files(
        MAKES, STOPS, "UPDATE shop SET name = (SELECT v FROM lost);", tables={"shop": SHOP}
    )
    assert verdict("rehearsal", before, lost).exit_code == 3, "the released SQL may have made it"


def test_a_migration_behind_a_history_that_stops_without_a_snapshot_is_undecided() -> None:
    before = files(MAKES, STOPS, tables={"shop": SHOP})
    after = files(MAKES, STOPS, "ALTER TABLE `shop` ADD `vat` text;", tables={"shop": SHOP})
    for each in (before, after):
        del each["d/meta/0001_snapshot.json"]
    found = verdict("rehearsal", before, after)
    assert found.exit_code == 3
    assert found.notes[0].message.startswith("0002_m was not run: the released history stops at")
