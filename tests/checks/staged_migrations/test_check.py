from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from forge_migrations.checks.staged_migrations.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding
from repositories import Repo

ORIGIN = "00000000-0000-0000-0000-000000000000"
IMPORT = 'import { pgTable, text } from "drizzle-orm/pg-core";\n'
USERS = IMPORT + 'export const users = pgTable("users", {\n  id: text(),\n});\n'
TEAMS = USERS + 'export const teams = pgTable("teams", {\n  id: text(),\n});\n'
CONFIG = (
    'import { defineConfig } from "drizzle-kit";\n'
    'export default defineConfig({ dialect: "postgresql", schema: "./src/schema.ts" });\n'
)


def migration(*tags: str, sql: str = "") -> dict[str, str]:
    """The files that `generate` writes with the last of these tags."""
    entries = [
        {"idx": idx, "version": "7", "when": 1_700_000_000_123 + idx, "tag": tag}
        for idx, tag in enumerate(tags)
    ]
    last = tags[-1]
    parent = tags[-2] if len(tags) > 1 else ORIGIN
    number = last.split("_")[0]
    return {
        f"drizzle/{last}.sql": sql or f'CREATE TABLE "{last.partition("_")[2]}" ("id" text);\n',
        f"drizzle/meta/{number}_snapshot.json": json.dumps(
            {"id": last, "prevId": parent, "version": "7", "tables": {}}
        ),
        "drizzle/meta/_journal.json": json.dumps(
            {"version": "7", "dialect": "postgresql", "entries": entries}, indent=2
        ),
    }


NEXT = migration("0000_users", "0001_teams")
SQL, SNAPSHOT, JOURNAL = NEXT
LINE = f"git add {SQL} {SNAPSHOT} {JOURNAL}"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.commit(
        {
            "package.json": "{}",
            "drizzle.config.ts": CONFIG,
            "src/schema.ts": USERS,
            **migration("0000_users"),
        }
    )
    return made


def found(repo: Repo) -> dict[str, Finding]:
    said = [one for one in check(Subject(repo.change())) if isinstance(one, Finding)]
    return {one.rule: one for one in said if one.refuses}


def test_a_schema_staged_with_its_migration(repo: Repo) -> None:
    repo.stage({"src/schema.ts": TEAMS, **NEXT})
    assert found(repo) == {}


def test_a_schema_staged_without_its_migration(repo: Repo) -> None:
    repo.stage({"src/schema.ts": TEAMS})
    repo.write(NEXT)
    [finding] = found(repo).values()
    assert finding.rule == "migration-not-staged"
    assert finding.message == "a schema change is staged, and its migration 0001_teams is not"
    assert finding.remedy.endswith(LINE)
    repo.git(*LINE.split()[1:])
    assert found(repo) == {}


def test_under_pre_commit_the_journal_is_hidden(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage({"src/schema.ts": TEAMS})
    repo.write({path: text for path, text in NEXT.items() if path != JOURNAL})
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert found(repo)["migration-not-staged"].remedy.endswith(LINE)


def test_a_migration_of_another_change_stays_in_the_work_tree(repo: Repo) -> None:
    repo.stage({"src/schema.ts": USERS + "// teams will come\n"})
    repo.write(NEXT)
    assert found(repo) == {}


def test_a_commit_that_has_no_part_in_it_is_left_alone(repo: Repo) -> None:
    repo.stage({"README.md": "teams"})
    repo.write({"src/schema.ts": TEAMS, **NEXT})
    assert found(repo) == {}


@pytest.mark.parametrize(
    ("left", "lacks"),
    [
        ([SQL], "0001_teams.sql"),
        ([SNAPSHOT], "0001_snapshot.json"),
        ([SQL, SNAPSHOT], "0001_teams.sql and 0001_snapshot.json"),
        ([JOURNAL], "its journal entry"),
        ([JOURNAL, SNAPSHOT], "its journal entry"),
        ([JOURNAL, SQL], "its journal entry"),
    ],
)
def test_a_part_of_a_migration_is_staged(repo: Repo, left: list[str], lacks: str) -> None:
    repo.stage({"src/schema.ts": TEAMS, **{p: t for p, t in NEXT.items() if p not in left}})
    repo.write(NEXT)
    [finding] = found(repo).values()
    assert finding.rule == "partial-migration"
    assert finding.message == f"0001_teams is staged without {lacks}"
    line = finding.remedy[finding.remedy.index("git add") :]
    assert set(line.split()[2:]) == set(left)
    repo.git(*line.split()[1:])
    assert found(repo) == {}


def test_under_pre_commit_a_hidden_journal_is_asked_for(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage({"src/schema.ts": TEAMS, **{p: t for p, t in NEXT.items() if p != JOURNAL}})
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert found(repo)["partial-migration"].remedy == f"stage it: git add {JOURNAL}"


def test_under_pre_commit_the_snapshot_beside_a_hidden_journal_is_asked_for_too(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage({"src/schema.ts": TEAMS, SQL: NEXT[SQL]})
    repo.write({SNAPSHOT: NEXT[SNAPSHOT]})
    monkeypatch.setenv("PRE_COMMIT", "1")
    remedy = found(repo)["partial-migration"].remedy
    assert remedy == f"stage it: git add {SNAPSHOT} {JOURNAL}"


def test_a_folder_of_1_0_is_staged_by_half(repo: Repo) -> None:
    folder = "drizzle/20260101000000_teams"
    repo.git("rm", "-r", "-q", "drizzle")
    repo.commit()
    repo.stage({f"{folder}/migration.sql": 'CREATE TABLE "teams" ();'})
    repo.write({f"{folder}/snapshot.json": json.dumps({"id": "a", "prevIds": [ORIGIN]})})
    finding = found(repo)["partial-migration"]
    assert finding.remedy.endswith(f"git add {folder}/snapshot.json")


def test_a_migration_that_a_rule_ignores(repo: Repo) -> None:
    repo.commit({".gitignore": "node_modules\n# generated\ndrizzle/meta/0001*\n"})
    repo.stage({"src/schema.ts": TEAMS, **NEXT})
    findings = found(repo)
    ignored = findings["ignored-migrations"]
    assert (ignored.path, ignored.line) == (".gitignore", 3)
    assert SNAPSHOT in ignored.message
    assert findings["partial-migration"].remedy.endswith(f"git add {SNAPSHOT}")


def test_a_gitignore_that_hides_the_migrations_from_now_on(repo: Repo) -> None:
    repo.stage({".gitignore": "\n/drizzle/\n"})
    finding = found(repo)["ignored-migrations"]
    assert (finding.path, finding.line) == (".gitignore", 2)
    repo.commit()
    repo.stage({".gitignore": "\n/drizzle/\n*.log\n"})
    assert found(repo) == {}


def test_a_schema_imports_what_is_not_staged(repo: Repo) -> None:
    repo.stage({"src/schema.ts": USERS + 'export * from "./teams";\n'})
    repo.write({"src/teams.ts": TEAMS})
    finding = found(repo)["untracked-import"]
    assert finding.message == "schema.ts imports ./teams, which is not staged"
    assert finding.line == USERS.count("\n") + 1
    assert finding.remedy == "stage it: git add src/teams.ts"


def test_a_schema_imports_what_a_rule_ignores(repo: Repo) -> None:
    repo.commit({".gitignore": "*.local.ts\n"})
    repo.stage({"src/schema.ts": USERS + 'export * from "./teams.local.js";\n'})
    repo.write({"src/teams.local.ts": TEAMS})
    finding = found(repo)["untracked-import"]
    assert "ignored by .gitignore:1" in finding.message
    assert finding.remedy == "stage it: git add -f src/teams.local.ts"


@pytest.mark.parametrize(
    "line",
    [
        'import type { Team } from "./teams";',
        'export type { Team } from "./teams";',
        'import { x } from "teams";',
        '// import { x } from "./teams";',
        'import "./missing";',
    ],
)
def test_imports_that_ask_for_no_file_here(repo: Repo, line: str) -> None:
    repo.stage({"src/schema.ts": USERS + line + "\n"})
    repo.write({"src/teams.ts": TEAMS})
    assert found(repo) == {}


def test_an_import_that_was_like_that_before(repo: Repo) -> None:
    repo.write({"src/teams.ts": TEAMS})
    repo.write({"src/schema.ts": USERS + 'export * from "./teams";\n'})
    repo.git("add", "src/schema.ts")
    repo.git("commit", "-q", "-m", "c")
    repo.write({"src/schema.ts": USERS + 'export * from "./teams";\n// more\n'})
    repo.git("add", "src/schema.ts")
    assert found(repo) == {}


def test_a_migration_staged_without_its_schema(repo: Repo) -> None:
    repo.stage(NEXT)
    repo.write({"src/schema.ts": TEAMS})
    finding = found(repo)["schema-not-staged"]
    assert finding.remedy == "stage it: git add src/schema.ts"


def test_no_sql_is_read_where_no_script_stayed_behind(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forge_migrations.checks.staged_migrations.check._subjects", None)
    repo.stage(NEXT)
    repo.write({"src/other.ts": "export const a = 1;\n"})
    assert found(repo) == {}


def test_a_migration_whose_schema_file_is_deleted_in_the_work_tree_alone(repo: Repo) -> None:
    repo.commit({"src/teams.ts": TEAMS})
    repo.stage(
        {
            path: text.replace("CREATE TABLE teams ()", "DROP TABLE teams")
            for path, text in NEXT.items()
        }
    )
    (repo.path / "src/teams.ts").unlink()
    finding = found(repo)["schema-not-staged"]
    assert finding.remedy == "stage it: git add src/teams.ts"
    repo.git("add", "src/teams.ts")
    assert "schema-not-staged" not in found(repo)


def test_a_migration_whose_schema_is_a_new_file(repo: Repo) -> None:
    repo.stage(NEXT)
    repo.write({"src/teams.ts": TEAMS})
    assert "src/teams.ts" in found(repo)["schema-not-staged"].message


@pytest.mark.parametrize(
    "sql",
    [
        '-- Custom SQL migration file, put your code below! --\nUPDATE "users" SET "name" = \'x\';',
        'CREATE INDEX CONCURRENTLY "other" ON "users" ("id");',
        'ALTER TABLE "users" ADD COLUMN "late" text;',
    ],
)
def test_a_migration_of_its_own_needs_no_schema(repo: Repo, sql: str) -> None:
    repo.stage(migration("0000_users", "0001_teams", sql=sql))
    repo.write({"src/schema.ts": TEAMS})
    assert found(repo) == {}


@pytest.mark.parametrize("path", ["drizzle/0000_users.sql", "src/schema.ts"])
def test_conflict_markers(repo: Repo, path: str) -> None:
    repo.stage({path: "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"})
    finding = found(repo)["conflict-markers"]
    assert (finding.path, finding.line) == (path, 2)


def test_a_commit_from_a_subfolder_with_spaces(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    moved = {f"my app/{path}": text for path, text in NEXT.items()}
    repo.commit(
        {
            "my app/package.json": "{}",
            "my app/drizzle.config.ts": CONFIG,
            "my app/src/schema.ts": USERS,
            **{f"my app/{path}": text for path, text in migration("0000_users").items()},
        }
    )
    repo.stage({"my app/src/schema.ts": TEAMS})
    repo.write(moved)
    remedy = found(repo)["migration-not-staged"].remedy
    assert f"'my app/{SQL}'" in remedy


def test_nothing_of_the_index_is_touched(repo: Repo) -> None:
    repo.stage({"src/schema.ts": TEAMS})
    repo.write(NEXT)
    index = repo.path / ".git" / "index"
    before = index.read_bytes()
    assert found(repo)
    assert index.read_bytes() == before
    assert "PRE_COMMIT" not in os.environ


def test_a_journal_with_markers_is_said_by_this_check_where_it_runs_alone(repo: Repo) -> None:
    repo.stage({JOURNAL: "{\n<<<<<<< HEAD\n=======\n>>>>>>> other\n}"})
    assert found(repo) == {}
    alone = check(Subject(repo.change(), only_check="staged-migrations"))
    assert [one.rule for one in alone if isinstance(one, Finding)] == ["conflict-markers"]
