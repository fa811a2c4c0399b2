from __future__ import annotations

from checks.states import content
from checks.states import project
from checks.states import states
from forge_migrations.checks.stale_migrations.words import explained
from forge_migrations.checks.stale_migrations.words import generate_and_stage
from forge_migrations.checks.stale_migrations.words import in_words
from forge_migrations.checks.stale_migrations.words import inherited
from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.kit.bridge import Ambiguous
from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy

OLD = content(users=("id",))
FIRST = ("0000_a", "CREATE TABLE users (id text);", OLD)
BASE = project(FIRST)
SCHEMA = 'sqliteTable("users", {\n  id: text(),\n  fullName: text("full_name"),\n});\n'
NEW = content(users=("id", "full_name"))


def found(now: dict[str, object], *ambiguous: Ambiguous, **more: str) -> Finding:
    state = states(BASE, BASE | {"src/schema.ts": SCHEMA} | more, OLD, now)
    return explained(
        state, in_words(state, differences(OLD, now)), ["ALTER TABLE x; \n"], ambiguous
    )


def test_what_is_missing_is_told_where_the_schema_says_it() -> None:
    one = found(NEW)
    assert (one.rule, one.path, one.line) == ("stale", "src/schema.ts", 3)
    assert one.message == (
        'the schema adds column "full_name" text to table "users", and no migration carries it'
    )
    assert one.remedy == "run: npx drizzle-kit generate && git add drizzle"
    assert one.details == "ALTER TABLE x;"


def test_more_changes_are_counted() -> None:
    more = content(users=("id", "full_name", "age"))
    assert "and has 1 more change, and no migration" in found(more).message
    more = content(users=("id", "full_name", "age", "mail"))
    assert "and has 2 more changes, and no migration" in found(more).message


def test_a_migration_of_this_change_that_lacks_it_is_named() -> None:
    files = project(FIRST, ("0001_b", "SELECT 1;", content("b", "a", users=("id",))))
    one = found(NEW, **files | {"src/schema.ts": SCHEMA})
    assert one.message.endswith("and 0001_b doesn't carry it")


def test_a_possible_rename_has_both_answers() -> None:
    asked = Ambiguous("column", "users", ("name",), ("full_name",))
    one = found(NEW, asked)
    assert one.rule == "ambiguous-rename"
    assert one.message == (
        'column "full_name" of table "users" is new, or it is "name" renamed, and no migration'
        " carries it"
    )
    assert [" ".join(each.commands[0].argv[1:]) for each in Remedy.of(one.remedy).alternatives] == [
        "generate --create users.full_name",
        "generate --rename users.name=full_name",
    ]


def test_a_question_about_something_else_is_not_asked_here() -> None:
    asked = Ambiguous("column", "posts", ("title",), ("headline",))
    assert found(NEW, asked).rule == "stale"


def test_a_lost_export_is_told_as_one() -> None:
    declared = 'const users = sqliteTable("users", { id: text() });'
    state = states(BASE, BASE | {"src/schema.ts": declared}, OLD, content())
    one = explained(
        state, in_words(state, differences(OLD, content())), ['DROP TABLE "users";'], ()
    )
    assert (one.rule, one.message) == (
        "lost-export",
        'the schema drops table "users", and src/schema.ts:1 still declares it: it lost its export',
    )


def test_what_was_missing_before_is_inherited_and_told_short() -> None:
    state = states(BASE, BASE, NEW, NEW)
    sql = [f"SELECT {number};" for number in range(30)]
    one = inherited(state, sql, differences(OLD, NEW))
    assert one.inherited
    assert one.message.endswith("before this change: generate writes 30 statements")
    assert len(one.details.splitlines()) == 20
    assert inherited(state, sql[:1], ()).message.endswith("generate writes 1 statement")


def test_a_project_in_a_folder_is_regenerated_there_and_staged_from_the_root() -> None:
    files = {f"my db/{path}": text for path, text in BASE.items()} | {"my db/package.json": "{}"}
    assert generate_and_stage(states(files, files)) == (
        "run: (cd 'my db' && npx drizzle-kit generate) && git add 'my db/drizzle'"
    )
