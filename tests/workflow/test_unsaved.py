from __future__ import annotations

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.cli import main
from forge_migrations.workflow.unsaved import SCHEMA
from forge_migrations.workflow.unsaved import Desk
from repositories import Repo
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
