"""Why a schema and its snapshot differ, on real merges with real drizzle-kit."""

from __future__ import annotations

import json

import pytest

from checks.stale_migrations.test_check import SCHEMA
from checks.stale_migrations.test_check import TEAMS
from checks.stale_migrations.test_check import Project
from checks.stale_migrations.test_check import only
from forge_migrations.change.change import range_change
from forge_migrations.change.repository import Repository
from forge_migrations.checks.stale_migrations import check as stale_migrations
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from repositories import Repo

MOTTO = TEAMS.replace("});", "  motto: text(),\n});")
LOGO = TEAMS.replace("});", "  logo: text(),\n});")
BOTH = TEAMS.replace("});", "  logo: text(),\n  motto: text(),\n});")
NOTED = TEAMS.replace("notNull(),", "notNull(), // as shown")


@pytest.fixture
def app(repo: Repo, kit31: str) -> Project:
    return Project(repo, kit31)


def branch_with(app: Project, schema: str, name: str) -> None:
    """A branch of `main` with a schema and its migration."""
    app.repo.git("checkout", "-q", "-b", name, "main")
    app.write(schema)
    app.generate("--name", name)
    app.repo.commit()


def merge(app: Project, other: str, schema: str) -> None:
    """Merge `other`, and resolve what stands in conflict by taking this schema."""
    app.repo.git("merge", "--no-commit", "--no-ff", other, check=False)
    app.write(schema)
    app.repo.git("add", "--all")


def within(app: Project, start: str = "main") -> list[Finding | Note]:
    """What the check says of a range that ends in HEAD."""
    change = range_change(Repository.find(str(app.repo.path)), start, "HEAD")
    subject = Subject(change)
    try:
        return list(stale_migrations.check(subject))
    finally:
        subject.close()


def renumbered(app: Project, other: str) -> None:
    """`other`'s first migration as 0002 behind 0001, as people do it by hand."""
    files = app.repo.path / "drizzle"
    (files / f"0002_{other}.sql").write_text(
        app.repo.git("show", f"{other}:drizzle/0001_{other}.sql")
    )
    snapshot = app.repo.git("show", f"{other}:drizzle/meta/0001_snapshot.json")
    (files / "meta/0002_snapshot.json").write_text(snapshot)
    journal = json.loads((files / "meta/_journal.json").read_text())
    last = journal["entries"][-1]
    entry = {**last, "idx": 2, "tag": f"0002_{other}", "when": last["when"] + 1}
    journal["entries"].append(entry)
    (files / "meta/_journal.json").write_text(json.dumps(journal, indent=2))


def test_a_column_that_a_merge_loses_is_refused_at_the_merge_and_over_the_range(
    app: Project,
) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.write(NOTED)
    app.repo.commit()
    app.repo.git("checkout", "-q", "motto")
    merge(app, "main", NOTED)

    finding = only(app.check())
    assert finding.refuses
    assert (finding.rule, finding.path) == ("lost-schema-change", SCHEMA)
    assert finding.message == (
        '0001_motto adds column "motto" text to table "teams", and the schema has lost that:'
        " HEAD has it in src/schema.ts"
    )
    assert finding.remedy.startswith("take it back: git checkout -p HEAD -- src/schema.ts; if it")
    app.repo.commit()
    again = only(within(app))
    assert (again.rule, again.refuses) == ("lost-schema-change", True)
    kept = app.repo.git("rev-parse", "HEAD^1")[:12]
    assert f"git checkout -p {kept} -- src/schema.ts" in again.remedy


def test_a_merge_from_the_other_side_loses_it_no_less(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.repo.commit({"README.md": "x"})
    merge(app, "motto", TEAMS)
    finding = only(app.check())
    assert (finding.rule, finding.refuses) == ("lost-schema-change", True)


def test_a_squash_that_loses_it_is_refused(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.repo.git("merge", "--squash", "motto")
    app.write(TEAMS)
    app.repo.stage()
    finding = only(app.check())
    assert (finding.rule, finding.refuses) == ("lost-schema-change", True)


def test_a_cherry_pick_that_loses_it_is_refused(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.write(NOTED)
    app.repo.commit()
    app.repo.git("cherry-pick", "--no-commit", "motto", check=False)
    app.repo.git("update-ref", "CHERRY_PICK_HEAD", "motto")
    app.write(NOTED)
    app.repo.stage()
    finding = only(app.check())
    assert (finding.rule, finding.refuses) == ("lost-schema-change", True)


def test_a_merge_that_keeps_both_passes(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.write(NOTED)
    app.repo.commit()
    app.repo.git("checkout", "-q", "motto")
    merge(app, "main", MOTTO.replace("notNull(),", "notNull(), // as shown"))
    assert app.check() == []
    app.repo.commit()
    assert within(app) == []


def test_old_drift_of_the_other_side_stays_inherited(app: Project) -> None:
    app.repo.git("checkout", "-q", "-b", "other")
    app.repo.git("checkout", "-q", "main")
    app.write(MOTTO)
    app.repo.commit()
    app.repo.git("checkout", "-q", "other")
    app.repo.commit({"README.md": "x"})
    merge(app, "main", MOTTO)
    assert not [each for each in app.check() if isinstance(each, Finding) and each.refuses]


def test_a_snapshot_that_was_renumbered_by_hand_is_made_again(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.write(LOGO)
    app.generate("--name", "logo")
    app.repo.commit()
    app.repo.git("checkout", "-q", "-b", "on-top")
    renumbered(app, "motto")
    app.write(BOTH)
    app.repo.stage()

    finding = only(app.check())
    assert (finding.rule, finding.path) == ("snapshot-lacks", "drizzle/meta/0002_snapshot.json")
    assert finding.message == (
        '0001_logo adds column "logo" text to table "teams", and the snapshot of 0002_motto'
        " doesn't have that: the next generate writes it again"
    )
    for command in finding.remedy.commands:  # type: ignore[attr-defined]
        if command.argv[0] == "git":
            app.repo.git(*command.argv[1:])
        else:
            app.generate("--name", "motto")
    assert app.check() == []


def test_a_migration_before_its_schema_is_reported_and_can_be_acknowledged(app: Project) -> None:
    app.write(MOTTO)
    app.generate("--name", "motto")
    app.write(TEAMS)
    app.repo.stage()
    early = only(app.check())
    assert (early.rule, early.severity, early.path) == (
        "migration-before-schema",
        "report",
        "drizzle/0001_motto.sql",
    )
    sql = app.repo.path / "drizzle/0001_motto.sql"
    why = "-- forge-migrations: allow migration-before-schema: the code follows in 2.4\n"
    sql.write_text(why + sql.read_text())
    app.repo.stage()
    assert only(app.check()).acknowledged == "the code follows in 2.4"
    app.repo.commit()
    app.write(MOTTO)
    app.repo.stage()
    assert app.check() == []


def test_first_migrations_before_a_part_of_the_schema_are_reported(app: Project) -> None:
    app.repo.git("rm", "-rq", "drizzle")
    app.repo.commit()
    app.generate("--name", "first")
    app.write(MOTTO)
    app.generate("--name", "motto")
    app.write(TEAMS)
    app.repo.stage()
    early = only(app.check())
    assert (early.rule, early.severity, early.path) == (
        "migration-before-schema",
        "report",
        "drizzle/0001_motto.sql",
    )


def test_first_migrations_that_lack_what_the_schema_has_are_stale(app: Project) -> None:
    app.repo.git("rm", "-rq", "drizzle")
    app.repo.commit()
    app.generate("--name", "first")
    app.write(MOTTO)
    app.repo.stage()
    assert only(app.check()).rule == "stale"


def test_a_schema_change_that_stayed_in_the_work_tree_is_refused(app: Project) -> None:
    app.write(MOTTO)
    app.generate("--name", "motto")
    app.repo.git("add", "drizzle")
    finding = only(app.check())
    assert (finding.rule, finding.remedy) == (
        "lost-schema-change",
        "stage it: git add src/schema.ts",
    )
    assert only(app.check(fix=True)) == finding
    assert not list((app.repo.path / "drizzle").glob("0002*"))
    app.repo.git("add", "src/schema.ts")
    assert app.check() == []


def test_what_a_branch_had_before_it_lost_it_is_refused_over_the_range(app: Project) -> None:
    branch_with(app, MOTTO, "motto")
    app.write(TEAMS)
    app.repo.commit()
    finding = only(within(app))
    assert (finding.rule, finding.refuses) == ("lost-schema-change", True)
    sql = app.repo.path / "drizzle/0001_motto.sql"
    why = "-- forge-migrations: allow migration-before-schema: released on its own\n"
    sql.write_text(why + sql.read_text())
    app.repo.commit()
    assert only(within(app)).acknowledged == "released on its own"


def test_a_drizzle_kit_of_the_other_layout_sees_what_a_merge_loses(
    app: Project, kit1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch_with(app, MOTTO, "motto")
    app.repo.git("checkout", "-q", "main")
    app.write(NOTED)
    app.repo.commit()
    app.repo.git("checkout", "-q", "motto")
    monkeypatch.setenv("FORGE_KIT", kit1)
    merge(app, "main", NOTED)
    finding = only(app.check())
    assert (finding.rule, finding.refuses) == ("lost-schema-change", True)
    app.write(MOTTO)
    app.repo.stage()
    assert not [each for each in app.check() if isinstance(each, Finding)]
