from __future__ import annotations

import shutil

from forge_migrations.workflow.editor.judging import Judging
from repositories import Repo
from workflow.histories import history

CONFIG = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
FIRST = ("one", ["CREATE TABLE a (id integer PRIMARY KEY, name text)"], {})


def test_what_can_not_be_judged_is_said_and_judged_once_it_can(repo: Repo) -> None:
    repo.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    judging = Judging("sql", str(repo.path))
    try:
        assert not judging.verdict({}, known=False).refuses
        shutil.move(repo.path / ".git", repo.path / "away")
        (note,) = judging.verdict({}, known=False).notes
        assert note.undecided
        shutil.move(repo.path / "away", repo.path / ".git")
        assert not judging.verdict({}, known=False).undecided
    finally:
        judging.close()


def test_a_fault_of_ours_is_said_too(repo: Repo, monkeypatch) -> None:
    repo.commit({**CONFIG, "s.ts": ""})

    def breaks(*_all: object) -> None:
        raise ZeroDivisionError("by us")

    judging = Judging("sql", str(repo.path))
    monkeypatch.setattr("forge_migrations.workflow.editor.judging.Desk.judge", breaks)
    (note,) = judging.verdict({}, known=False).notes
    assert (note.message, note.undecided) == ("ZeroDivisionError: by us", True)
    assert "forge-migrations --debug" in note.remedy


def test_the_disk_is_looked_at_again_after_a_while(repo: Repo, monkeypatch) -> None:
    repo.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    judging = Judging("sql", str(repo.path))
    monkeypatch.setattr("forge_migrations.workflow.editor.judging.REST", 0.0)
    try:
        judging.verdict({}, known=False)
        assert not judging.behind()
        repo.write({"drizzle/0001_x.sql": "DROP TABLE a;\n"})
        assert judging.behind()
        assert not judging.behind()
    finally:
        judging.close()


def test_half_of_a_migration_that_is_staged_is_told(repo: Repo) -> None:
    repo.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    more = ("two", ["ALTER TABLE a ADD COLUMN nick text"], {})
    repo.write(history(FIRST, more, dialect="sqlite"))
    repo.git("add", "drizzle/meta")
    judging = Judging("sql", str(repo.path))
    try:
        found = judging.verdict({}, known=False).findings
        (one,) = [each for each in found if each.check == "staged-migrations"]
        assert "git add drizzle/0001_two.sql" in one.remedy
    finally:
        judging.close()
