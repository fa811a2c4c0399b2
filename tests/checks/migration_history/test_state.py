from __future__ import annotations

import pytest

from forge_migrations.checks.migration_history.state import violations
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import Migration

START = 1_700_000_000_123
JOURNAL = "drizzle/meta/_journal.json"


def one(tag: str, idx: int, **more: object) -> Migration:
    made = Migration(
        tag, f"drizzle/{tag}.sql", "b", f"m/{tag}.json", "s", idx, START + idx, True, 7
    )
    return made._replace(**more)


def found(*migrations: Migration, **more: object) -> list[tuple[str, str, str]]:
    history = History("drizzle", "journal", "sqlite", migrations, journal=JOURNAL)
    state = history._replace(**more)
    return [(each.rule, each.key, each.severity) for each in violations(state, History(""), START)]


def test_numbers_that_rise_by_one_are_in_order() -> None:
    assert found(one("0000_a", 0), one("0001_b", 1)) == []
    assert found(one("20260101000000_a", 0), one("20260102000000_b", 1)) == []


@pytest.mark.parametrize(
    ("migrations", "violation"),
    [
        ((one("0000_a", 0), one("0000_a", 1, when=START + 5)), ("duplicate-tag", "0000_a", "refuse")),
        ((one("0000_a", 0), one("0000_b", 1, snapshot="m/0000_a.json")), ("duplicate-prefix", "0000_b", "refuse")),
        ((one("0000_a", 0), one("0000_b", 1)), ("duplicate-prefix", "0000_b", "report")),
        ((one("0000_a", 0), one("0001_b", 0, when=START + 5)), ("duplicate-idx", "0001_b", "refuse")),
        ((one("0000_a", 0), one("0002_b", 2)), ("idx-gap", "0002_b", "report")),
        ((one("0000_a", 0), one("0002_b", 1)), ("prefix-mismatch", "0002_b", "report")),
        ((one("_a", 0, snapshot="m/_snapshot.json"),), ("prefix-none", "_a", "refuse")),
        ((one("0000_a", 0, blob=None),), ("missing-sql", "0000_a", "refuse")),
        ((one("0000_a", 0, snapshot_blob=None),), ("missing-snapshot", "0000_a", "refuse")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_entry(
    migrations: tuple[Migration, ...], violation: tuple[str, str, str]
) -> None:
    assert violation in found(*migrations)


@pytest.mark.parametrize(
    ("field", "path", "rule"),
    [
        ("orphans", "drizzle/0003_x.sql", "orphan-sql"),
        ("stray_snapshots", "drizzle/meta/0003_snapshot.json", "orphan-snapshot"),
        ("strangers", "drizzle/meta/.DS_Store", "stray-file"),
    ],
)
def test_what_is_left_over(field: str, path: str, rule: str) -> None:
    assert found(**{field: (path,)}) == [(rule, path.rpartition("/")[2], "refuse")]


def test_a_team_whose_history_keeps_no_sql_is_only_told() -> None:
    bare = tuple(one(f"{n:04}_m", n, blob=None) for n in range(3))
    history = History("drizzle", "journal", "sqlite", bare, journal=JOURNAL)
    assert {each.severity for each in violations(history, history, START)} == {"report"}


def test_a_file_that_cannot_be_read_is_told_and_ends_what_follows_from_the_journal() -> None:
    broken = ((JOURNAL, 3, "conflict markers"),)
    assert found(one("_a", 0), broken=broken) == [("conflict-markers", "_journal.json", "refuse")]
    other = (("drizzle/meta/0000_snapshot.json", 3, "not JSON: x"),)
    assert found(one("0000_a", 0), one("0000_b", 1), broken=other) == [
        ("not-json", "0000_snapshot.json", "refuse"),
        ("duplicate-prefix", "0000_b", "report"),
    ]


def test_both_layouts_at_once_are_refused() -> None:
    assert found(one("0000_a", 0), layout="mixed") == [("mixed-layout", "", "refuse")]
