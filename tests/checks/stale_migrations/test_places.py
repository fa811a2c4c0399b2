"""Where a person has to type."""

from __future__ import annotations

import pytest

from checks.states import content
from checks.states import project
from checks.states import states
from forge_migrations.checks.stale_migrations.places import place_of
from forge_migrations.drizzle.history.snapshot_words import described

OLD = content(users=("id",))
NEW = content(users=("id", "full_name"))
FIRST = ("0000_a", "CREATE TABLE users (id text);", OLD)
BASE = project(FIRST)
SCHEMA = 'sqliteTable("users", {\n  id: text(),\n  fullName: text("full_name"),\n});\n'
DECLARED = f"export const users = {SCHEMA}"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nfullName", 2), ("a\n\nfull_name", 3), ("fullNames\nfull_name2", 1), ("", 1)],
)
def test_the_place_is_the_line_that_names_it_in_either_spelling(text: str, line: int) -> None:
    state = states(BASE, BASE | {"src/schema.ts": text}, OLD, NEW)
    assert place_of(state, described(OLD, NEW)) == ("src/schema.ts", line)


def test_where_no_schema_file_changed_the_place_is_the_config() -> None:
    state = states(BASE, BASE, OLD, NEW, files=("src/schema.ts",))
    assert place_of(state, described(OLD, NEW)) == ("drizzle.config.ts", 1)


def test_the_place_is_the_file_that_declares_the_table_and_no_barrel() -> None:
    barrel = (
        'import { fullName } from "./x";\n// fullName, at last\nexport * from "./tables/users";\n'
    )
    after = BASE | {"src/schema.ts": barrel, "src/tables/users.ts": f"// full_name\n{DECLARED}"}
    before = after | {"src/tables/users.ts": DECLARED.replace("full_name", "x")}
    for was in (before, BASE):
        state = states(was, after, OLD, NEW, files=("src/schema.ts", "src/tables/users.ts"))
        assert place_of(state, described(OLD, NEW)) == ("src/tables/users.ts", 4)


def test_a_column_of_the_same_name_in_another_table_is_not_the_place() -> None:
    other = DECLARED.replace("users", "people")
    after = BASE | {"src/schema.ts": f"{other}\n{DECLARED}"}
    state = states(BASE, after, OLD, NEW)
    assert place_of(state, described(OLD, NEW)) == ("src/schema.ts", 8)


def test_what_went_is_told_where_its_table_is_declared() -> None:
    after = BASE | {
        "src/schema.ts": "//\n" + DECLARED.replace('  fullName: text("full_name"),\n', "")
    }
    assert place_of(states(BASE, after, NEW, OLD), described(NEW, OLD)) == ("src/schema.ts", 2)
