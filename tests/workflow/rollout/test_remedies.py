"""What a refusal says to type, typed: the commit passes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import Columns
from workflow.histories import history

BIN = Path(sys.executable).parent
ID = {"id": "integer*"}
FULL = {**ID, "email": "text!", "nick": "text"}
STATES: dict[str, tuple[str, Columns]] = {
    "drop-column": ('ALTER TABLE "users" DROP COLUMN "email";', {**ID, "nick": "text"}),
    "set-not-null": (
        'ALTER TABLE "users" ALTER COLUMN "nick" SET NOT NULL;',
        {**FULL, "nick": "text!"},
    ),
    "uncastable-type": (
        'ALTER TABLE "users" ALTER COLUMN "nick" SET DATA TYPE integer;',
        {**FULL, "nick": "integer"},
    ),
    "change-column-type": (
        """CREATE TYPE "kind" AS ENUM ('a');
ALTER TABLE "users" ALTER COLUMN "nick" SET DATA TYPE "kind" USING "nick"::"kind";""",
        {**FULL, "nick": "kind"},
    ),
    "narrow-type": (
        'ALTER TABLE "users" ALTER COLUMN "email" SET DATA TYPE varchar(5);',
        {**FULL, "email": "varchar(5)!"},
    ),
    "add-required-column": (
        'ALTER TABLE "users" ADD COLUMN "plan" text NOT NULL;',
        {**FULL, "plan": "text!"},
    ),
}


def steps(sql: str, users: Columns | None) -> dict[str, Any]:
    made = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "email" text NOT NULL, "nick" text);'
    after = {"users": users} if users else {}
    return history(("one", [made], {"users": FULL}), ("two", [sql], after), dialect="postgresql")


def refused(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["destructive-sql", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    return [one for one in found if one["severity"] == "refuse" and not one["inherited"]]


def typed(repo: Repo, one: dict[str, Any]) -> None:
    for command in one["commands"]:
        argv = command["argv"]
        program = str(BIN / argv[0]) if argv[0] == "forge-migrations" else argv[0]
        subprocess.run([program, *argv[1:]], cwd=repo.path, check=True, capture_output=True)


@pytest.mark.parametrize("rule", [*STATES, "drop-table"])
@pytest.mark.parametrize("several", [False, True])
def test_what_is_said_is_what_helps(
    repo: Repo, capsys: pytest.CaptureFixture[str], rule: str, several: bool
) -> None:
    sql, users = STATES.get(rule, ('DROP TABLE "users" CASCADE;', None))
    files = steps(sql, users)
    if several:
        files = {f"{place}/{path}": data for place in ("a", "b") for path, data in files.items()}
    later = ("0001_two.sql", "0001_snapshot.json", "_journal.json")
    first = {
        f"{path[: -len('drizzle/meta/_journal.json')]}{name}": data
        for path in files
        if path.endswith("_journal.json")
        for name, data in history(
            ("one", [steps("", None)["drizzle/0000_one.sql"]], {"users": FULL}),
            dialect="postgresql",
        ).items()
    }
    repo.commit({**first, **{p: d for p, d in files.items() if not p.endswith(later)}})
    repo.git("checkout", "-qb", "work")
    repo.stage(files)
    found = refused(capsys)
    assert rule in {one["rule"] for one in found}
    for one in found:
        if one["rule"] == rule:
            typed(repo, one)
    assert [one for one in refused(capsys) if one["rule"] == rule] == []
    assert main(["destructive-sql"]) == 0
    assert main(["migration-history"]) == 0


@pytest.mark.parametrize(
    "sql",
    [
        'ALTER TABLE "users" DROP COLUMN "id";',
        'ALTER TABLE "users" DROP COLUMN "nick", ADD COLUMN "name" text;',
        'DROP TABLE "users"; CREATE TABLE "users" ("a" text);',
        'ALTER TABLE "users" ALTER COLUMN "nick" TYPE integer USING 1, ADD COLUMN "name" text;',
    ],
)
def test_it_isnt_said_where_it_doesnt_help(
    repo: Repo, capsys: pytest.CaptureFixture[str], sql: str
) -> None:
    made = steps("", None)["drizzle/0000_one.sql"]
    repo.commit(history(("one", [made], {"users": FULL}), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    repo.stage(steps(sql, ID))
    found = refused(capsys)
    assert found
    assert not any("soften" in one["remedy"] for one in found)


MYSQL = {
    "set-not-null": (
        "ALTER TABLE `users` MODIFY COLUMN `nick` varchar(9) NOT NULL;",
        {"nick": "varchar(9)!"},
    ),
    "implicit-default": (
        "ALTER TABLE `users` ADD `plan` varchar(9) NOT NULL;",
        {"plan": "varchar(9)!"},
    ),
    "add-required-column": ("ALTER TABLE `users` ADD `at` datetime NOT NULL;", {"at": "datetime!"}),
    "drop-column": ("ALTER TABLE `users` DROP COLUMN `email`;", {"email": ""}),
}


@pytest.mark.parametrize("rule", MYSQL)
def test_what_is_said_helps_on_mysql_too(
    repo: Repo, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    made = "CREATE TABLE `users` (`id` int, `email` varchar(9) NOT NULL, `nick` varchar(9));"
    full = {"id": "int", "email": "varchar(9)!", "nick": "varchar(9)"}
    sql, more = MYSQL[rule]
    after = {name: kind for name, kind in {**full, **more}.items() if kind}
    repo.commit(history(("one", [made], {"users": full}), dialect="mysql"))
    repo.git("checkout", "-qb", "work")
    repo.stage(
        history(("one", [made], {"users": full}), ("two", [sql], {"users": after}), dialect="mysql")
    )
    (one,) = [each for each in refused(capsys) if each["rule"] == rule]
    typed(repo, one)
    assert refused(capsys) == []
    assert main(["migration-history"]) == 0


SQLITE_FIRST = (
    "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `email` text NOT NULL, `nick` text);"
)
SQLITE: dict[str, tuple[str, Columns]] = {
    "rebuild-drops-column": ("`nick` text", {**ID, "nick": "text"}),
    "rebuild-fails": ("`email` text NOT NULL, `nick` text NOT NULL", {**FULL, "nick": "text!"}),
    "add-required-column": (
        "ALTER TABLE `users` ADD `plan` text NOT NULL;",
        {**FULL, "plan": "text!"},
    ),
}


@pytest.mark.parametrize("rule", SQLITE)
def test_what_is_said_of_a_rebuild_is_what_helps(
    repo: Repo, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    said, users = SQLITE[rule]
    sql = [said]
    if not said.startswith("ALTER"):
        columns = ", ".join(["`id`", *(f"`{name}`" for name in users if name != "id")])
        sql = [
            f"CREATE TABLE `__new_users` (`id` integer PRIMARY KEY NOT NULL, {said});",
            f"INSERT INTO `__new_users`({columns}) SELECT {columns} FROM `users`;",
            "DROP TABLE `users`;",
            "ALTER TABLE `__new_users` RENAME TO `users`;",
        ]
    first = ("one", [SQLITE_FIRST], {"users": FULL})
    repo.commit(history(first, dialect="sqlite"))
    repo.git("checkout", "-qb", "work")
    repo.stage(history(first, ("two", sql, {"users": users}), dialect="sqlite"))
    found = refused(capsys)
    assert [one["rule"] for one in found] == [rule]
    typed(repo, found[0])
    assert main(["destructive-sql"]) == 0
    assert main(["migration-history"]) == 0
