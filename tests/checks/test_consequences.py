from __future__ import annotations

from forge_migrations.checks.consequences import without_consequences
from forge_migrations.checks.consequences import without_following
from forge_migrations.findings import Finding
from forge_migrations.findings import Note


def finding(rule: str, project: str = "a", *, inherited: bool = False) -> Finding:
    return Finding("check", rule, "x.sql", 1, rule, "", project=project, inherited=inherited)


def test_a_half_staged_migration_is_told_by_its_one_remedy() -> None:
    half, drop = finding("partial-migration"), finding("drop-table")
    said = [finding("orphan-sql"), half, finding("stale"), drop]
    assert without_consequences(said) == (half, drop)


def test_another_project_keeps_what_is_said_of_it() -> None:
    said = (finding("migration-not-staged"), finding("stale", "b"))
    assert without_consequences(said) == said


def test_what_was_there_before_is_no_consequence() -> None:
    said = (finding("partial-migration"), finding("orphan-sql", inherited=True))
    assert without_consequences(said) == said


def test_an_acknowledged_half_explains_nothing() -> None:
    half = finding("partial-migration")._replace(acknowledged="wanted so")
    said = (half, finding("stale"))
    assert without_consequences(said) == said


def test_what_a_rehearsal_meets_of_what_can_not_run_is_told_once() -> None:
    made, fails = finding("already-exists"), finding("migration-fails")
    assert without_consequences([made, fails]) == (made,)
    below = fails._replace(line=9)
    assert without_consequences([made, below]) == (made, below)
    accepted = made._replace(acknowledged="wanted so")
    assert without_consequences([accepted, fails]) == (accepted, fails)


def test_a_journal_in_the_work_tree_is_staged_and_not_taken_back() -> None:
    half = finding("partial-migration")
    assert without_consequences((finding("missing-journal"), half)) == (half,)


def test_without_its_journal_a_history_explains_what_is_stale() -> None:
    journal = finding("missing-journal")
    assert without_consequences((journal, finding("stale"))) == (journal,)


def test_a_schema_file_in_the_work_tree_explains_what_the_schema_lacks() -> None:
    unstaged, other = finding("schema-not-staged"), finding("lost-schema-change", "b")
    said = (unstaged, finding("lost-schema-change"), finding("migration-before-schema"), other)
    assert without_consequences(said) == (unstaged, other)


def test_a_snapshot_that_is_made_again_needs_no_link() -> None:
    lacks = finding("snapshot-lacks")
    said = (finding("forked-chain"), lacks, finding("forked-chain", "b"))
    assert without_consequences(said) == (lacks, said[2])


def test_a_schema_that_can_not_be_loaded_is_told_once() -> None:
    broken = finding("unloadable-schema")
    follows = Note("stale-migrations", "the schema can't be loaded", "a", undecided=True)
    others = (
        follows._replace(project="b"),
        follows._replace(check="destructive-sql"),
        follows._replace(undecided=False),
    )
    assert without_following([follows, *others], [broken]) == others
    older = broken._replace(inherited=True)
    assert without_following([follows], [older]) == (follows,)


def test_what_a_rule_reads_and_a_rehearsal_meets_is_one_finding() -> None:
    read = finding("missing-breakpoint")._replace(
        check="destructive-sql", severity="report", line=2, remedy="write one"
    )
    met = finding("missing-breakpoint")._replace(check="rehearsal", remedy="rehearse again")
    assert without_consequences([read, met]) == (met._replace(line=2, remedy="write one"),)
    far = met._replace(line=9)
    assert without_consequences([read, far]) == (read, far)
    accepted = read._replace(acknowledged="wanted so")
    assert without_consequences([accepted, met]) == (accepted, met)


def test_a_missing_snapshot_says_what_the_next_generate_writes() -> None:
    lacks = finding("missing-snapshot")._replace(path="drizzle/0001_a.sql", remedy="repair")
    again = finding("hand-written-migration")._replace(
        path="schema.ts", message="written again: 0001_a has no snapshot", remedy="repair"
    )
    assert without_consequences([lacks, again]) == (lacks,)
    for other in (
        again._replace(remedy="another way"),
        again._replace(message="written again: 0002_b has no snapshot"),
        again._replace(project="b"),
    ):
        assert without_consequences([lacks, other]) == (lacks, other)


def test_what_a_rule_guesses_of_running_code_gives_way_to_its_own_queries() -> None:
    measured = finding("breaks-released-code")._replace(check="rehearsal", kind="breaks-clients")
    guessed = finding("rename-column")._replace(check="destructive-sql", kind="breaks-clients")
    assert without_consequences([guessed, measured]) == (measured,)
    elsewhere = guessed._replace(line=3)
    assert without_consequences([elsewhere, measured]) == (elsewhere, measured)
    accepted = guessed._replace(acknowledged="no old process is left")
    assert without_consequences([accepted, measured]) == (accepted, measured)


def test_what_drops_a_column_says_by_itself_what_its_users_lose() -> None:
    measured = finding("breaks-released-code")._replace(check="rehearsal", kind="breaks-clients")
    drops = finding("drop-column")._replace(check="destructive-sql", kind="data-loss")
    assert without_consequences([drops, measured]) == (drops,)
    seen = drops._replace(check="rehearsal")
    assert without_consequences([seen, measured]) == (seen, measured)
