from __future__ import annotations

import pytest

from checks.states import content
from checks.states import project
from checks.states import states
from forge_migrations.checks.subject.schema_states import states_of

FIRST = ("0000_a", "CREATE TABLE users (id text);", content(users=("id",)))
SECOND = (
    "0001_b",
    "CREATE TABLE posts (id text);",
    content("b", "a", users=("id",), posts=("id",)),
)
BASE = project(FIRST)


@pytest.mark.parametrize(
    ("more", "concerned"),
    [
        ({"README.md": "x"}, False),
        ({"styles.css": "x", "drizzle2/a.sql": "x"}, False),
        ({"src/page.tsx": "x"}, True),
        ({"tsconfig.json": "{}"}, True),
        ({"drizzle/0000_a.sql": "x"}, True),
    ],
)
def test_what_can_have_no_part_in_a_schema_needs_no_look(
    more: dict[str, str], concerned: bool
) -> None:
    assert states(BASE, BASE | more).concerned is concerned


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({"src/schema.ts": "x"}, True),
        ({"src/columns/id.ts": "x"}, True),
        ({"web/page.ts": "x"}, False),
        ({"web/tables.ts": 'import "drizzle-orm/pg-core";'}, True),
        ({"drizzle.config.ts": BASE["drizzle.config.ts"] + "\n"}, True),
        ({"README.md": "drizzle-orm"}, False),
    ],
)
def test_a_change_that_may_concern_the_schema_is_known_without_drizzle_kit(
    more: dict[str, str], may: bool
) -> None:
    assert states(BASE, BASE | more).may_concern_schema is may


def test_a_file_that_goes_away_may_concern_the_schema() -> None:
    with_more = BASE | {"web/tables.ts": 'import "drizzle-orm/pg-core";'}
    assert states(with_more, BASE).may_concern_schema


@pytest.mark.parametrize(
    ("after", "upon"),
    [
        (project(FIRST), False),
        (project(FIRST, SECOND), True),
        (project(FIRST, SECOND, ("0002_c", "", content("c", "b"))), True),
        (project(FIRST, ("0001_b", "", content("b", "other"))), False),
        (project(("0000_a", "", content("b", "a"))), False),
        (project(FIRST, ("0001_b", "", content("b", "b"))), False),
    ],
)
def test_a_snapshot_may_be_built_upon_the_newest_one_before(
    after: dict[str, str], upon: bool
) -> None:
    assert states(BASE, after).built_upon is upon


def test_the_newest_snapshots_are_those_of_each_side() -> None:
    found = states(BASE, project(FIRST, SECOND))
    assert (found.newest_before.path, found.newest_after.path) == (
        "drizzle/meta/0000_snapshot.json",
        "drizzle/meta/0001_snapshot.json",
    )
    assert not found.same_history
    assert states(BASE, BASE | {"README.md": ""}).same_history


def test_a_migration_without_snapshot_is_known() -> None:
    assert not states(BASE, BASE).has_by_hand
    before = project(FIRST, ("0001_hand", "SELECT 1;", None))
    assert states(before, before).has_by_hand


def test_the_project_before_is_as_its_config_said_then() -> None:
    other = BASE["drizzle.config.ts"].replace("./src/schema.ts", "./src/new.ts")
    found = states(BASE, BASE | {"drizzle.config.ts": other, "src/new.ts": ""})
    assert (found.project.schema, found.earlier.schema) == (("./src/new.ts",), ("./src/schema.ts",))
    assert states(BASE, BASE).earlier == found.earlier


def test_a_config_that_moved_is_found_by_its_folder() -> None:
    after = {path: text for path, text in BASE.items() if path != "drizzle.config.ts"}
    after["drizzle-db.config.ts"] = BASE["drizzle.config.ts"]
    assert states(BASE, after).earlier.config == "drizzle.config.ts"


def test_two_checks_of_one_run_share_their_states() -> None:
    one = states(BASE, BASE)
    assert states_of(one.subject, one.one) is one
