"""The whole history's SQL against its newest snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from checks.migration_history.agreement.test_check import BY_HAND
from checks.migration_history.agreement.test_check import ID
from checks.migration_history.agreement.test_check import INIT
from checks.migration_history.agreement.test_check import MORE
from checks.migration_history.agreement.test_check import TEXT
from checks.migration_history.agreement.test_check import Files
from checks.migration_history.agreement.test_check import history
from checks.migration_history.agreement.test_check import judged
from checks.migration_history.agreement.test_check import kinds
from checks.migration_history.agreement.test_check import said
from checks.migration_history.agreement.test_check import without
from checks.migration_history.agreement.test_check import without_snapshot
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.sql.read import Reading

NOTHING = "SELECT 1;"
OVER = "over the whole history: "


def told(files: Files) -> list[str]:
    """What is said of the whole, without what only one migration shows."""
    found = [line for line in said({}, files, whole=True) if OVER in line]
    return [line.replace(OVER, "") for line in found]


def by_hand(sql: str, own: dict[str, Any], dialect: str = "postgresql") -> Files:
    """INIT, `sql` without a snapshot, and a migration that does nothing behind it."""
    init = INIT if dialect == "postgresql" else INIT.replace('"', "`")
    plain = kinds(dialect)
    return without_snapshot(history((init, plain), (sql, own), (NOTHING, own), dialect=dialect), 1)


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ('ALTER TABLE "p" ADD FOREIGN KEY ("id") REFERENCES "p"("id");',
         'sql-adds report: the SQL adds foreign key "p_id_fkey" of table "p" (id), and its snapshot lacks it'),
        ('CREATE TABLE "q" ("id" integer);',
         'sql-adds report: the SQL adds table "q", and its snapshot lacks it'),
        ('ALTER TABLE "p" ADD COLUMN "x" text;',
         'sql-adds report: the SQL adds column "x" text of table "p", and its snapshot lacks it'),
        ('CREATE UNIQUE INDEX "p_id" ON "p" ("id");',
         'sql-adds report: the SQL adds index "p_id" of table "p" (id), and its snapshot lacks it'),
        ('ALTER TABLE "p" ADD CONSTRAINT "c" CHECK ("id" > 0);',
         'sql-adds report: the SQL adds check "c" of table "p" ("id" > 0), and its snapshot lacks it'),
        ("CREATE TYPE \"mood\" AS ENUM ('a');",
         "sql-adds report: the SQL adds enum \"mood\" ('a'), and its snapshot lacks it"),
        ('CREATE POLICY "own" ON "p" USING (true);',
         'sql-adds report: the SQL adds policy "own" of table "p", and its snapshot lacks it'),
        ('CREATE INDEX "p_e" ON "p" (("id" + 1));', None),
        ('CREATE TABLE "q" ("id" integer) PARTITION BY RANGE ("id");', None),
    ],
)  # fmt: skip
def test_what_sql_without_a_snapshot_made_beside_it(sql: str, line: str | None) -> None:
    assert told(by_hand(sql, kinds())) == ([line] if line else [])


def test_the_other_engines() -> None:
    mysql = by_hand("ALTER TABLE `p` ADD COLUMN `x` int;", kinds("mysql"), "mysql")
    sqlite = by_hand("CREATE INDEX `i` ON `p` (`id`);", kinds("sqlite"), "sqlite")
    end = "and its snapshot lacks it"
    assert told(mysql) == [f'sql-adds report: the SQL adds column "x" int of table "p", {end}']
    assert told(sqlite) == [f'sql-adds report: the SQL adds index "i" of table "p" (id), {end}']


def test_a_table_that_nothing_made() -> None:
    other = {**kinds()["tables"]["public.p"], "name": "q"}
    own: dict[str, Any] = {"tables": {**kinds()["tables"], "public.q": other}}
    files = history((INIT, kinds()), (NOTHING, kinds()), (NOTHING, own))
    assert told(without(files, "0001_snapshot.json")) == [
        'sql-lacks report: its snapshot has table "q", and the SQL doesn\'t create it'
    ]


def test_what_has_no_snapshot_behind_the_newest_can_put_it_right() -> None:
    wrong = without_snapshot(BY_HAND, 1)
    assert len(told(wrong)) == 1
    mended = history(
        (INIT, kinds()),
        ('ALTER TABLE "p" ADD COLUMN "body" varchar(20);', MORE),
        ('ALTER TABLE "p" ADD COLUMN IF NOT EXISTS "body" text;', MORE),
        ('ALTER TABLE "p" ALTER COLUMN "body" SET DATA TYPE text;', MORE),
    )
    assert told(without(without_snapshot(mended, 1), "0003_snapshot.json")) == []


def test_what_is_made_behind_the_newest_snapshot_is_told_by_its_missing_snapshot() -> None:
    files = history((INIT, kinds()), (NOTHING, kinds()), ('CREATE TABLE "q" ("id" integer);', MORE))
    assert told(without(files, "0002_snapshot.json")) == []


def test_what_was_left_so_on_purpose_is_told_when_nothing_follows() -> None:
    check = {"c": {"name": "c", "value": '"id" > 0'}}
    own = {"tables": {"public.p": {**kinds()["tables"]["public.p"], "checkConstraints": check}}}
    loose = 'ALTER TABLE "p" ADD CONSTRAINT "c" CHECK ("id" > 0) NOT VALID;'
    first = (INIT, kinds())
    assert said(history(first), history(first, (loose, own))) == []
    (line,) = told(history(first, (loose, own)))
    assert 'check "c" of table "p" with validity validated, and the SQL makes it not' in line
    validated = ('ALTER TABLE "p" VALIDATE CONSTRAINT "c";', own)
    assert told(history(first, (loose, own), validated)) == []


def renamed(sql: str) -> Files:
    table = {**kinds()["tables"]["public.p"], "name": "people"}
    return history((INIT, kinds()), (sql, {"tables": {"public.people": table}}))


def test_a_key_keeps_the_name_of_a_table_that_was_renamed() -> None:
    rename = 'ALTER TABLE "p" RENAME TO "people";'
    assert said(history((INIT, kinds())), renamed(rename)) == []
    assert told(renamed(rename)) == [
        'sql-differs report: its snapshot calls primary key "p_pkey" of table "people" people_pkey'
    ]
    key = 'ALTER INDEX "p_pkey" RENAME TO "people_pkey";'
    assert told(renamed(f"{rename}\n{key}")) == []


def test_the_order_of_a_key_that_drizzle_kit_sorted_is_told_of_the_whole() -> None:
    plain = {**ID, "primaryKey": False}
    key = {"k": {"name": "k", "columns": ["id", "body"]}}
    body = {**TEXT, "notNull": True}
    table = {**kinds("sqlite", id=plain, body=body)["tables"]["p"], "compositePrimaryKeys": key}
    make = (
        "CREATE TABLE `p` (`id` integer NOT NULL, `body` text NOT NULL, PRIMARY KEY(`body`, `id`));"
    )
    files = history((make, {"tables": {"p": table}}), (NOTHING, {"tables": {"p": table}}), dialect="sqlite")  # fmt: skip
    assert said({}, {**files, "drizzle/0000_m.sql": make.replace("`body`, `id`", "`id`, `body`")}, whole=True) == []  # fmt: skip
    (line,) = told(files)
    assert "its columns in the order id, body, and the SQL makes it body, id" in line


def test_a_constraint_that_the_engine_took_for_another_one() -> None:
    long = "a_table_whose_name_takes_most_of_the_bytes_that_there_are"
    columns = {one: {**TEXT, "name": one, "type": "integer"} for one in ("first_x", "first_y")}
    keys = {
        f"{long}_{one}_fk": {
            "name": f"{long}_{one}_fk", "tableFrom": long, "tableTo": "p",
            "columnsFrom": [one], "columnsTo": ["id"],
        }
        for one in columns
    }  # fmt: skip
    own = {"name": long, "schema": "", "columns": columns, "indexes": {}, "foreignKeys": keys}
    after: dict[str, Any] = {"tables": {**kinds()["tables"], f"public.{long}": own}}
    add = "\n".join(
        f'DO $$ BEGIN\n ALTER TABLE "{long}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{one}") REFERENCES'
        ' "p"("id");\nEXCEPTION\n WHEN duplicate_object THEN null;\nEND $$;\n--> statement-breakpoint'
        for name, one in zip(keys, columns, strict=True)
    )
    make = f'CREATE TABLE "{long}" ("first_x" integer, "first_y" integer);\n'
    files = history((INIT, kinds()), (f"{make}--> statement-breakpoint\n{add}", after))
    assert said(history((INIT, kinds())), files) == []
    (line,) = told(files)
    assert line.startswith("sql-lacks report: its snapshot has foreign key")
    assert "(first_y)" in line


def test_a_history_is_carried_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from forge_migrations.checks.migration_history.agreement.replayed import Walk

    run: list[int] = []
    on = Walk.on

    def counted(self: Walk, reading: Reading | None) -> None:
        run.append(self.at)
        on(self, reading)

    monkeypatch.setattr(Walk, "on", counted)
    files = history((INIT, kinds()), (NOTHING, MORE), (NOTHING, MORE), (NOTHING, kinds(x=TEXT)))
    facts = Facts()
    found = judged({}, files, whole=True, facts=facts)
    assert run == [0, 1, 2, 3]
    assert any(isinstance(one, Finding) for one in found)
    assert judged({}, files, whole=True, facts=facts) == found
    assert run == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("SELECT count(*) FROM old_rows", True),
        ("CREATE TABLE %I PARTITION OF %I DEFAULT", True),
        ("CREATE OR REPLACE FUNCTION %I() RETURNS int", True),
        ("DROP TRIGGER IF EXISTS %I ON %I", True),
        ("UPDATE %I SET a = 1", True),
        ("SELECT * INTO %I FROM p", False),
        ("ALTER TABLE %I ADD COLUMN x int", False),
        ("CREATE TABLE %I (id int)", False),
        ("DROP INDEX %I", False),
        ("", False),
    ],
)
def test_dynamic_sql_that_changes_no_structure(text: str, idle: bool) -> None:
    from forge_migrations.checks.migration_history.agreement.unread import makes_nothing

    assert makes_nothing(text) is idle


def test_a_length_that_sqlite_does_not_mind() -> None:
    column = {**TEXT, "type": "text(256)"}
    first = ("CREATE TABLE `p` (`id` integer PRIMARY KEY NOT NULL);", kinds("sqlite"))
    more = ("ALTER TABLE `p` ADD `body` text(20);", kinds("sqlite", body=column))
    assert said(history(first, dialect="sqlite"), history(first, more, dialect="sqlite")) == []
