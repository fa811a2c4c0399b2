"""Every kind of commit, on real git with real drizzle-kit."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from forge_migrations.change.change import whole_change
from forge_migrations.change.repository import Repository
from forge_migrations.checks.stale_migrations import check as stale_migrations
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from kits import link_node_modules
from repositories import Repo

CONFIG = """import { defineConfig } from 'drizzle-kit';
export default defineConfig({ dialect: 'sqlite', schema: './src/schema.ts', out: './drizzle' });
"""
TEAMS = """import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const teams = sqliteTable('teams', {
  id: integer().primaryKey(),
  name: text().notNull(),
});
"""
DESCRIBED = TEAMS.replace("});", "  description: text(),\n});")
RENAMED = TEAMS.replace("name: text()", "title: text()")
SCHEMA = "src/schema.ts"


class Project:
    """A repository with a Drizzle project of one committed migration."""

    def __init__(self, repo: Repo, kit: str) -> None:
        self.repo = repo
        link_node_modules(kit, repo.path)
        files = {"drizzle.config.ts": CONFIG, ".gitignore": "node_modules\n", SCHEMA: TEAMS}
        package = {"name": "app", "scripts": {"db:generate": "drizzle-kit generate"}}
        repo.write({**files, "package.json": package})
        self.generate()
        repo.commit()

    def generate(self, *words: str) -> None:
        """Real `drizzle-kit generate` in the work tree."""
        command = ["node_modules/.bin/drizzle-kit", "generate", *words]
        subprocess.run(
            command,
            cwd=self.repo.path,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    def write(self, schema: str) -> None:
        self.repo.write({SCHEMA: schema})

    def check(self, **more: bool) -> list[Finding | Note]:
        """What the check says of what is staged."""
        subject = Subject(self.repo.change(), **more)
        try:
            return list(stale_migrations.check(subject))
        finally:
            subject.close()


@pytest.fixture
def app(repo: Repo, kit31: str) -> Project:
    return Project(repo, kit31)


def only(said: list[Finding | Note]) -> Finding:
    assert len(said) == 1, said
    assert isinstance(said[0], Finding)
    return said[0]


def test_a_column_without_its_migration_is_refused_with_the_sql(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.stage()
    finding = only(app.check())
    assert finding.refuses
    assert (finding.rule, finding.path, finding.line) == ("stale", SCHEMA, 5)
    assert 'adds column "description" text to table "teams"' in finding.message
    assert finding.details == "ALTER TABLE `teams` ADD `description` text;"
    assert finding.remedy == "run: npm run db:generate && git add drizzle"


def test_a_column_with_its_migration_passes(app: Project) -> None:
    app.write(DESCRIBED)
    app.generate()
    app.repo.stage()
    assert app.check() == []


def test_a_refactor_passes_without_a_word(app: Project) -> None:
    app.repo.write(
        {
            "src/columns.ts": "import { text } from 'drizzle-orm/sqlite-core';\nexport const name = () => text().notNull();\n"
        }
    )
    moved = TEAMS.replace("name: text().notNull()", "name: name()")
    app.write("import { name } from './columns';\n" + moved)
    app.repo.stage()
    assert app.check() == []


def test_a_migration_that_carries_only_part_is_refused(app: Project) -> None:
    app.write(DESCRIBED)
    app.generate()
    app.write(DESCRIBED.replace("description: text()", "description: text(), size: integer()"))
    app.repo.stage()
    finding = only(app.check())
    assert finding.details == "ALTER TABLE `teams` ADD `size` integer;"
    assert "doesn't carry it" in finding.message


def test_what_was_missing_before_is_reported_and_refuses_nobody(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.commit()
    app.write(DESCRIBED + "export type Team = typeof teams.$inferSelect;\n")
    app.repo.stage()
    finding = only(app.check())
    assert finding.inherited
    assert "before this change" in finding.message


def test_new_drift_on_a_dirty_tree_is_refused_alone(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.commit()
    app.write(DESCRIBED.replace("description: text()", "description: text(), size: integer()"))
    app.repo.stage()
    finding = only(app.check())
    assert finding.refuses
    assert finding.details == "ALTER TABLE `teams` ADD `size` integer;"


def test_a_possible_rename_names_both_answers(app: Project) -> None:
    app.write(RENAMED)
    app.repo.stage()
    finding = only(app.check())
    assert finding.rule == "ambiguous-rename"
    assert "forge-migrations generate --create teams.title" in finding.remedy
    assert "forge-migrations generate --rename teams.name=title" in finding.remedy


def test_a_table_that_lost_its_export_is_not_told_to_be_generated_away(app: Project) -> None:
    app.write(TEAMS.replace("export const", "const"))
    app.repo.stage()
    finding = only(app.check())
    assert finding.rule == "lost-export"
    assert "src/schema.ts:2 still declares it: it lost its export" in finding.message
    assert finding.remedy.startswith("export the table again in src/schema.ts:2")
    assert (finding.path, finding.line) == (SCHEMA, 2)


def test_a_table_that_no_barrel_exports_any_more_is_found_where_it_stands(app: Project) -> None:
    users = TEAMS.replace("teams", "users")
    app.repo.write({"src/users.ts": users})
    app.write(TEAMS + "export * from './users';\n")
    app.generate()
    app.repo.commit()
    app.write(TEAMS)
    app.repo.stage()
    finding = only(app.check())
    assert finding.rule == "lost-export"
    assert "src/users.ts:2 still declares it: no schema file exports it any more" in finding.message


def test_the_answers_to_a_possible_rename_leave_nothing_open(app: Project) -> None:
    app.write(RENAMED.replace("title: text()", "title: text(), motto: text()"))
    app.repo.stage()
    finding = only(app.check())
    assert 'columns "title", "motto" of table "teams" are new' in finding.message
    command = "forge-migrations generate"
    assert f"{command} --create teams.title --create teams.motto" in finding.remedy
    assert f"{command} --rename teams.name=title --create teams.motto" in finding.remedy


def test_a_migration_written_by_hand_is_told_as_what_it_is(app: Project) -> None:
    journal = json.loads((app.repo.path / "drizzle/meta/_journal.json").read_text())
    entry = {**journal["entries"][0], "idx": 1, "tag": "0001_by_hand", "when": 2_000_000_000_000}
    journal["entries"].append(entry)
    sql = "ALTER TABLE teams ADD COLUMN description text;"
    app.repo.write({"drizzle/meta/_journal.json": journal, "drizzle/0001_by_hand.sql": sql})
    app.write(DESCRIBED)
    app.repo.stage()
    finding = only(app.check())
    assert finding.rule == "hand-written-migration"
    assert 'write column "description" again: 0001_by_hand' in finding.message


def test_a_migration_before_its_schema_and_then_the_schema_are_not_stale(app: Project) -> None:
    app.write(DESCRIBED)
    app.generate()
    app.write(TEAMS)
    app.repo.stage()
    assert not [each for each in app.check() if isinstance(each, Finding) and each.refuses]
    app.repo.commit()
    app.write(DESCRIBED)
    app.repo.stage()
    assert app.check() == []


def test_a_schema_that_cannot_be_loaded_is_no_pass(app: Project) -> None:
    app.write("export const x = {;")
    app.repo.stage()
    said = app.check()
    assert [each.undecided for each in said if isinstance(each, Note)] == [True]


def test_without_drizzle_kit_a_schema_change_is_undecided_and_others_pass(app: Project) -> None:
    (app.repo.path / "node_modules").unlink()
    app.repo.stage({"src/page.ts": "export const page = 1;"})
    app.repo.git("reset", "-q", "--", SCHEMA)
    app.repo.commit()
    app.repo.stage({"web/page.ts": "export const page = 1;"})
    assert app.check() == []
    app.write(DESCRIBED)
    app.repo.stage()
    (note,) = app.check()
    assert isinstance(note, Note)
    assert note.undecided
    assert note.remedy == "run: npm install"


def test_fix_writes_the_migration_and_still_refuses(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.stage()
    finding = only(app.check(fix=True))
    assert finding.refuses
    assert "git add drizzle/0001_" in finding.remedy
    assert app.repo.git("diff", "--cached", "--name-only") == SCHEMA
    app.repo.stage()
    assert app.check() == []


def test_fix_writes_nothing_when_the_work_tree_has_more(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.stage()
    app.write(DESCRIBED + "// more")
    finding = only(app.check(fix=True))
    assert "nothing was written" in finding.message
    assert app.repo.git("status", "--porcelain", "drizzle") == ""


def test_everything_refuses_what_is_inherited_too(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.commit()
    subject = Subject(whole_change(Repository.find(str(app.repo.path))))
    finding = only(list(stale_migrations.check(subject)))
    subject.close()
    assert finding.refuses


@pytest.fixture
def later(repo: Repo, kit1: str) -> Project:
    return Project(repo, kit1)


def test_with_1_0_a_column_without_its_migration_is_refused(later: Project) -> None:
    later.write(DESCRIBED)
    later.repo.stage()
    finding = only(later.check())
    assert finding.refuses
    assert finding.details == "ALTER TABLE `teams` ADD `description` text;"
    later.generate()
    later.repo.stage()
    assert later.check() == []


def test_with_1_0_a_possible_rename_names_both_answers(later: Project) -> None:
    later.write(RENAMED)
    later.repo.stage()
    finding = only(later.check())
    assert finding.rule == "ambiguous-rename"
    assert "--rename teams.name=title" in finding.remedy


def test_a_drizzle_kit_of_the_other_layout_decides_by_what_the_change_did(
    app: Project, kit1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_KIT", kit1)
    app.write("// comment\n" + TEAMS)
    app.repo.stage()
    assert not [each for each in app.check() if isinstance(each, Finding) and each.refuses]
    app.write(DESCRIBED)
    app.repo.stage()
    finding = only(app.check())
    assert (finding.rule, finding.refuses) == ("stale", True)
    assert 'adds column "description" text to table "teams"' in finding.message


def test_a_first_migration_of_an_older_drizzle_carries_its_schema(repo: Repo, kit31: str) -> None:
    pair = TEAMS.replace("integer, sqliteTable", "integer, primaryKey, sqliteTable")
    pair = pair.replace("integer().primaryKey()", "integer().notNull()")
    pair = pair.replace("\n});", "\n}, (t) => [primaryKey({ columns: [t.id, t.name] })]);")
    app = Project(repo, kit31)
    app.write(pair)
    shutil.rmtree(repo.path / "drizzle")
    repo.commit()
    app.generate()
    snapshot = repo.path / "drizzle/meta/0000_snapshot.json"
    text = snapshot.read_text()
    assert "teams_id_name_pk" in text
    snapshot.write_text(text.replace("teams_id_name_pk", "teams_id_name"))
    repo.stage()
    assert not [each for each in app.check() if isinstance(each, Finding) and each.refuses]


def test_a_snapshot_that_lacks_what_its_sql_makes_is_told_as_that(app: Project) -> None:
    app.write(DESCRIBED.replace("description", "summary"))
    app.generate("--name", "edited")
    sql = app.repo.path / "drizzle/0001_edited.sql"
    sql.write_text(sql.read_text().replace("summary", "description"))
    app.write(DESCRIBED)
    app.repo.stage()
    finding = only(app.check())
    assert finding.rule == "hand-written-migration"
    assert 'write column "description" again: 0001_edited makes it' in finding.message
    assert "repair --write drizzle.config.ts && git add drizzle" in finding.remedy


def test_a_migration_that_lost_its_entry_is_told_as_that(app: Project) -> None:
    app.write(DESCRIBED)
    app.generate("--name", "described")
    app.repo.commit()
    folder = app.repo.path / "drizzle/meta"
    journal = json.loads((folder / "_journal.json").read_text())
    journal["entries"][1].update(tag="0002_other", idx=2)
    first = json.loads((folder / "0000_snapshot.json").read_text())
    app.repo.write(
        {
            "drizzle/meta/_journal.json": journal,
            "drizzle/0002_other.sql": "SELECT 1;",
            "drizzle/meta/0002_snapshot.json": {**first, "id": "other", "prevId": first["id"]},
        }
    )
    app.repo.stage()
    finding = only(app.check())
    assert "0001_described lost its entry in the journal" in finding.message


def test_what_was_missing_is_inherited_by_a_project_that_moves(app: Project) -> None:
    app.write(DESCRIBED)
    app.repo.commit()
    (app.repo.path / "packages/db").mkdir(parents=True)
    app.repo.git("mv", "drizzle", "src", "drizzle.config.ts", "package.json", "packages/db")
    finding = only(app.check())
    assert finding.inherited
    assert finding.project == "packages/db/drizzle.config.ts"
