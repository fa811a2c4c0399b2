"""What migration-history tells people to type, typed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from remedies import apps
from remedies.apps import App
from remedies.walking import Scenario
from remedies.walking import walk
from repositories import Repo

TAG = "0002_note"
SQL = f"drizzle/{TAG}.sql"
SNAPSHOT = "drizzle/meta/0002_snapshot.json"
FIRST_SNAPSHOT = "drizzle/meta/0001_snapshot.json"
JOURNAL = "drizzle/meta/_journal.json"
NOBODY = "11111111-1111-1111-1111-111111111111"


def no_snapshot(app: App) -> None:
    app.migrate()
    app.delete(SNAPSHOT)


def by_hand(app: App) -> None:
    app.write("src/schema.ts", apps.schema("email", "name", "note"))
    app.by_hand(TAG, 'ALTER TABLE "users" ADD COLUMN "note" text;\n')


def data_by_hand(app: App) -> None:
    app.by_hand(TAG, 'UPDATE "users" SET "name" = \'x\' WHERE "name" IS NULL;\n')


def unjournaled(app: App) -> None:
    app.migrate()
    app.entries(lambda entries: entries[:-1])


def unjournaled_data(app: App) -> None:
    app.write("drizzle/0002_fill.sql", 'UPDATE "users" SET "name" = \'x\' WHERE "name" IS NULL;\n')


def no_sql(app: App) -> None:
    app.migrate()
    app.delete(SQL)


def sorts_wrongly(app: App) -> None:
    app.migrate()
    app.move(FIRST_SNAPSHOT, "drizzle/meta/0009_snapshot.json")


def twice(app: App) -> None:
    app.migrate()
    app.entries(lambda entries: [*entries, entries[-1]])


def same_number(app: App) -> None:
    app.migrate()
    app.move(SQL, "drizzle/0001_note.sql")
    app.delete(SNAPSHOT)
    app.entry(tag="0001_note")


def same_idx(app: App) -> None:
    app.migrate()
    app.entry(idx=1)


def gap(app: App) -> None:
    app.migrate()
    app.entry(idx=5)


def mismatch(app: App) -> None:
    app.migrate()
    app.move(SQL, "drizzle/0003_note.sql")
    app.move(SNAPSHOT, "drizzle/meta/0003_snapshot.json")
    app.entry(tag="0003_note")


def same_id(app: App) -> None:
    app.migrate()
    app.snapshot(SNAPSHOT, id=json.loads(app.read(FIRST_SNAPSHOT))["id"])


def orphaned(app: App) -> None:
    app.migrate()
    app.snapshot(SNAPSHOT, prevId=NOBODY)


def forked(app: App) -> None:
    app.migrate()
    app.snapshot(SNAPSHOT, prevId=json.loads(app.read(FIRST_SNAPSHOT))["prevId"])


def dated(when: Any) -> Any:
    def breaks(app: App) -> None:
        app.migrate()
        app.entries(lambda entries: entries[-1].update(when=when(entries)))

    return breaks


def stray_snapshot(app: App) -> None:
    app.write("drizzle/meta/0007_snapshot.json", app.read(FIRST_SNAPSHOT).replace("0", "1", 1))


def stranger(app: App) -> None:
    app.write("drizzle/meta/.DS_Store", "\0\0\0\1Bud1")


def no_snapshot_at_all(app: App) -> None:
    app.write("drizzle/meta/notes.json", "{}")


def broken_journal(app: App) -> None:
    app.migrate()
    app.swap(JOURNAL, "[", "[,")


def broken_snapshot(app: App) -> None:
    app.migrate()
    app.swap(SNAPSHOT, "{", "{,")


def released_snapshot_broken(app: App) -> None:
    app.swap(FIRST_SNAPSHOT, "{", "{,")


def conflict(app: App) -> None:
    app.migrate()
    app.write("drizzle/0002_fill.sql", 'UPDATE "users" SET "name" = \'x\' WHERE "name" IS NULL;\n')
    text = app.read(JOURNAL)
    ours = re.search(r'      "when": \d+,\n      "tag": "0002_note",\n', text)
    assert ours is not None
    theirs = ours[0].replace("note", "fill").replace('"when": 1', '"when": 1')
    marked = f"<<<<<<< HEAD\n{ours[0]}=======\n{theirs}>>>>>>> fill\n"
    app.write(JOURNAL, text.replace(ours[0], marked))


def snapshot_conflict(app: App) -> None:
    app.migrate()
    id_line = re.search(r'  "id": "[^"]*",\n', app.read(SNAPSHOT))
    assert id_line is not None
    app.swap(SNAPSHOT, id_line[0], f"<<<<<<< HEAD\n{id_line[0]}=======\n{id_line[0]}>>>>>>> fill\n")


def saved_as(path: str, codec: str) -> Callable[[App], None]:
    """Another encoding of a file of the new migration, whose SQL has letters beyond ASCII in it."""

    def change(app: App) -> None:
        app.migrate()
        app.write(SQL, app.read(SQL) + "--> statement-breakpoint\nSELECT 'café'; -- é\n")
        text = app.read(path)
        (app.path / path).write_bytes(text.encode(codec))

    return change


def reset(app: App) -> None:
    shutil.rmtree(app.path / "drizzle")
    apps.generate(app.path, app.layout, "--name", "all")


STATE = [
    Scenario("missing-snapshot", no_snapshot),
    Scenario("missing-snapshot", by_hand, name="by-hand"),
    Scenario("missing-snapshot", data_by_hand, name="data by hand"),
    Scenario("orphan-sql", unjournaled),
    Scenario("orphan-sql", unjournaled_data, name="data without entry"),
    Scenario("orphan-snapshot", stray_snapshot),
    Scenario("stray-file", stranger),
    Scenario("missing-sql", no_sql),
    Scenario("duplicate-tag", twice),
    Scenario("duplicate-prefix", same_number),
    Scenario("duplicate-idx", same_idx),
    Scenario("idx-gap", gap, reported=True),
    Scenario("prefix-mismatch", mismatch, reported=True),
    Scenario("not-json", broken_journal),
    Scenario("not-json", broken_snapshot, name="snapshot"),
    Scenario("not-json", released_snapshot_broken, name="released snapshot"),
    Scenario("not-json", no_snapshot_at_all, name="notes"),
    Scenario("not-utf-8", saved_as(SQL, "utf-16"), name="utf-16"),
    Scenario("not-utf-8", saved_as(SQL, "utf-16-be"), name="utf-16 without a mark"),
    Scenario("not-utf-8", saved_as(SQL, "cp1252"), name="code page 1252"),
    Scenario("not-utf-8", saved_as(JOURNAL, "utf-16"), name="journal"),
    Scenario("not-utf-8", saved_as(SNAPSHOT, "utf-8-sig"), name="snapshot with a mark"),
    Scenario("byte-order-mark", saved_as(SQL, "utf-8-sig")),
    Scenario("conflict-markers", conflict, leaves=("backfill-in-migration",)),
    Scenario("conflict-markers", snapshot_conflict, name="conflict in a snapshot"),
]
LINKS = [
    Scenario("snapshot-order", sorts_wrongly),
    Scenario("duplicate-snapshot-id", same_id),
    Scenario("broken-chain", orphaned),
    Scenario("forked-chain", forked),
    Scenario("out-of-order", dated(lambda e: e[0]["when"])),
    Scenario("future-when", dated(lambda e: e[-1]["when"] + 10**10)),
    Scenario(
        "round-when", dated(lambda e: (e[-1]["when"] // 100_000 + 1) * 100_000), reported=True
    ),
]


def edited(app: App) -> None:
    app.swap("drizzle/0001_name.sql", "text", "varchar(40)")


def reformatted(app: App) -> None:
    app.write("drizzle/0001_name.sql", "-- a\n" + app.read("drizzle/0001_name.sql"))


def redated(app: App) -> None:
    app.entries(lambda entries: entries[-1].update(when=entries[-1]["when"] + 5))


def snapshot_edited(app: App) -> None:
    app.swap(FIRST_SNAPSHOT, '"email"', '"mail"')


def renamed(app: App) -> None:
    app.move("drizzle/0001_name.sql", "drizzle/0001_names.sql")
    app.entry(tag="0001_names")


def with_note_dropped(app: App) -> None:
    app.migrate()
    app.write("src/schema.ts", apps.schema("email", "name"))
    apps.generate(app.path, app.layout, "--name", "no_note")


def deleted(app: App) -> None:
    app.delete("drizzle/0003_no_note.sql")
    app.delete("drizzle/meta/0003_snapshot.json")
    app.entries(lambda entries: entries[:-1])


def deleted_and_undone(app: App) -> None:
    deleted(app)
    app.write("src/schema.ts", apps.schema("email", "name", "note"))


RELEASED = [
    Scenario("released-edited", edited),
    Scenario("released-reformatted", reformatted, reported=True),
    Scenario("released-redated", redated),
    Scenario("released-snapshot-changed", snapshot_edited),
    Scenario("released-renamed", renamed),
    Scenario("released-deleted", deleted, before=with_note_dropped),
    Scenario("released-deleted", deleted_and_undone, before=with_note_dropped, name="undone"),
    Scenario("history-reset", reset, ways=2, only=0),
]
SQUASHED = [Scenario("history-reset", reset, ways=2, only=1)]


def no_journal(app: App) -> None:
    app.migrate()
    app.delete(JOURNAL)


def orphan_before(app: App) -> None:
    app.write("drizzle/0009_by_hand.sql", "SELECT 1;\n")


def orphan_deleted(app: App) -> None:
    app.delete("drizzle/0009_by_hand.sql")


def removed(app: App) -> None:
    shutil.rmtree(app.path / "drizzle")
    app.delete("drizzle.config.ts")


def not_numbered(app: App) -> None:
    app.migrate()
    app.swap("drizzle.config.ts", "out:", 'migrations: { prefix: "none" }, out:')


def numbered_again(app: App) -> None:
    app.write("drizzle.config.ts", apps.CONFIG)
    app.git("add", "drizzle.config.ts")


def lacking(app: App) -> None:
    app.write("src/schema.ts", apps.schema("email", "name", "note", "kind"))
    apps.generate(app.path, app.layout, "--name", "more")
    path = "drizzle/0002_more.sql"
    app.write(path, app.read(path).split("--> ")[0])


def differing(app: App) -> None:
    app.migrate()
    app.swap(SQL, "text", "varchar(10)")


def adding(app: App) -> None:
    app.migrate()
    app.write(
        SQL, app.read(SQL) + '--> statement-breakpoint\nALTER TABLE "users" ADD COLUMN "age" text;'
    )


def declared(app: App) -> None:
    app.write("src/schema.ts", apps.schema("email", "name", "note", "age"))
    app.git("add", "src/schema.ts")


OTHERS = [
    Scenario("missing-journal", no_journal),
    Scenario("released-orphan", orphan_deleted, before=orphan_before, reported=True),
    Scenario("project-removed", removed, reported=True),
    Scenario("prefix-none", not_numbered, hand=(numbered_again,)),
    Scenario("sql-lacks", lacking, ways=2),
    Scenario("sql-differs", differing, ways=2, only=1),
    Scenario("sql-adds", adding, hand=(declared,), reported=True),
]


def undated(app: App) -> None:
    app.migrate()
    folder = app.newest("")
    app.move(folder, "drizzle/note")


def folder_without(name: str) -> Any:
    def breaks(app: App) -> None:
        app.migrate()
        app.delete(app.newest(name))

    return breaks


def folder_linked(**values: Any) -> Any:
    def breaks(app: App) -> None:
        app.migrate()
        app.snapshot(app.newest("snapshot.json"), **values)

    return breaks


def folder_deleted(app: App) -> None:
    shutil.rmtree(app.path / app.newest(""))
    app.write("src/schema.ts", apps.schema("email", "name"))


def folder_edited(app: App) -> None:
    app.swap(app.newest("migration.sql"), "text", "varchar(40)")


def both_layouts(app: App) -> None:
    """What a merge leaves of a branch that was made before the upgrade."""
    app.migrate()
    old = apps.template("journal", "released") / "drizzle"
    shutil.copytree(old, app.path / "drizzle", dirs_exist_ok=True)
    folders = sorted(each for each in (app.path / "drizzle").iterdir() if each.name[0] == "2")
    for name, folder in zip(("0000_init", "0001_name"), folders, strict=False):
        app.write(f"drizzle/{name}.sql", (folder / "migration.sql").read_text())


def owing(comment: str) -> Any:
    """The newest migration leaves something for later."""

    def breaks(app: App) -> None:
        app.migrate()
        app.write(SQL, f"-- forge-migrations: deferred {comment}\n" + app.read(SQL))

    return breaks


def readable(app: App) -> None:
    """A person writes what is meant; here it is nothing."""
    app.write(SQL, app.read(SQL).partition("\n")[2])
    app.git("add", SQL)


def owing_twice(app: App) -> None:
    app.migrate()
    debt = '-- forge-migrations: deferred set-not-null "users"."name": old rows have none\n'
    app.write(SQL, debt + debt + app.read(SQL))
    app.snapshot(SNAPSHOT, **_required(app))


def _required(app: App) -> dict[str, Any]:
    tables = json.loads(app.read(SNAPSHOT))["tables"]
    tables["public.users"]["columns"]["name"]["notNull"] = True
    app.swap("src/schema.ts", "name: text()", "name: text().notNull()")
    return {"tables": tables}


DEBTS = [
    Scenario("unreadable-debt", owing("later"), hand=(readable,)),
    Scenario("debt-without-object", owing('drop-column "users"."nick": old release reads it')),
    Scenario("debt-twice", owing_twice),
]

FOLDERS = [
    Scenario("mixed-layout", both_layouts, layout="folders"),
    Scenario("folder-name", undated, layout="folders"),
    Scenario("released-edited", folder_edited, layout="folders"),
    Scenario("missing-sql", folder_without("migration.sql"), layout="folders"),
    Scenario("missing-snapshot", folder_without("snapshot.json"), layout="folders"),
    Scenario("broken-chain", folder_linked(prevIds=[NOBODY]), layout="folders"),
]

EVERY = [STATE, OTHERS, DEBTS, FOLDERS, LINKS, RELEASED, SQUASHED]


@pytest.mark.parametrize(
    "scenarios", EVERY, ids=["state", "others", "debts", "folders", "links", "released", "squashed"]
)
def test_what_is_printed_mends_it(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory, scenarios: list[Scenario]
) -> None:
    place: Path = tmp_path_factory.mktemp("templates")
    assert "\n".join(walk(repo, place, scenarios)) == ""
