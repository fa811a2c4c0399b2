from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.rules import RULES
from forge_migrations.workflow.ci import comment
from forge_migrations.workflow.ci.comment import Platform
from forge_migrations.workflow.ci.suggestions import Suggestion
from forge_migrations.workflow.review.checklist import ALSO
from repositories import Repo
from workflow.histories import history

USERS = {"users": {"id": "integer*", "email": "text!"}}
CREATE_POSTS = (
    "CREATE TABLE `posts` (`id` integer PRIMARY KEY, `users_id` text"
    " REFERENCES users(id) ON DELETE cascade);"
)
FIRST = ("init", ["CREATE TABLE `users` (`id` integer PRIMARY KEY, `email` text NOT NULL);"], USERS)
SECOND = (
    "posts",
    [CREATE_POSTS, "UPDATE `users` SET `email` = lower(`email`)"],
    {**USERS, "posts": {"id": "integer*", "users_id": "text"}},
)


@pytest.fixture
def project(repo: Repo) -> Repo:
    """`init` is committed, `posts` is not even staged."""
    repo.commit(history(FIRST))
    repo.write(history(FIRST, SECOND))
    return repo


def reviewed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["review", *words])
    return code, capsys.readouterr().out


def test_without_a_name_it_reviews_what_is_not_committed(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = reviewed(capsys)
    assert text.startswith("0001_posts  (drizzle.config.ts, sqlite)")
    assert "added    table posts with 2 columns  drizzle/0001_posts.sql:1" in text
    assert code in (0, 1)


def test_a_range_is_reviewed_from_its_commits(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit()
    (project.path / "drizzle/0001_posts.sql").unlink()
    _, text = reviewed(capsys, "--from-ref", "HEAD~1")
    assert text.startswith("0001_posts")
    assert "CREATE TABLE `posts`" in text


def test_an_older_migration_is_reviewed_by_its_name(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("0000_init", "0000", "drizzle/0000_init.sql"):
        code, text = reviewed(capsys, name)
        assert text.startswith("0000_init")
        assert code == 0


def test_a_migration_is_named_by_any_path_that_leads_to_it(
    project: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = project.path.parent / "by a link"
    link.symlink_to(project.path)
    sql = "drizzle/0000_init.sql"
    for name in (sql, f"./{sql}", str(project.path / sql), str(link / sql)):
        assert reviewed(capsys, name)[1].startswith("0000_init"), name
    monkeypatch.chdir(project.path / "drizzle")
    for name in ("0000_init.sql", sql, "../drizzle/0000_init.sql"):
        assert reviewed(capsys, name)[1].startswith("0000_init"), name
    assert reviewed(capsys, str(project.path.parent / sql))[0] == 2


def test_what_is_opened_is_a_page_outside_of_the_repository(
    project: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    before = project.git("status", "--short")
    reviewed(capsys, "0000_init", "--open")
    (address,) = shown
    page = Path(address.removeprefix("file://"))
    assert page.name == "review.html"
    assert not page.is_relative_to(project.path)
    assert page.read_text().startswith("<!doctype html>")
    assert project.git("status", "--short") == before
    reviewed(capsys, "0000_init", "--open", "--output", "mine.html")
    assert (project.path / "mine.html").read_text().startswith("<!doctype html>")


def test_rules_that_speak_against_two_answers_exist() -> None:
    ids = {rule.id for rule in RULES}
    assert all(names <= ids for names in ALSO.values())


def test_what_is_dropped_breaks_the_running_code_too(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit()
    drop = ("nick", ["ALTER TABLE `posts` DROP COLUMN `users_id`;"], USERS)
    project.write(history(FIRST, SECOND, drop))
    _, text = reviewed(capsys)
    lines = text.splitlines()
    at = lines.index("✗ Data is lost")
    assert 'drops column "users_id" of table "posts"' in lines[at + 1]
    at = lines.index("✗ The code that runs now breaks")
    assert lines[at + 1] == "    the same as: Data is lost"


def test_an_unknown_migration_is_a_usage_error(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", "0009_none"]) == 2
    assert "no migration '0009_none'" in capsys.readouterr().err


def test_the_foreign_key_is_followed(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = reviewed(capsys)
    assert "posts(users_id) -> users: users_id is text, id is integer" in text
    assert "posts(users_id) has no index" in text


def test_rows_that_are_touched_are_named(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = reviewed(capsys)
    assert "drizzle/0001_posts.sql:3 touches the rows of users" in text


def test_sqlite_is_measured_by_the_way(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = reviewed(capsys)
    measured = text.partition("where ")[2]
    assert "drizzle/0001_posts.sql:3" in measured


def test_a_change_without_a_statement_and_a_statement_without_a_change(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["ALTER TABLE `users` ADD `age` integer;", "CREATE TABLE `other` (`id` integer);"]
    tables = {"users": {**USERS["users"], "age": "integer", "bio": "text"}}
    repo.write(history(FIRST, ("more", sql, tables)))
    _, text = reviewed(capsys, "0001_more")
    assert "added    column users.age integer  drizzle/0001_more.sql:1" in text
    assert "added    column users.bio text  no statement" in text
    assert "drizzle/0001_more.sql:3 CREATE TABLE `other`" in text


def test_a_rebuild_carries_the_change_of_its_table(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = [
        "PRAGMA foreign_keys=OFF;",
        "CREATE TABLE `__new_users` (`id` integer PRIMARY KEY, `email` text);",
        "INSERT INTO `__new_users`(`id`, `email`) SELECT `id`, `email` FROM `users`;",
        "DROP TABLE `users`;",
        "ALTER TABLE `__new_users` RENAME TO `users`;",
        "PRAGMA foreign_keys=ON;",
    ]
    repo.write(history(FIRST, ("loose", sql, {"users": {"id": "integer*", "email": "text"}})))
    _, text = reviewed(capsys, "0001_loose")
    assert "hold: every change of the schema has its statement" in text
    assert "every statement belongs to a change of the schema" in text
    assert "the migration changes structure only, no rows" in text


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_the_other_formats_are_written_to_a_file(
    project: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "review"
    reviewed(capsys, "--format", name, "--output", str(path))
    text = path.read_text()
    assert "0001_posts" in text
    assert text.startswith("<!-- forge-migrations" if name == "markdown" else "<!doctype html>")


def test_a_history_without_migrations_says_what_to_do(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, Any] = history()
    del files["drizzle/meta/_journal.json"]
    repo.write(files)
    assert main(["review"]) == 2
    assert "forge-migrations generate" in capsys.readouterr().err


def test_index_names_follow_the_policy(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    files = history(FIRST, ("index", ["CREATE INDEX `odd` ON `users` (`email`);"], USERS))
    index = {"name": "odd", "columns": ["email"], "isUnique": False}
    files["drizzle/meta/0001_snapshot.json"]["tables"]["users"]["indexes"] = {"odd": index}
    repo.write({**files, ".forge-migrations.toml": '[naming]\nindex = "{table}_{columns}_idx"\n'})
    _, text = reviewed(capsys, "0001_index")
    assert "odd would be users_email_idx ({table}_{columns}_idx)" in text


def test_what_a_reviewer_can_accept_stands_on_the_page_and_at_the_line(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = ("drop", ["ALTER TABLE `users` DROP COLUMN `email`;"], {"users": {"id": "integer*"}})
    repo.commit(history(FIRST))
    first = repo.git("rev-parse", "HEAD")
    repo.commit(history(FIRST, drop))
    allow = "-- forge-migrations: allow drop-column: WHY"
    _, page = reviewed(capsys, "0001", "--format", "html")
    assert f"<pre>{allow}</pre>" in page
    put: list[list[Suggestion]] = []
    kept = Platform("gh", "x", "x", "PATCH", "12", "x", ("a", "b"))
    monkeypatch.setattr(comment, "platform_of", lambda number: kept)
    monkeypatch.setattr(Platform, "put", lambda self, mark, body: None)
    monkeypatch.setattr(Platform, "suggest", lambda self, found: put.append(found))
    assert main(["comment", "--from-ref", first.strip()]) == 0
    [[one]] = put
    assert (one.path, one.line) == ("drizzle/0001_drop.sql", 1)
    reason = "accepted in the review of request 12"
    assert f"{allow.replace('WHY', reason)}\nALTER TABLE" in one.body


def test_a_rehearsal_that_stopped_fails_the_review_and_names_the_line(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["CREATE TABLE `a` (`id` integer);", "INSERT INTO `nowhere` VALUES (1);", "SELECT 1;"]
    repo.commit(history(FIRST))
    repo.commit(history(FIRST, ("broken", sql, {**USERS, "a": {"id": "integer"}})))
    code, text = reviewed(capsys, "0001", "--rehearse")
    assert code == 1
    assert "the rehearsal stopped at drizzle/0001_broken.sql:3: no such table: nowhere" in text
    _, page = reviewed(capsys, "0001", "--rehearse", "--format", "html")
    assert "it failed in the rehearsal" in page
    assert "Line 5 never ran." in page
