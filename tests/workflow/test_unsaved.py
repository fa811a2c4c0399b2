from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.cli import main
from forge_migrations.facts import cache_folder
from forge_migrations.workflow.unsaved import SCHEMA
from forge_migrations.workflow.unsaved import Desk
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.projects import lay_out
from workflow.projects import users

STEPS = [("one", ["CREATE TABLE a (id integer PRIMARY KEY, name text)"], {})]


def test_sql_is_judged_as_it_is_typed(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    config = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
    repo.commit({**config, "s.ts": "", **history(*STEPS, dialect="sqlite")})
    repo.git("checkout", "-q", "-b", "work")
    more = ("two", ["ALTER TABLE a ADD COLUMN nick text"], {})
    repo.write(history(*STEPS, more, dialect="sqlite"))
    (path,) = [p for p in repo.git("ls-files", "-o").split() if p.endswith(".sql")]
    before = (repo.path / path).read_text()
    desk = Desk(Repository.find())
    try:
        typed = "\nALTER TABLE a DROP COLUMN name;\n"
        (found,) = [f for f in desk.findings_of(path, typed) if f.rule == "drop-column"]
        assert (found.line, found.column) == (2, 1)
        accepted = f"-- forge-migrations: allow drop-column: unused{typed}"
        assert all(
            f.acknowledged for f in desk.findings_of(path, accepted) if f.rule == "drop-column"
        )
        assert not [f for f in desk.findings_of(path, before) if f.rule == "drop-column"]
        repo.write({path: typed})  # what is on the disk is read anew
        assert [f.rule for f in desk.findings_of("other.sql", "")] == []
    finally:
        desk.close()
    assert capsys.readouterr() == ("", "")


@pytest.mark.network
def test_a_schema_is_judged_as_it_is_typed(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({})
    capsys.readouterr()
    desk = Desk(Repository.find())
    try:
        assert desk.findings_of("schema.ts", users("name"), SCHEMA) == []
        (found,) = desk.findings_of("schema.ts", users("name", "nick"), SCHEMA)
        assert (found.rule, found.line) == ("stale", 2)
        assert 'adds column "nick"' in found.message
        (broken,) = desk.findings_of("schema.ts", users("name") + "import './nowhere';", SCHEMA)
        assert broken.line == 3
        assert desk.findings_of("schema.ts", users("name"), SCHEMA) == []
    finally:
        desk.close()
    assert capsys.readouterr() == ("", "")


def test_a_file_that_is_not_saved_yet_is_a_migration_of_its_folder(repo: Repo) -> None:
    repo.commit(folders(history(*STEPS, dialect="sqlite")))
    repo.git("checkout", "-q", "-b", "work")
    new = "drizzle/20991231000000_x/migration.sql"
    desk = Desk(Repository.find())
    try:
        for known in (False, True):
            found = desk.judge({new: "ALTER TABLE a DROP COLUMN name;\r\n"}, known=known).findings
            assert {"drop-column", "missing-snapshot"} <= {f.rule for f in found if f.path == new}
        assert not (repo.path / new).exists()
    finally:
        desk.close()


def test_what_a_merge_brings_is_nobodys_new_finding(repo: Repo) -> None:
    repo.commit(folders(history(*STEPS, dialect="sqlite")))
    repo.git("checkout", "-q", "-b", "work")
    repo.commit({"z.txt": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"drizzle/20991231000000_y/migration.sql": "DROP TABLE a;\n"})
    repo.git("checkout", "-q", "work")
    desk = Desk(Repository.find())
    try:
        assert not desk.judge({}).refuses
        repo.git("merge", "-q", "--no-commit", "--no-ff", "main")
        assert not desk.judge({}, known=True).refuses
    finally:
        desk.close()


def test_the_policy_that_is_typed_judges(repo: Repo) -> None:
    repo.commit(folders(history(*STEPS, dialect="sqlite")))
    repo.git("checkout", "-q", "-b", "work")
    new = "drizzle/20991231000000_x/migration.sql"
    text, policy = "DROP TABLE a;\n", '[rules]\ndrop-table = "report"\n'
    desk = Desk(Repository.find())
    try:
        for more, severity in (({}, "refuse"), ({".forge-migrations.toml": policy}, "report")):
            found = desk.judge({new: text, **more}, known=True).findings
            assert [f.severity for f in found if f.rule == "drop-table"] == [severity]
    finally:
        desk.close()


def test_what_is_typed_leaves_nothing_in_the_cache(repo: Repo) -> None:
    def kept() -> dict[str, str]:
        files = sorted(each for each in Path(cache_folder()).rglob("*") if each.is_file())
        return {str(each): each.read_text(encoding="utf-8") for each in files}

    repo.commit(folders(history(*STEPS, dialect="sqlite")))
    new = "drizzle/20991231000000_x/migration.sql"
    desk = Desk(Repository.find())
    try:
        desk.judge({})
        before = kept()
        desk.judge({new: "DROP TABLE a;\n"})
        assert kept() == before
        repo.write({new: "DROP TABLE a;\n"})
        desk.judge({})
        assert kept() != before
    finally:
        desk.close()
