from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy

ORIGIN = "00000000-0000-0000-0000-000000000000"
Files = dict[str, "bytes | str"]
CONFIG = 'export default { dialect: "DIALECT", schema: "./schema.ts" };\n'
ID = {"name": "id", "type": "integer", "primaryKey": True, "notNull": True}
TEXT = {"name": "body", "type": "text", "primaryKey": False, "notNull": False}


def table(**columns: dict[str, Any]) -> dict[str, Any]:
    given = {"id": ID, **columns}
    named = {name: {**column, "name": name} for name, column in given.items()}
    return {"name": "p", "schema": "", "columns": named, "indexes": {}, "foreignKeys": {}}


def history(*migrations: tuple[str, dict[str, Any]], dialect: str = "postgresql") -> Files:
    """A project with these (SQL, structure) in the journal's layout."""
    files: Files = {
        "package.json": '{"devDependencies": {"drizzle-kit": "0.31.4"}}',
        "drizzle.config.ts": CONFIG.replace("DIALECT", dialect),
        "schema.ts": "",
    }
    entries = []
    for idx, (sql, kinds) in enumerate(migrations):
        tag = f"{idx:04}_m"
        files[f"drizzle/{tag}.sql"] = sql
        files[f"drizzle/meta/{idx:04}_snapshot.json"] = json.dumps(
            {
                "id": f"id-{idx}",
                "prevId": f"id-{idx - 1}" if idx else ORIGIN,
                "version": "7",
                "dialect": "sqlite" if dialect == "turso" else dialect,
                **kinds,
            }
        )
        entries.append({"idx": idx, "when": 1_700_000_000_123 + idx, "tag": tag})
    journal = {"version": "7", "dialect": dialect, "entries": entries}
    files["drizzle/meta/_journal.json"] = json.dumps(journal)
    return files


def kinds(dialect: str = "postgresql", **columns: dict[str, Any]) -> dict[str, Any]:
    key = "public.p" if dialect == "postgresql" else "p"
    return {"tables": {key: table(**columns)}}


def judged(
    before: Files,
    after: Files,
    base: Files | None = None,
    whole: bool = False,
    facts: Facts | None = None,
    policy: str = "",
) -> list[Finding | Note]:
    change = Change(
        MemoryTree({} if whole else before),
        MemoryTree(after),
        MemoryTree(before if base is None else base),
        "everything" if whole else "staged",
    )
    subject = Subject(change, Policy.parse(policy.encode()), facts or Facts())
    return [one for one in check(subject) if isinstance(one, Note) or one.rule.startswith("sql-")]


def said(before: Files, after: Files, base: Files | None = None, whole: bool = False) -> list[str]:
    return [
        f"{one.rule} {one.severity}: {one.message}" if isinstance(one, Finding) else one.message
        for one in judged(before, after, base, whole)
    ]


INIT = 'CREATE TABLE "p" (\n\t"id" integer PRIMARY KEY NOT NULL\n);\n'
ONE = history((INIT, kinds()))
MORE = kinds(body=TEXT)


def added(sql: str, own: dict[str, Any] | None = None, dialect: str = "postgresql") -> Files:
    quoted = INIT if dialect == "postgresql" else INIT.replace('"', "`")
    return history((quoted, kinds(dialect)), (sql, own or MORE), dialect=dialect)


def test_sql_that_says_what_its_snapshot_says() -> None:
    assert said({}, ONE) == []
    assert said(ONE, added('ALTER TABLE "p" ADD COLUMN "body" text;')) == []


def test_a_column_that_the_sql_lacks() -> None:
    found = judged(ONE, added('ALTER TABLE "p" ADD COLUMN "bdy" text;'))
    adds, lacks = (one for one in found if isinstance(one, Finding))
    assert lacks.message == (
        'its snapshot has column "body" text of table "p", and the SQL doesn\'t add it'
    )
    assert lacks.refuses
    assert lacks.details == 'ALTER TABLE "p" ADD COLUMN "body" text;'
    assert "put that statement into drizzle/0001_m.sql" in lacks.remedy
    assert adds.message == 'the SQL adds column "bdy" text of table "p", and its snapshot lacks it'
    assert not adds.refuses


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            'ALTER TABLE "p" ADD COLUMN "body" varchar(10);',
            (
                'sql-differs refuse: its snapshot has column "body" of table "p" with type text,'
                " and the SQL makes it varchar(10)"
            ),
        ),
        (
            'ALTER TABLE "p" ADD COLUMN "body" text NOT NULL;',
            (
                'sql-differs refuse: its snapshot has column "body" of table "p" null,'
                " and the SQL leaves it not null"
            ),
        ),
        (
            'ALTER TABLE "p" ADD COLUMN "body" text DEFAULT \'\';',
            (
                'sql-differs report: its snapshot has column "body" of table "p" with default none,'
                " and the SQL makes it ''"
            ),
        ),
        (
            'ALTER TABLE "p" ADD COLUMN "body" text; DROP TABLE "p";',
            'sql-lacks refuse: its snapshot keeps table "p", and the SQL drops it',
        ),
        (
            'ALTER TABLE "p" ADD COLUMN "body" text; CREATE INDEX "i" ON "p" ("body");',
            'sql-adds report: the SQL adds index "i" of table "p" (body), and its snapshot lacks it',
        ),
        ('ALTER TABLE "p" ADD COLUMN IF NOT EXISTS "body" text;', None),
        ('ALTER TABLE "p" ADD COLUMN "body" text; CREATE INDEX ON "p" (lower("body"));', None),
        ('ALTER TABLE "p" ADD COLUMN "body" text; CREATE EXTENSION pg_trgm;', None),
        (
            (
                'DO $$ BEGIN ALTER TABLE "p" ADD COLUMN "body" text;'
                " EXCEPTION WHEN duplicate_column THEN null; END $$;"
            ),
            None,
        ),
        (
            "DO $$ BEGIN EXECUTE 'ALTER TABLE p ADD ' || quote_ident('body') || ' text'; END $$;",
            (
                'drizzle/0001_m.sql: "p" isn\'t compared with the snapshot: statements about it'
                " can't be read"
            ),
        ),
    ],
)
def test_what_the_sql_says_otherwise(sql: str, told: str | None) -> None:
    assert said(ONE, added(sql)) == ([told] if told else [])


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "turso"])
def test_the_other_engines(dialect: str) -> None:
    init = history((INIT.replace('"', "`"), kinds(dialect)), dialect=dialect)
    own = kinds(dialect, body=TEXT)
    assert said(init, added("ALTER TABLE `p` ADD `body` text;", own, dialect)) == []
    assert said(init, added("SELECT 1;", own, dialect)) == [
        (
            'sql-lacks refuse: its snapshot has column "body" text of table "p",'
            " and the SQL doesn't add it"
        )
    ]
    assert said(init, added("ALTER TABLE `p` ADD `body` blob;", own, dialect)) == [
        (
            'sql-differs refuse: its snapshot has column "body" of table "p" with type text,'
            " and the SQL makes it blob"
        )
    ]


def test_what_was_to_be_dropped() -> None:
    two = added('ALTER TABLE "p" ADD COLUMN "body" text;')
    kept = history(
        (INIT, kinds()), ('ALTER TABLE "p" ADD COLUMN "body" text;', MORE), ("", kinds())
    )
    assert said(two, kept) == [
        (
            'sql-lacks refuse: its snapshot no longer has column "body" of table "p",'
            " and the SQL doesn't drop it"
        )
    ]
    (one,) = judged(two, kept)
    assert isinstance(one, Finding)
    assert one.details == 'ALTER TABLE "p" DROP COLUMN "body";'


def test_what_a_snapshot_lost_is_not_dropped_to_please_it() -> None:
    sql = 'ALTER TABLE "p" ADD COLUMN "body" text;'
    two = history((INIT, kinds()), (sql, MORE))
    lost = history((INIT, kinds()), (sql, MORE), ("SELECT 1;", kinds()))
    (one,) = judged(two, lost)
    assert isinstance(one, Finding)
    first = Remedy.of(one.remedy)
    (second,) = first.alternatives
    assert first.words == "have 0002_m made again: the schema says whether it is dropped"
    assert first.commands[0].argv == ("git", "rm", "-rf", "drizzle/0002_m.sql")
    assert not first.edits
    assert second.words.startswith("if the schema no longer has it, ")


def relinked(files: Files, number: str, **head: str) -> Files:
    """The same with other ids in one snapshot."""
    path = f"drizzle/meta/{number}_snapshot.json"
    return {**files, path: json.dumps({**json.loads(files[path]), **head})}


def test_what_follows_on_a_pulled_snapshot_is_compared_with_it() -> None:
    pulled = relinked(history(("/* pulled */", MORE)), "0000", id=ORIGIN, prevId="")
    more = kinds(body=TEXT, note=TEXT)
    for sql, told in (
        ('ALTER TABLE "p" ADD COLUMN "note" text;', []),
        ("SELECT 1;", ["sql-lacks refuse"]),
        ('CREATE TABLE "p" ("id" integer PRIMARY KEY, "body" text);', ["sql-lacks refuse"]),
    ):
        both = history(("/* pulled */", MORE), (sql, more))
        both = relinked(both, "0000", id=ORIGIN, prevId="")
        both = relinked(both, "0001", prevId=ORIGIN)
        assert [one[:16] for one in said(pulled, both)] == told


def test_a_snapshot_that_names_an_older_parent_is_compared_with_what_ran_before_it() -> None:
    sql = 'ALTER TABLE "p" ADD COLUMN "body" text;'
    more = kinds(body=TEXT, note=TEXT)
    two = history((INIT, kinds()), (sql, MORE))
    for last, told in (
        ('ALTER TABLE "p" ADD COLUMN "note" text;', []),
        ("SELECT 1;", ["sql-lacks refuse"]),
    ):
        forked = history((INIT, kinds()), (sql, MORE), (last, more))
        forked = relinked(forked, "0002", prevId="id-0")
        assert [one[:16] for one in said(two, forked)] == told


def test_snapshots_that_share_an_id_are_each_read() -> None:
    sql = 'ALTER TABLE "p" ADD COLUMN "body" text;'
    more = kinds(body=TEXT, note=TEXT)
    two = history((INIT, kinds()), (sql, MORE))
    copied = history(
        (INIT, kinds()), (sql, MORE), ('ALTER TABLE "p" ADD COLUMN "note" text;', more)
    )
    copied = relinked(copied, "0001", id="id-0", prevId=ORIGIN)
    copied = relinked(copied, "0002", prevId="id-0")
    assert said(relinked(two, "0001", id="id-0", prevId=ORIGIN), copied) == []


def enums(*values: str) -> dict[str, Any]:
    return {"enums": {"public.m": {"name": "m", "schema": "public", "values": list(values)}}}


@pytest.mark.parametrize(
    ("kit", "sql", "after", "told"),
    [
        ("0.31.4", "SELECT 1", ("a", "b"), "sql-lacks refuse: its snapshot has 'b' in enum \"m\", and the SQL doesn't add it"),
        ("0.31.4", "ALTER TYPE m ADD VALUE 'b'", ("b", "a"),
         "sql-differs refuse: its snapshot has enum \"m\" in the order 'b', 'a', and the SQL makes it 'a', 'b'"),
        ("0.21.4", "ALTER TYPE m ADD VALUE 'b'", ("b", "a"),
         "sql-differs report: its snapshot has enum \"m\" in the order 'b', 'a', and the SQL makes it 'a', 'b'"),
        ("0.31.4", "ALTER TYPE m ADD VALUE 'b'; ALTER TYPE m ADD VALUE 'c'", ("a", "b"),
         "sql-adds report: the SQL adds 'c' to enum \"m\", and its snapshot lacks it"),
        ("0.31.4", "ALTER TYPE m ADD VALUE 'b' BEFORE 'a'", ("b", "a"), None),
    ],
)  # fmt: skip
def test_the_values_of_an_enum(
    kit: str, sql: str, after: tuple[str, ...], told: str | None
) -> None:
    first = ("CREATE TYPE m AS ENUM ('a')", enums("a"))
    package: Files = {"package.json": json.dumps({"devDependencies": {"drizzle-kit": kit}})}
    found = said({**history(first), **package}, {**history(first, (sql, enums(*after))), **package})
    assert found == ([told] if told else [])


def test_a_snapshot_that_catches_up_with_sql_that_was_run_before() -> None:
    custom = ('ALTER TABLE "p" ADD COLUMN "body" text;', kinds())
    before = history((INIT, kinds()), custom)
    after = history((INIT, kinds()), custom, ("-- is there\nSELECT 1;", MORE))
    assert said(before, after) == []


def test_what_is_released_is_not_refused_again() -> None:
    wrong = added("SELECT 1;")
    more = ('ALTER TABLE "p" ADD COLUMN "x" text;', kinds(body=TEXT, x=TEXT))
    after = history((INIT, kinds()), ("SELECT 1;", MORE), more)
    assert said(wrong, after) == []
    inherited = judged(wrong, after, ONE)
    assert [one.inherited for one in inherited if isinstance(one, Finding)] == [True]
    (standing,) = judged({}, after, {}, whole=True)
    assert isinstance(standing, Finding)
    assert standing.refuses
    assert standing.path == "drizzle/0001_m.sql"
    (past,) = judged(after, after, None, whole=True)
    assert isinstance(past, Finding)
    assert "put what is missing into a new migration" in past.remedy


def test_what_released_sql_adds_is_counted_where_everything_is_judged() -> None:
    files = added('ALTER TABLE "p" ADD COLUMN "body" text, ADD COLUMN "x" text;')
    (one,) = judged(files, files, files, whole=True)
    assert isinstance(one, Finding)
    assert (one.rule, one.released, one.inherited) == ("sql-adds", True, True)


def test_what_a_later_migration_put_right_is_not_refused_of_the_whole() -> None:
    mended = ('ALTER TABLE "p" ADD COLUMN "body" text;', MORE)
    after = history((INIT, kinds()), ("SELECT 1;", MORE), mended)
    assert [one for one in said({}, after, {}, whole=True) if "lacks refuse" in one] == []


def test_sql_that_is_edited_on_the_branch() -> None:
    good = added('ALTER TABLE "p" ADD COLUMN "body" text;')
    assert [one[:16] for one in said(good, added("SELECT 1;"), ONE)] == ["sql-lacks refuse"]


def test_what_pull_writes_is_not_compared() -> None:
    assert said({}, history(("/* CREATE TABLE p (id int); */", MORE))) == []


def test_a_snapshot_without_its_parent_is_not_compared() -> None:
    files = added("SELECT 1;")
    text = files["drizzle/meta/0001_snapshot.json"]
    assert isinstance(text, str)
    files["drizzle/meta/0001_snapshot.json"] = text.replace('"id-0"', '"id-9"')
    assert not [one for one in said(ONE, files) if one.startswith("sql-")]


def test_the_layout_of_1_0() -> None:
    row = {"entityType": "columns", "schema": "public", "table": "p"}
    tables = [
        {"entityType": "tables", "schema": "public", "name": "p", "isRlsEnabled": False},
        {**row, "name": "id", "type": "integer", "notNull": True},
    ]
    more = [*tables, {**row, "name": "body", "type": "text", "notNull": False}]
    files: Files = {"drizzle.config.ts": CONFIG.replace("DIALECT", "postgresql"), "schema.ts": ""}
    head = {"version": "8", "dialect": "postgres"}
    first = {"id": "a", "prevIds": [ORIGIN], "ddl": tables, **head}
    files["drizzle/20260101000000_a/snapshot.json"] = json.dumps(first)
    files["drizzle/20260101000000_a/migration.sql"] = 'CREATE TABLE "p" ("id" integer NOT NULL);'
    second = {"id": "b", "prevIds": ["a"], "ddl": more, **head}
    after = {**files, "drizzle/20260102000000_b/snapshot.json": json.dumps(second)}
    sql = "drizzle/20260102000000_b/migration.sql"
    assert said(files, {**after, sql: 'ALTER TABLE "p" ADD COLUMN "body" text;'}) == []
    assert [one[:16] for one in said(files, {**after, sql: "SELECT 1;"})] == ["sql-lacks refuse"]


def test_a_diff_is_compared_with_what_its_chain_adds_up_to() -> None:
    row = {"entityType": "columns", "schema": "public", "table": "p"}
    tables = [
        {"entityType": "tables", "schema": "public", "name": "p", "isRlsEnabled": False},
        {**row, "name": "id", "type": "integer", "notNull": True},
    ]
    head = {"version": "9", "dialect": "postgres"}
    first = {"id": "a", "prevIds": [ORIGIN], "type": "base", "ddl": tables, **head}
    body = {**row, "name": "body", "type": "text", "notNull": False}
    deltas = [{"op": "create", "row": body}]
    second = {"id": "b", "prevIds": ["a"], "type": "diff", "deltas": deltas, **head}
    files: Files = {"drizzle.config.ts": CONFIG.replace("DIALECT", "postgresql"), "schema.ts": ""}
    files["drizzle/20260101000000_a/snapshot.json"] = json.dumps(first)
    files["drizzle/20260101000000_a/migration.sql"] = 'CREATE TABLE "p" ("id" integer NOT NULL);'
    after = {**files, "drizzle/20260102000000_b/snapshot.json": json.dumps(second)}
    sql = "drizzle/20260102000000_b/migration.sql"
    assert said(files, {**after, sql: 'ALTER TABLE "p" ADD "body" text;'}) == []
    assert [one[:16] for one in said(files, {**after, sql: "SELECT 1;"})] == ["sql-lacks refuse"]


def test_it_is_read_once() -> None:
    facts = Facts()
    after = added("SELECT 1;")
    first = judged(ONE, after, facts=facts)
    assert first == judged(ONE, after, facts=facts)
    assert len(first) == 1


def two_columns(dialect: str, **own: Any) -> dict[str, Any]:
    return kinds(dialect, body={**TEXT, **own})


@pytest.mark.parametrize(
    ("dialect", "first", "then", "sql"),
    [
        # drizzle-kit 0.31 writes no SET DEFAULT for a default that JavaScript takes for false.
        ("postgresql", {"type": "text"}, {"type": "integer", "default": 0},
         'ALTER TABLE "p" ALTER COLUMN "body" SET DATA TYPE integer;'),
        ("mysql", {"type": "int", "default": 0}, {"type": "bigint", "default": 0},
         "ALTER TABLE `p` MODIFY COLUMN `body` bigint;"),
        # Betas of 1.0 forgot an empty default.
        ("postgresql", {"type": "jsonb", "default": "'{}'"}, {"type": "jsonb"}, "SELECT 1;"),
    ],
)  # fmt: skip
def test_what_drizzle_kit_itself_leaves_out_is_reported(
    dialect: str, first: dict[str, Any], then: dict[str, Any], sql: str
) -> None:
    quoted = INIT if dialect == "postgresql" else INIT.replace('"', "`")
    default = f" DEFAULT {first['default']}" if "default" in first else ""
    column = f"body {first['type']}{default}"
    init = quoted.replace("NOT NULL\n", f"NOT NULL, {column}\n")
    one = (init, two_columns(dialect, **first))
    before = history(one, dialect=dialect)
    after = history(one, (sql, two_columns(dialect, **then)), dialect=dialect)
    assert [each[:18] for each in said(before, after)] == ["sql-differs report"]


def test_actions_that_sqlite_is_not_told_with_a_new_column_are_reported() -> None:
    key = {
        "name": "fk", "tableFrom": "p", "tableTo": "p", "columnsFrom": ["body"],
        "columnsTo": ["id"], "onDelete": "cascade", "onUpdate": "no action",
    }  # fmt: skip
    own = kinds("sqlite", body={**TEXT, "type": "integer"})
    own["tables"]["p"]["foreignKeys"] = {"fk": key}
    before = history((INIT.replace('"', "`"), kinds("sqlite")), dialect="sqlite")
    told = [
        said(before, added(f"ALTER TABLE `p` ADD `body` integer REFERENCES p(id){action};", own, "sqlite"))
        for action in ("", " ON DELETE cascade", " ON DELETE set null")
    ]  # fmt: skip
    assert [[one[:18] for one in each] for each in told] == [
        ["sql-differs report"],
        [],
        ["sql-differs refuse"],
    ]


@pytest.mark.parametrize(
    "sql",
    [
        (
            "CREATE PROCEDURE a() BEGIN ALTER TABLE p ADD body text; END;"
            "--> statement-breakpoint\nCALL a();"
        ),
        (
            "SET @s = 'ALTER TABLE p ADD body text';--> statement-breakpoint\nPREPARE q FROM @s;"
            "--> statement-breakpoint\nEXECUTE q;"
        ),
    ],
)
def test_mysql_code_that_is_run_is_not_compared(sql: str) -> None:
    before = history((INIT.replace('"', "`"), kinds("mysql")), dialect="mysql")
    assert said(before, added(sql, kinds("mysql", body=TEXT), "mysql")) == [
        (
            'drizzle/0001_m.sql: "p" isn\'t compared with the snapshot: statements about it'
            " can't be read"
        )
    ]


def test_a_function_that_the_file_makes_and_calls_is_read() -> None:
    sql = (
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS"
        " $$ BEGIN ALTER TABLE p ADD body text; END $$; SELECT f();"
    )
    assert said(ONE, added(sql)) == []


def test_the_policy_makes_more_of_what_the_sql_adds() -> None:
    from forge_migrations.checks.ruling import ruled

    sql = 'ALTER TABLE "p" ADD COLUMN "body" text, ADD COLUMN "x" text;'
    change = Change(MemoryTree(ONE), MemoryTree(added(sql)), MemoryTree(ONE), "staged")
    subject = Subject(change, Policy.parse(b'[rules]\nsql-adds = "refuse"\n'))
    found = [one for one in check(subject) if isinstance(one, Finding)]
    assert [one.severity for one in ruled(found, subject) if isinstance(one, Finding)] == ["refuse"]


@pytest.mark.parametrize(
    ("written", "refused"),
    [("((id > 0) or (id < 9)) and id <> 5", False), ("id > 0 or (id < 9 and id <> 5)", True)],
)
def test_brackets_of_a_check_that_take_others_together(written: str, refused: bool) -> None:
    own = kinds()
    condition = "(id > 0 or id < 9) and id <> 5"
    own["tables"]["public.p"]["checkConstraints"] = {"c": {"name": "c", "value": condition}}
    sql = f'ALTER TABLE "p" ADD CONSTRAINT "c" CHECK ({written});'
    found = said(ONE, added(sql, own))
    assert [one.partition(":")[0] for one in found] == ["sql-differs refuse"] * refused


def without(files: Files, *names: str) -> Files:
    return {path: data for path, data in files.items() if not path.endswith(names)}


def test_a_snapshot_whose_parent_is_gone_is_said_not_to_be_compared() -> None:
    third = ('ALTER TABLE "p" ADD COLUMN "x" text;', kinds(body=TEXT, x=TEXT))
    second = ('ALTER TABLE "p" ADD COLUMN "body" text;', MORE)
    two = without(history((INIT, kinds()), second), "0001_snapshot.json")
    three = without(history((INIT, kinds()), second, third), "0001_snapshot.json")
    note = "drizzle/0002_m.sql: not compared with its snapshot: the one that it descends from isn't there"
    assert said(two, three) == [note]
    assert said(three, three) == []
    assert said({}, three, whole=True) == [note]


def test_a_broken_chain_says_it_already() -> None:
    files = added('ALTER TABLE "p" ADD COLUMN "body" text;')
    path = "drizzle/meta/0001_snapshot.json"
    files[path] = str(files[path]).replace('"id-0"', '"id-9"')
    assert said(ONE, files) == []


def without_snapshot(files: Files, number: int) -> Files:
    """The same history; what descends from the snapshot that goes descends from the one before it."""
    left = {path: text for path, text in files.items() if f"{number:04}_snapshot" not in path}
    following = f"drizzle/meta/{number + 1:04}_snapshot.json"
    snapshot = json.loads(left[following])
    return {**left, following: json.dumps({**snapshot, "prevId": f"id-{number - 1}"})}


BY_HAND = history(
    (INIT, kinds()),
    ('ALTER TABLE "p" ADD COLUMN "body" varchar(20);', MORE),
    ('ALTER TABLE "p" ADD COLUMN IF NOT EXISTS "body" text;', MORE),
)


def test_what_sql_without_a_snapshot_made_otherwise_is_told_over_the_whole_history() -> None:
    (found,) = judged({}, without_snapshot(BY_HAND, 1), whole=True)

    assert isinstance(found, Finding)
    assert (found.rule, found.severity, found.path) == (
        "sql-differs",
        "report",
        "drizzle/0002_m.sql",
    )
    assert found.message.startswith('over the whole history: its snapshot has column "body"')
    assert "with type text, and the SQL makes it varchar(20)" in found.message
    assert "drizzle-kit generate --custom" in found.remedy


def test_a_history_that_makes_what_its_newest_snapshot_has_says_nothing() -> None:
    right = history(
        (INIT, kinds()),
        ('ALTER TABLE "p" ADD COLUMN "body" varchar(20);', MORE),
        ('ALTER TABLE "p" ALTER COLUMN "body" SET DATA TYPE text;', MORE),
    )
    assert said({}, without_snapshot(right, 1), whole=True) == []


def test_tables_that_were_there_before_a_pulled_first_migration_are_no_lack() -> None:
    pulled = history(
        ("-- Current sql file was generated after introspecting the database\n/*\n*/", kinds()),
        ('ALTER TABLE "p" ADD COLUMN "body" varchar(20);', MORE),
        ('ALTER TABLE "p" ADD COLUMN "body" text;', MORE),
    )
    found = said({}, without_snapshot(pulled, 1), whole=True)
    assert [line for line in found if '"id"' in line or "table" not in line] == []


def sequence(**words: Any) -> dict[str, Any]:
    return {
        "sequences": {"public.no": {"name": "no", "schema": "public", "increment": "1", **words}}
    }


def test_a_sequence_that_no_longer_starts_anew_is_told_with_what_to_write() -> None:
    before = history(("CREATE SEQUENCE no CYCLE;", sequence(cycle=True)))
    sql = 'ALTER SEQUENCE "public"."no" INCREMENT BY 1 CACHE 2;'  # as drizzle-kit writes it
    after = history(("CREATE SEQUENCE no CYCLE;", sequence(cycle=True)), (sql, sequence(cache="2")))
    (told,) = [one for one in judged(before, after) if isinstance(one, Finding)]
    assert told.severity == "report"
    assert told.details == 'ALTER SEQUENCE "no" INCREMENT BY 1 CACHE 2 NO CYCLE;'
    whole = f"{sql}\n{told.details}"
    assert said(before, history(("CREATE SEQUENCE no CYCLE;", sequence(cycle=True)),
                                (whole, sequence(cache="2")))) == []  # fmt: skip
    lost = history(("CREATE SEQUENCE no;", sequence(cycle=True)))
    assert said({}, lost) == [
        'sql-differs refuse: its snapshot has sequence "no" with options cycle yes, and the SQL makes it none'
    ]


def test_what_databases_have_beside_the_snapshots_is_declared_generated_and_not_made_again() -> (
    None
):
    sql = 'CREATE TABLE "q" ("id" integer);'
    (one,) = [one for one in judged({}, history((f"{INIT}{sql}", kinds())), whole=True) if isinstance(one, Finding)][:1]  # fmt: skip
    assert isinstance(one.remedy, Remedy)
    assert "declare it in the schema" in one.remedy
    files = added(f"{sql}", kinds())
    told = [one for one in judged(files, files, whole=True) if isinstance(one, Finding)]
    remedies = {one.remedy for one in told if one.rule == "sql-adds"}
    (said_of_it,) = remedies
    assert said_of_it == (
        "declare it in the schema, have a migration made, and delete from it what databases have: "
        "npx drizzle-kit generate --name catch_up; or have a new migration drop it: "
        "npx drizzle-kit generate --custom --name catch_up"
    )
