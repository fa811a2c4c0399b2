"""UPDATEs that somebody wrote into a migration."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.rollout.test_remedies import refused
from workflow.rollout.test_remedies import typed
from workflow.rollout.test_soften import asked

MADE = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "email" text);'
ADD = 'ALTER TABLE "users" ADD COLUMN "plan" text;'
REQUIRE = 'ALTER TABLE "users" ALTER COLUMN "plan" SET NOT NULL;'
BEFORE = {"users": {"id": "integer*", "email": "text"}}
AFTER = {"users": {"id": "integer*", "email": "text", "plan": "text"}}
REQUIRED = {"users": {"id": "integer*", "email": "text", "plan": "text!"}}


def changed(repo: Repo, sql: list[str], after: object, *later: object) -> None:
    repo.commit(history(("one", [MADE], BEFORE), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    repo.write(history(("one", [MADE], BEFORE), ("two", sql, after), *later, dialect="postgresql"))
    repo.git("add", "-A")


@pytest.mark.parametrize(
    ("update", "alone"),
    [
        ("""UPDATE "users" SET "plan" = 'free';""", """UPDATE "users" SET "plan" = 'free' WHERE "plan" IS NULL;"""),
        ("""UPDATE users SET plan = lower(email) WHERE email <> 'x' OR id = 1;""", """UPDATE users SET plan = lower(email) WHERE (email <> 'x' OR id = 1) AND "plan" IS NULL;"""),
        ("""UPDATE users SET plan = 'free' WHERE plan IS NULL;""", """UPDATE users SET plan = 'free' WHERE plan IS NULL;"""),
    ],
)  # fmt: skip
def test_what_fills_a_new_column_gets_a_migration_of_its_own(
    repo: Repo, capsys: pytest.CaptureFixture[str], update: str, alone: str
) -> None:
    changed(repo, [ADD, update, REQUIRE], REQUIRED)
    told = asked(capsys, "soften", "--write")
    first, second, *_ = told["files"]
    assert (first["deploy"], second["deploy"]) == (1, 1)
    assert first["sql"].endswith(ADD)
    assert second == {"deploy": 1, "path": "drizzle/0002_fill_two.sql", "sql": alone}
    assert (repo.path / "drizzle/0002_fill_two.sql").read_text() == alone
    repo.git("add", "-A")
    assert [main([check]) for check in ("destructive-sql", "migration-history")] == [0, 0]


def test_contract_gives_the_same_to_what_the_old_release_wrote_since(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(repo, [ADD, "UPDATE users SET plan = 'free';", REQUIRE], REQUIRED)
    assert main(["soften", "--write"]) == 0
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "work")
    repo.git("checkout", "-qb", "later")
    told = asked(capsys, "contract")
    assert told["sql"][0] == """UPDATE "users" SET "plan" = 'free' WHERE "plan" IS NULL;"""


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (["UPDATE users SET email = 'x' WHERE email IS NULL;"], "apply --online does it before"),
        (["UPDATE users SET email = lower(email);"], "nothing tells rows that are done"),
        (["UPDATE users SET email = 'x' WHERE id = 1;", "UPDATE users SET email = 'y' WHERE email IS NULL;"], "what stands before it changes what it reads"),
        ([ADD, "UPDATE users SET plan = now()::text;"], "it asks the clock"),
        ([ADD, "UPDATE users SET plan = 'x', email = 'y';"], "it sets columns that were there, too"),
        ([ADD, "UPDATE users SET plan = 'x';", "UPDATE users SET email = plan WHERE id = 1;"], "what stands behind it reads it"),
        ([ADD, "UPDATE users SET plan = (SELECT max(email) FROM users);"], "it reads other rows"),
    ],
)  # fmt: skip
def test_what_stays_says_why(
    repo: Repo, capsys: pytest.CaptureFixture[str], sql: list[str], why: str
) -> None:
    changed(repo, sql, AFTER if ADD in sql else BEFORE)
    told = asked(capsys, "soften")
    assert any(
        each["what"].startswith("update ") and each["why"].startswith(why) for each in told["left"]
    ), told["left"]


def test_an_update_with_migrations_behind_it_stays(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (
        "three",
        ["CREATE TABLE x (id integer PRIMARY KEY NOT NULL);"],
        {**AFTER, "x": {"id": "integer*"}},
    )
    changed(repo, [ADD, "UPDATE users SET plan = 'x';"], AFTER, more)
    told = asked(capsys, "soften", "0001_two")
    assert told["left"][0]["why"] == "a later migration is there already: give it one of its own"


@pytest.mark.parametrize("layout", [dict, folders])
def test_what_the_refusal_says_is_typed_and_all_of_it_staged(
    repo: Repo, capsys: pytest.CaptureFixture[str], layout: Any
) -> None:
    repo.commit(layout(history(("one", [MADE], BEFORE), dialect="postgresql")))
    repo.git("checkout", "-qb", "work")
    sql = [ADD, "UPDATE users SET plan = email;", 'ALTER TABLE "users" DROP COLUMN "email";']
    moved = {"users": {"id": "integer*", "plan": "text"}}
    repo.stage(layout(history(("one", [MADE], BEFORE), ("two", sql, moved), dialect="postgresql")))
    for one in [each for each in refused(capsys) if "soften" in str(each["commands"])][:1]:
        typed(repo, one)
    assert len(repo.git("diff", "--cached", "--name-only").split()) > 3
    assert repo.git("status", "--short", "--untracked-files").count("??") == 0
    assert [main([check]) for check in ("destructive-sql", "migration-history")] == [0, 0]


def test_contract_fills_once_more_before_it_drops_what_the_values_come_from(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """The release before has written rows since."""
    sql = [ADD, "UPDATE users SET plan = email;", 'ALTER TABLE "users" DROP COLUMN "email";']
    changed(repo, sql, {"users": {"id": "integer*", "plan": "text"}})
    assert main(["soften", "--write"]) == 0
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "work")
    repo.git("checkout", "-qb", "later")
    told = asked(capsys, "contract")
    assert told["sql"][0] == 'UPDATE users SET plan = email WHERE "plan" IS NULL;'
    assert told["sql"][1].endswith('ALTER TABLE "users" DROP COLUMN "email";')


def test_an_update_of_long_ago_is_not_done_again(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows have no plan on purpose since."""
    first = [MADE, ADD, "UPDATE users SET plan = email WHERE plan IS NULL;"]
    drop = ['ALTER TABLE "users" DROP COLUMN "email";']
    repo.commit(history(("one", first, AFTER), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    without = {"users": {"id": "integer*", "plan": "text"}}
    repo.write(history(("one", first, AFTER), ("two", drop, without), dialect="postgresql"))
    repo.git("add", "-A")
    assert main(["soften", "--write"]) == 0
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "work")
    repo.git("checkout", "-qb", "later")
    assert len(asked(capsys, "contract")["sql"]) == 1


def test_an_index_on_the_new_column_stays_with_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """The snapshot has both."""
    index = 'CREATE INDEX "users_plan" ON "users" ("plan");'
    changed(repo, [ADD, "UPDATE users SET plan = 'x';", index], AFTER)
    told = asked(capsys, "soften")
    assert told["files"][0]["sql"].splitlines() == [ADD, index]
    assert told["left"][0]["what"] == 'create-index "users_plan" of "users"'
