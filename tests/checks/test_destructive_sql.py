"""The check over histories in memory: what is new is judged, with the earlier ones as context."""

from __future__ import annotations

import json

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.destructive_sql import check
from forge_migrations.checks.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.findings import Note

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };'


def tree(*migrations: str) -> MemoryTree:
    """A project whose history holds these migrations."""
    entries = [
        {"idx": at, "version": "7", "when": 1000 + at, "tag": f"{at:04}_m", "breakpoints": True}
        for at in range(len(migrations))
    ]
    journal = {"version": "7", "dialect": "postgresql", "entries": entries}
    files = {"drizzle.config.ts": CONFIG, "drizzle/meta/_journal.json": json.dumps(journal)}
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


def test_a_table_of_an_earlier_pending_file_has_rows() -> None:
    base = MemoryTree({})
    rules = {f.rule for f in findings(tree(CREATE), tree(CREATE, DROP), base)}
    assert "drop-column" in rules


def test_a_table_of_an_undeployed_pending_file_has_none() -> None:
    policy = Policy({"pending": "undeployed"})
    assert not findings(tree(CREATE), tree(CREATE, DROP), MemoryTree({}), policy=policy)


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
