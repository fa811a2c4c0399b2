"""`forge-migrations rehearse` by hand: the table, the JSON, and the way back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from forge_migrations.checks.rehearsal import differences as rehearsal_differences
from forge_migrations.cli import main
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.workflow.install.setup import PGLITE
from kits import ENVIRONMENT
from kits import installed
from kits import link_node_modules
from repositories import Repo

HOOKS = Path(__file__).parents[3] / "hooks"
CONFIG = "export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle' };\n"
SCHEMA = """import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
export const users = sqliteTable("users", { id: integer().primaryKey(), name: text()%s });
"""


@pytest.fixture
def project(repo: Repo, kit31: str) -> Repo:
    """A project with one released migration and a second one that drops a column."""
    link_node_modules(kit31, repo.path)
    repo.commit(
        {
            ".gitignore": "node_modules\n",
            "package.json": {"name": "p", "dependencies": {"better-sqlite3": "1"}},
            "drizzle.config.ts": CONFIG,
            "schema.ts": SCHEMA % ", code: text()",
        }
    )
    generate(repo)
    repo.commit({})
    repo.stage({"schema.ts": SCHEMA % ""})
    generate(repo)
    repo.stage({})
    return repo


def generate(repo: Repo) -> None:
    subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", "generate"],
        cwd=repo.path,
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
    )


def test_each_statement_is_shown_with_what_it_did(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse"]) == 1
    said = capsys.readouterr().out
    assert "drizzle.config.ts: 1 migration on 4 rows in 1 table, SQLite 3." in said
    assert "ALTER TABLE `users` DROP COLUMN `code`;" in said
    assert 'drops column "code" of table "users", which held 3 values' in said
    assert "the way back: the structure comes back, and going back loses nothing more" in said


def test_sqlite_has_no_server_to_keep(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "--keep"]) == 1
    told = capsys.readouterr()
    assert "in this process's memory: no server to keep" in told.err
    assert "the way back" in told.out


@pytest.mark.network
def test_a_server_that_is_kept_lets_the_person_in_over_loopback_too(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = {
        "version": "7",
        "dialect": "postgresql",
        "entries": [{"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": True}],
    }
    repo.stage(
        {
            ".gitignore": "node_modules\n",
            "package.json": {"name": "p"},
            "drizzle.config.ts": CONFIG.replace("sqlite", "postgresql"),
            "schema.ts": "export {};\n",
            "drizzle/meta/_journal.json": journal,
            "drizzle/0000_a.sql": "CREATE TABLE users (id integer PRIMARY KEY);",
        }
    )
    link_node_modules(installed(*PGLITE), repo.path)
    monkeypatch.setenv("FORGE_LOOPBACK", "1")
    asked: list[int] = []

    def enter() -> str:
        found = re.search(r"postgresql\+psycopg(://\S+);", capsys.readouterr().err)
        assert found is not None
        with psycopg.connect("postgresql" + found[1]) as connection:
            row = connection.execute("SELECT count(*) FROM users").fetchone()
            assert row is not None
            asked.append(row[0])
        return "\n"

    monkeypatch.setattr("sys.stdin.readline", enter, raising=False)
    main(["rehearse", "--keep"])
    assert len(asked) == 1


def test_what_the_refusal_says_to_type_lets_the_released_code_run(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (broken,) = [each for each in told["findings"] if each["rule"] == "breaks-released-code"]
    soften, add = (each["argv"] for each in broken["commands"])
    assert main(soften[1:]) == 0
    project.git(*add[1:])
    capsys.readouterr()
    assert main(["rehearse", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert told["projects"][0]["deploy_order"] == "either"


def test_the_json_tells_machines_the_same(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (one,) = told["projects"]
    assert one["rows"] == {"users": 4}
    assert [each["sql"] for each in one["statements"]] == [
        "ALTER TABLE `users` DROP COLUMN `code`;"
    ]
    assert one["undo"]["possible"] is True
    rules = [each["rule"] for each in told["findings"]]
    assert rules == ["breaks-released-code", "drop-column"]
    assert told["projects"][0]["deploy_order"] == "deploy first"


def test_what_is_released_can_be_rehearsed_again(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({})
    assert main(["rehearse", "--last", "2"]) == 0
    assert "2 migrations on an empty database" in capsys.readouterr().out


def test_a_schema_that_the_migrations_do_not_make_is_told(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.stage({"schema.ts": SCHEMA % ", age: integer()"})
    assert main(["rehearse", "--fresh"]) == 1
    assert 'column "age" of table "users" is missing' in capsys.readouterr().out


def test_what_is_committed_on_a_branch_is_new_until_it_is_released(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    released = project.git("rev-parse", "HEAD").strip()
    project.commit({})
    project.git("checkout", "--quiet", "-b", "work")
    project.git("branch", "--force", "main", released)
    assert main(["rehearse", "--base", "main"]) == 1
    said = capsys.readouterr()
    assert "drizzle.config.ts: 1 migration on 4 rows in 1 table" in said.out
    assert "doesn't exist" not in said.out + said.err


def test_fresh_answers_for_every_migration(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.stage({"schema.ts": SCHEMA % ", more: text()"})
    assert main(["rehearse", "--fresh"]) == 1
    said = capsys.readouterr().out
    assert "drizzle.config.ts: 2 migrations on an empty database, SQLite 3." in said
    assert 'column "more" of table "users" is missing' in said
    assert "older finding" not in said


def test_what_differed_before_is_told_apart_without_running_the_history_again(
    project: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(*_: object) -> None:
        raise AssertionError("the history was run again")

    monkeypatch.setattr(rehearsal_differences, "structure_of", again)
    project.commit({"schema.ts": SCHEMA % ", age: integer()"})  # without its migration
    journal = json.loads((project.path / "drizzle/meta/_journal.json").read_text())
    last = journal["entries"][-1]
    journal["entries"].append({**last, "idx": 2, "when": last["when"] + 1, "tag": "0002_other"})
    made = {"drizzle/0002_other.sql": "CREATE TABLE other (id integer PRIMARY KEY);"}
    project.stage({**made, "drizzle/meta/_journal.json": journal})
    assert main(["rehearse"]) == 1
    said = capsys.readouterr().out
    assert 'table "other" is not in the schema' in said
    assert 'column "age" of table "users" is missing' not in said
    assert "1 older finding" in said


def test_two_rehearsals_at_once_say_the_same_as_one_alone(
    repo: Repo, kit31: str, tmp_path: Path
) -> None:
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    link_node_modules(kit31, repo.path)
    entries = [
        {"idx": number, "version": "7", "when": 1_700_000_000_000 + number, "tag": tag}
        for number, tag in enumerate(("0000_made", "0001_lost"))
    ]
    journal = {"version": "7", "dialect": "postgresql", "entries": entries}
    made = "".join(f"CREATE TABLE t{n} (id serial PRIMARY KEY, a text);\n" for n in range(30))
    repo.commit(
        {
            ".gitignore": "node_modules\n",
            "package.json": {"name": "p", "dependencies": {"pg": "8"}},
            "drizzle.config.ts": CONFIG.replace("sqlite", "postgresql"),
            "schema.ts": "",
            "drizzle/meta/_journal.json": journal,
            "drizzle/0000_made.sql": made,
            "drizzle/0001_lost.sql": "ALTER TABLE t3 DROP COLUMN a; DROP TABLE t4;",
        }
    )
    command = [sys.executable, "-m", "forge_migrations", "rehearse", "--format", "json"]

    def begun(cache: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "FORGE_CACHE": str(tmp_path / cache), "PYTHONPATH": str(HOOKS)}
        return subprocess.Popen(command, cwd=repo.path, env=env, stdout=subprocess.PIPE)

    pair = [begun("shared"), begun("shared")]
    said = [each.communicate(timeout=120)[0] for each in pair]
    said.append(begun("shared").communicate(timeout=120)[0])
    said.append(begun("own").communicate(timeout=120)[0])
    told = [json.loads(each) for each in said]
    for each in told:
        for statement in each["projects"][0]["statements"]:
            del statement["seconds"]
    assert told[0]["projects"][0]["statements"]
    assert told[1:] == told[:1] * 3
    assert [each.returncode for each in pair] == [1, 1]


def test_nothing_to_rehearse_is_no_success(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "--engine", "mysql"]) == 2
    said = capsys.readouterr().err
    assert "no Drizzle project for mysql has migrations" in said
    assert "fix: leave --engine out" in said
    project.git("rm", "-r", "--cached", "--quiet", ".")
    assert main(["rehearse"]) == 2
    assert "no Drizzle project has migrations" in capsys.readouterr().err
