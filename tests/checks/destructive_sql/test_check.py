"""The check over histories in memory: what is new is judged, with the earlier ones as context."""

from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.destructive_sql.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.findings import Note

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };'


def tree(
    *migrations: str, dialect: str = "postgresql", uses: str = "", breakpoints: bool = True
) -> MemoryTree:
    """A project whose history holds these migrations, and whose package.json names a driver."""
    entries = [
        {
            "idx": at,
            "version": "7",
            "when": 1000 + at,
            "tag": f"{at:04}_m",
            "breakpoints": breakpoints,
        }
        for at in range(len(migrations))
    ]
    journal = {"version": "7", "dialect": dialect, "entries": entries}
    config = CONFIG.replace("postgresql", dialect)
    files = {"drizzle.config.ts": config, "drizzle/meta/_journal.json": json.dumps(journal)}
    if uses:
        files["package.json"] = json.dumps({"dependencies": {uses: "1"}})
    for at, sql in enumerate(migrations):
        files[f"drizzle/{at:04}_m.sql"] = sql
    return MemoryTree(files)


def findings(
    before: MemoryTree, after: MemoryTree, base: MemoryTree | None = None, **kept: Facts | Policy
) -> list[Finding]:
    facts, policy = kept.get("facts"), kept.get("policy")
    subject = Subject(
        Change(before, after, base or before),
        policy if isinstance(policy, Policy) else None,
        facts if isinstance(facts, Facts) else None,
    )
    return [said for said in check(subject) if isinstance(said, Finding)]


CREATE = "CREATE TABLE pets (id bigint PRIMARY KEY, age int);"
DROP = "ALTER TABLE pets DROP COLUMN age;"


def test_only_the_new_migration_is_judged() -> None:
    (found,) = findings(tree(CREATE, DROP), tree(CREATE, DROP, "DROP TABLE pets;"))
    assert (found.rule, found.path, found.project) == (
        "drop-table",
        "drizzle/0002_m.sql",
        "drizzle.config.ts",
    )


def test_the_bytes_of_an_older_migration_are_judged_the_second_time() -> None:
    again = (CREATE, DROP, "ALTER TABLE pets ADD COLUMN age int;")
    (found,) = findings(tree(*again), tree(*again, DROP))
    assert (found.rule, found.path) == ("drop-column", "drizzle/0003_m.sql")


def test_a_table_that_the_base_lacks_has_no_rows_that_anybody_needs() -> None:
    assert not findings(tree(CREATE), tree(CREATE, DROP), MemoryTree({}))
    assert [f.rule for f in findings(tree(CREATE), tree(CREATE, DROP), tree(CREATE))] == [
        "drop-column"
    ]


def test_a_team_that_deploys_every_commit_can_say_so() -> None:
    policy = Policy({"pending": "commit"})
    rules = [
        f.rule for f in findings(tree(CREATE), tree(CREATE, DROP), MemoryTree({}), policy=policy)
    ]
    assert rules == ["drop-column"]


def test_a_kept_answer_is_the_same_answer() -> None:
    facts = Facts()
    before, after = tree(CREATE), tree(CREATE, DROP)
    first = findings(before, after, facts=facts)
    assert first
    assert findings(before, after, facts=facts) == first


def test_a_kept_catalog_gives_the_same_findings_as_a_replayed_one() -> None:
    facts = Facts()
    many = [CREATE, *(f"CREATE TABLE t{n} (id int PRIMARY KEY);" for n in range(30))]
    findings(tree(*many), tree(*many, "SELECT 1;"), facts=facts)
    widened = "ALTER TABLE pets ALTER COLUMN age TYPE bigint;"
    kept = findings(tree(*many), tree(*many, widened), facts=facts)
    assert kept == findings(tree(*many), tree(*many, widened))
    assert [f.rule for f in kept] == ["change-column-type"]


def test_a_severity_of_the_policy_holds() -> None:
    policy = Policy({"rules": {"drop-column": "off"}})
    assert not findings(tree(CREATE), tree(CREATE, DROP), policy=policy)


def test_a_renumbered_migration_is_not_judged_again() -> None:
    before = tree(CREATE, DROP)
    after = tree(CREATE, "CREATE TABLE toys (id int PRIMARY KEY);", DROP)
    assert not findings(before, after)


def test_the_note_says_how_much_was_understood() -> None:
    subject = Subject(Change(tree(CREATE), tree(CREATE, DROP + " FROBNICATE x;"), tree(CREATE)))
    (note,) = [said for said in check(subject) if isinstance(said, Note)]
    assert note.message == "read 2 statements of 1 migration, 1 understood"


def rules_of(*migrations: str, released: int = 1, dialect: str = "postgresql") -> list[str]:
    """What is said of the last migration, when the first ones are released; rules, sorted."""
    before, after, base = (
        tree(*migrations[:count], dialect=dialect) for count in (-1, len(migrations), released)
    )
    found = findings(before, after, base)
    return sorted({f.rule for f in found if f.path.endswith(f"{len(migrations) - 1:04}_m.sql")})


TOYS = "CREATE TABLE toys (id bigint PRIMARY KEY, label text, price int);"


@pytest.mark.parametrize(
    "later",
    [
        "ALTER TABLE toys ALTER COLUMN label SET NOT NULL;",
        "CREATE INDEX toys_label ON toys (label);",
        "CREATE UNIQUE INDEX toys_label ON toys (label);",
        "ALTER TABLE toys ADD CONSTRAINT toys_label UNIQUE (label);",
        "ALTER TABLE toys ADD CONSTRAINT toys_price CHECK (price > 0);",
        "ALTER TABLE toys DROP COLUMN label;",
        "ALTER TABLE toys RENAME COLUMN label TO title;",
        "ALTER TABLE toys RENAME TO playthings;",
        "ALTER TABLE toys ALTER COLUMN price TYPE bigint;",
        "ALTER TABLE toys ADD COLUMN maker text NOT NULL;",
        "DROP TABLE toys;",
        "ALTER TABLE toys DROP CONSTRAINT toys_pkey;",
    ],
)
def test_nothing_done_to_what_the_branch_itself_made_is_told(later: str) -> None:
    assert rules_of(CREATE, TOYS, later) == []
    assert rules_of(CREATE, TOYS, later, released=2) != []


def test_a_column_of_the_branch_on_a_released_table_may_go_again() -> None:
    add = "ALTER TABLE pets ADD COLUMN nick text;"
    assert rules_of(CREATE, add, "ALTER TABLE pets DROP COLUMN nick;") == []
    assert rules_of(CREATE, add, "ALTER TABLE pets RENAME COLUMN nick TO alias;") == []
    assert "drop-column" in rules_of(CREATE, add, "ALTER TABLE pets DROP COLUMN age;")


def test_a_new_column_of_a_released_table_is_null_in_its_rows() -> None:
    add = "ALTER TABLE pets ADD COLUMN nick text;"
    require = "ALTER TABLE pets ALTER COLUMN nick SET NOT NULL;"
    assert "set-not-null" in rules_of(CREATE, add, require)
    filled = add + " UPDATE pets SET nick = 'x';"
    assert "set-not-null" not in rules_of(CREATE, filled, require)


def test_a_released_table_stays_locked_whatever_column_is_worked_on() -> None:
    add = "ALTER TABLE pets ADD COLUMN nick text;"
    assert rules_of(CREATE, add, "CREATE INDEX pets_nick ON pets (nick);") == [
        "create-index-blocking"
    ]
    widened = "ALTER TABLE pets ALTER COLUMN nick TYPE integer USING nick::integer;"
    assert "change-column-type" in rules_of(CREATE, add, widened)


def test_rows_that_the_branch_moved_are_told_once_what_they_came_from_is_gone() -> None:
    moved = TOYS + " INSERT INTO toys SELECT id, 'x', age FROM pets;"
    drop = "DROP TABLE toys;"
    assert rules_of(CREATE, moved, drop) == []
    assert rules_of(CREATE, moved + " DROP TABLE pets;", drop) == ["drop-table"]
    require = "ALTER TABLE toys ALTER COLUMN label SET NOT NULL;"
    assert rules_of(CREATE, moved, require) == ["set-not-null"]


def test_a_renamed_table_is_as_old_as_it_was() -> None:
    rename = "ALTER TABLE pets RENAME TO animals;"
    assert "drop-table" in rules_of(CREATE, rename, "DROP TABLE animals;")


def test_a_table_that_the_branch_rebuilt_holds_the_released_rows() -> None:
    rebuild = (
        "CREATE TABLE __new_pets (id integer PRIMARY KEY, age integer, nick text);\n"
        "--> statement-breakpoint\nINSERT INTO __new_pets (id, age) SELECT id, age FROM pets;\n"
        "--> statement-breakpoint\nDROP TABLE pets;\n"
        "--> statement-breakpoint\nALTER TABLE __new_pets RENAME TO pets;"
    )
    first = "CREATE TABLE pets (id integer PRIMARY KEY, age integer);"
    assert "drop-column" in rules_of(first, rebuild, DROP, dialect="sqlite")
    new = "ALTER TABLE pets DROP COLUMN nick;"
    assert "drop-column" not in rules_of(first, rebuild, new, dialect="sqlite")


def test_a_view_that_is_made_again_has_to_give_what_it_gave() -> None:
    first = CREATE + " CREATE VIEW old AS SELECT id, age FROM pets;"
    again = "DROP VIEW old; CREATE VIEW old AS SELECT id, {} FROM pets;"
    assert rules_of(first, again.format("age, age * 2 AS twice")) == []
    assert rules_of(first, again.format("age AS years")) == ["drop-object"]
    # made again by the branch, it is still the released one
    assert rules_of(first, again.format("age"), "DROP VIEW old;") == ["drop-object"]


def test_an_enum_value_of_the_branch_stands_in_no_row() -> None:
    first = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE p (id int PRIMARY KEY, m mood);"
    add = "ALTER TYPE mood ADD VALUE 'happy';"
    without = (
        "ALTER TABLE p ALTER COLUMN m SET DATA TYPE text; DROP TYPE mood;"
        "CREATE TYPE mood AS ENUM ({});"
        "ALTER TABLE p ALTER COLUMN m SET DATA TYPE mood USING m::mood;"
    )
    assert "remove-enum-value" not in rules_of(first, add, without.format("'sad', 'ok'"))
    assert "remove-enum-value" in rules_of(first, add, without.format("'ok', 'happy'"))
    mysql = "CREATE TABLE p (id int PRIMARY KEY, m enum('sad','ok'));"
    wider = "ALTER TABLE p MODIFY COLUMN m enum('sad','ok','happy');"
    back = "ALTER TABLE p MODIFY COLUMN m enum('sad','ok');"
    assert "remove-enum-value" not in rules_of(mysql, wider, back, dialect="mysql")
    assert "remove-enum-value" in rules_of(mysql, wider, back, released=2, dialect="mysql")


def test_two_sides_of_a_merge_that_made_the_same_column_are_told_from_either_side() -> None:
    ours, theirs = "ALTER TABLE pets ADD COLUMN nick text;", "ALTER TABLE pets ADD nick varchar;"
    merged = tree(CREATE, ours, theirs)
    for parent in (tree(CREATE, ours), tree(CREATE, theirs)):
        (found,) = findings(parent, merged, tree(CREATE))
        assert (found.rule, found.path) == ("already-exists", "drizzle/0002_m.sql")


def test_what_stood_twice_before_is_not_told_behind_a_new_migration() -> None:
    twice = "ALTER TABLE pets ADD COLUMN age int;"
    before = tree(CREATE, twice)
    after = tree(CREATE, "CREATE TABLE toys (id int PRIMARY KEY);", twice)
    assert findings(before, after, before) == []


TWO = "INSERT INTO pets VALUES (1);\nINSERT INTO pets VALUES (2);"


@pytest.mark.parametrize(
    ("dialect", "driver", "breakpoints", "severity"),
    [
        ("sqlite", "better-sqlite3", True, "refuse"),
        ("sqlite", "@libsql/client", True, "refuse"),
        ("sqlite", "wrangler", True, ""),
        ("sqlite", "", True, "report"),
        ("mysql", "mysql2", True, "refuse"),
        ("mysql", "mysql2", False, "report"),
        ("mysql", "", True, "report"),
        ("postgresql", "pg", True, ""),
    ],
)
def test_two_statements_in_one_piece_are_what_the_driver_makes_of_them(
    dialect: str, driver: str, breakpoints: bool, severity: str
) -> None:
    create = "CREATE TABLE pets (id int PRIMARY KEY);"
    before = tree(create, dialect=dialect, uses=driver, breakpoints=breakpoints)
    after = tree(create, TWO, dialect=dialect, uses=driver, breakpoints=breakpoints)
    found = [each for each in findings(before, after) if each.rule == "missing-breakpoint"]
    assert [each.severity for each in found] == ([severity] if severity else [])
    assert all(each.line == 2 for each in found)


def test_a_table_of_the_branch_has_no_rows_in_the_replay_either() -> None:
    first = "CREATE TABLE pets (id integer PRIMARY KEY);"
    toys = "CREATE TABLE toys (id integer PRIMARY KEY, label text);"
    parts = (
        f"{toys}\n--> statement-breakpoint\nCREATE TABLE parts (id integer PRIMARY KEY, toy integer"
        " REFERENCES toys(id) ON DELETE CASCADE);"
    )
    rebuild = (
        "CREATE TABLE __new_toys (id integer PRIMARY KEY, label text NOT NULL);\n"
        "--> statement-breakpoint\nINSERT INTO __new_toys (id, label) SELECT id, label FROM toys;\n"
        "--> statement-breakpoint\nDROP TABLE toys;\n"
        "--> statement-breakpoint\nALTER TABLE __new_toys RENAME TO toys;"
    )
    refusing = {"replay-fails", "replay-loses-rows", "rebuild-fails", "rebuild-deletes-children"}
    assert not refusing & {*rules_of(first, parts, rebuild, dialect="sqlite")}
    assert refusing & {*rules_of(first, parts, rebuild, released=2, dialect="sqlite")}


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("alter table pets\n  drop column age -- unused\n;\n", []),
        ('ALTER TABLE "pets" DROP COLUMN "age"', []),
        ("ALTER TABLE pets DROP COLUMN id;", ["drop-column"]),
    ],
)
def test_a_released_migration_in_another_spelling_is_not_judged_again(
    sql: str, rules: list[str]
) -> None:
    found = findings(tree(CREATE, DROP), tree(CREATE, sql))
    assert [each.rule for each in found if each.refuses] == rules
    later = findings(tree(CREATE, DROP), tree(CREATE, sql, "DROP TABLE pets;"))
    assert {each.path for each in later if each.refuses} >= {"drizzle/0002_m.sql"}


def test_an_unreleased_one_is_so_that_its_acknowledgements_are() -> None:
    before, after = tree(CREATE, DROP), tree(CREATE, "-- why\n" + DROP)
    assert [each.rule for each in findings(before, after, tree(CREATE))] == ["drop-column"]
