from __future__ import annotations

import json

import pytest

from checks.histories import Files
from checks.histories import sides
from forge_migrations.checks.migration_history.released import FEW
from forge_migrations.checks.migration_history.released import against_released
from forge_migrations.checks.migration_history.violation import Violation

WHEN = 1_700_000_000_123


def files(*tags: str, dialect: str = "postgresql", since: int = 0, sql: str = "") -> Files:
    entries = [{"idx": n, "when": WHEN + since + n, "tag": tag} for n, tag in enumerate(tags)]
    made: Files = {
        "drizzle/meta/_journal.json": json.dumps({"dialect": dialect, "entries": entries})
    }
    for tag in tags:
        made[f"drizzle/{tag}.sql"] = f"CREATE TABLE {tag} (); {sql}"
        name = json.dumps({"id": tag + sql, "prevId": "x", "version": "7"})
        made[f"drizzle/meta/{tag.split('_')[0]}_snapshot.json"] = name
    return made


def found(base: Files, after: Files) -> list[Violation]:
    return list(against_released(sides(base, after)))


ON_TOP = "a database that has run them runs the new ones on top, and fails"
SKIPPED = (
    "a database that has run them skips the new ones, and one that has run only some of them never"
    " gets the rest"
)
NINE = tuple(f"{n:04}_m" for n in range(9))


def test_what_is_added_is_no_violation() -> None:
    assert found(files(*NINE[:2]), files(*NINE[:3])) == []
    assert found({}, files(*NINE)) == []


def test_a_journal_that_cannot_be_read_is_said_elsewhere() -> None:
    assert found(files(*NINE), files(*NINE) | {"drizzle/meta/_journal.json": "{"}) == []


def test_each_of_a_few_deleted_migrations_is_told_with_what_takes_it_back() -> None:
    gone = found(files(*NINE), files(*NINE[:-FEW]))
    assert [(one.rule, one.key) for one in gone] == [
        ("released-deleted", tag) for tag in NINE[-FEW:]
    ]
    assert gone[0].remedy.endswith(
        "git checkout HEAD -- drizzle/0006_m.sql drizzle/meta/0006_snapshot.json"
        " drizzle/meta/_journal.json"
    )


def test_more_deleted_migrations_are_one_violation() -> None:
    [one] = found(files(*NINE), files(*NINE[: -FEW - 1]))
    assert one.message.startswith("deletes 4 released migrations, 0005_m to 0008_m:")


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ({"drizzle/schema.ts": ""}, "deletes all 9 released migrations of drizzle"),
        (files(*NINE[:2]), "deletes 7 of the 9 released migrations of drizzle"),
        (files("0000_all", since=99, sql="x"),
         f"squashes 9 released migrations of drizzle into 0000_all: {ON_TOP}"),
        (files("0000_all", since=-99, sql="x"),
         f"squashes 9 released migrations of drizzle into 0000_all: {SKIPPED}"),
        (files(*(f"{n:04}_other" for n in range(9)), since=99, sql="x"),
         f"replaces all 9 released migrations of drizzle by 9, 0000_other to 0008_other: {ON_TOP}"),
    ],
)  # fmt: skip
def test_a_reset_is_one_violation(after: Files, message: str) -> None:
    [one] = found(files(*NINE), after)
    assert (one.rule, one.message, one.severity) == ("history-reset", message, "refuse")
    new = [path for path in after if path.endswith("0000_all.sql")]
    removed = f"git rm -rf {new[0]} && " if new else ""
    if "_other" not in message:
        taken = f"take them back: {removed}git checkout HEAD -- drizzle; "
        assert one.remedy.startswith(taken)
    assert "forge-migrations baseline" in one.remedy


def test_a_reset_for_another_engine_is_only_reported() -> None:
    [one] = found(files(*NINE), files("0000_x", dialect="sqlite", since=9, sql="x"))
    assert one.severity == "report"
    assert one.message.endswith("for sqlite in the place of postgresql")


@pytest.mark.parametrize(
    ("since", "sql", "effect"),
    [
        (9, "", " and dates it 2023-11-14 22:13 UTC: every database that has run it runs it again"),
        (0, "x", " with other SQL, which no database that has run it will run"),
        (0, "", ": no database notices, for the migrator goes by the date"),
    ],
)
def test_a_renamed_migration_is_told_with_its_effect(since: int, sql: str, effect: str) -> None:
    base, after = files("0000_a"), files("0000_b", since=since, sql=sql)
    if not sql:
        after["drizzle/0000_b.sql"] = base["drizzle/0000_a.sql"]
    [one] = found(base, after)
    assert one.rule == "released-renamed"
    assert one.message == f"renames released migration 0000_a to 0000_b{effect}"


@pytest.mark.parametrize(("now", "what"), [(None, "deletes"), ("SELECT 2;", "edits")])
def test_a_released_file_that_never_ran_is_only_reported(now: str | None, what: str) -> None:
    base = files("0000_a") | {"drizzle/0001_lost.sql": "SELECT 1;"}
    after = files("0000_a") | ({} if now is None else {"drizzle/0001_lost.sql": now})
    [one] = found(base, after)
    assert (one.rule, one.severity) == ("released-orphan", "report")
    assert one.message.startswith(f"{what} 0001_lost.sql, which is released but has no entry")


def test_a_released_file_that_stays_or_comes_into_the_journal_is_in_order() -> None:
    lost: Files = {"drizzle/0001_lost.sql": "SELECT 1;"}
    assert found(files("0000_a") | lost, files("0000_a") | lost) == []
    assert found(files("0000_a") | lost, files("0000_a", "0001_lost")) == []
