from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.subject import Subject

ZERO = "00000000-0000-0000-0000-000000000000"
Files = dict[str, "str | bytes"]
WRANGLER: Files = {"wrangler.toml": '[[d1_databases]]\nmigrations_dir = "d"\n'}
CONFIG: Files = {
    "drizzle.config.ts": "export default { dialect: 'sqlite', schema: './s.ts', out: './d' };",
    "package.json": '{"dependencies": {"wrangler": "4"}}',
    "s.ts": "",
}
MAKES, ADDS = "CREATE TABLE a (id integer);", "ALTER TABLE a ADD x text;"


def journaled(*whens: int) -> Files:
    """The first migration makes a table, the next ones add columns to it."""
    entries = []
    files = dict(CONFIG)
    for at, when in enumerate(whens):
        tag = f"{at:04}_m{at}"
        entries.append({"idx": at, "when": 1_700_000_000_123 + when, "tag": tag})
        files[f"d/{tag}.sql"] = MAKES if at == 0 else f"ALTER TABLE a ADD x{at} text;"
        head = {"id": f"i{at}", "prevId": f"i{at - 1}", "version": "6", "tables": {}}
        files[f"d/meta/{at:04}_snapshot.json"] = json.dumps(head)
    files["d/meta/_journal.json"] = json.dumps({"dialect": "sqlite", "entries": entries})
    return files


def folder(tag: str, sql: str, parent: str, flat: bool) -> Files:
    head = {"id": tag, "prevIds": [parent], "version": "7", "dialect": "sqlite", "ddl": []}
    path = f"d/{tag}.sql" if flat else f"d/{tag}/migration.sql"
    return {path: sql, f"d/{tag}/snapshot.json": json.dumps(head)}


def verdict(before: Files, after: Files, check: str) -> Verdict:
    was, now = MemoryTree(before), MemoryTree(after)
    return judge(Subject(Change(was, now, was), only_check=check), [check])


def refused(found: Verdict) -> list[str]:
    return [one.rule for one in found.findings if one.refuses]


def test_an_older_date_skips_nothing_where_files_are_run_by_name() -> None:
    before, after = journaled(1000), journaled(1000, 0)
    assert refused(verdict(before, after, "migration-history")) == ["out-of-order"]
    assert refused(verdict(before, after, "rehearsal")) == ["skipped-migration"]
    for check in ("migration-history", "rehearsal"):
        assert verdict(before | WRANGLER, after | WRANGLER, check).exit_code == 0


def test_sql_without_an_entry_is_rehearsed_where_files_are_run_by_name() -> None:
    before, after = journaled(0), journaled(0, 1000)
    after["d/0002_hand.sql"] = "CREATE INDEX i ON a (nope);"
    [finding] = verdict(before | WRANGLER, after | WRANGLER, "rehearsal").findings
    assert (finding.path, finding.rule) == ("d/0002_hand.sql", "migration-fails")


@pytest.mark.parametrize("flat", [True, False])
def test_sql_beside_the_folders_is_told_where_drizzles_own_migrator_runs(flat: bool) -> None:
    one = folder("20260101000000_a", MAKES, ZERO, False)
    before = CONFIG | one
    after = before | folder("20260102000000_b", ADDS, "20260101000000_a", flat)
    found = verdict(before, after, "migration-history")
    assert refused(found) == (["missing-sql"] if flat else [])
    if flat:
        assert found.findings[0].remedy == (
            "move it in: git mv d/20260102000000_b.sql d/20260102000000_b/migration.sql"
        )
    assert refused(verdict(before | WRANGLER, after | WRANGLER, "migration-history")) == []


def test_sql_beside_the_folders_is_judged_and_rehearsed_like_any_other() -> None:
    before = CONFIG | WRANGLER | folder("20260101000000_a", MAKES, ZERO, True)
    after = before | folder("20260102000000_b", "DROP TABLE a;", "20260101000000_a", True)
    assert refused(verdict(before, after, "destructive-sql")) == ["drop-table"]
    good = before | folder("20260102000000_b", ADDS, "20260101000000_a", True)
    assert verdict(before, good, "rehearsal").exit_code == 0
