"""Who still uses what a migration takes away, from a commit to what is said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.checks.uses import asking
from forge_migrations.checks.uses.acts import Contract
from forge_migrations.checks.uses.words import sentence
from forge_migrations.cli import main
from forge_migrations.findings import Finding
from forge_migrations.findings import Use
from forge_migrations.findings import Uses
from forge_migrations.remedy import Remedy
from kits import installed
from kits import link_node_modules
from published import refuse_what_is_not_published
from repositories import Repo

CONFIG = "export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n"
HEAD = "import { pgTable, serial, text } from 'drizzle-orm/pg-core';\n"
BOTH = (
    HEAD
    + "export const users = pgTable('users', {\n  id: serial().primaryKey(),\n  email: text(),\n});\n"
)
ONE = HEAD + "export const users = pgTable('users', {\n  id: serial().primaryKey(),\n});\n"
READS = (
    "import { db } from './db';\nimport { users } from './schema';\n"
    "export const mails = () => db.select({ mail: users.email }).from(users);\n"
)
READS_NOT = READS.replace("mail: users.email", "id: users.id")
DROP = 'ALTER TABLE "users" DROP COLUMN "email";'


def journal(*tags: str) -> dict[str, Any]:
    entries = [
        {"idx": n, "version": "7", "when": n + 1, "tag": tag, "breakpoints": True}
        for n, tag in enumerate(tags)
    ]
    return {"version": "7", "dialect": "postgresql", "entries": entries}


def column(name: str, kind: str, primary: bool) -> dict[str, Any]:
    return {"name": name, "type": kind, "primaryKey": primary, "notNull": primary}


def snapshot(number: int, *columns: str) -> dict[str, Any]:
    every = {"id": column("id", "serial", True), "email": column("email", "text", False)}
    table = {
        "name": "users", "schema": "", "columns": {name: every[name] for name in columns},
        "indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {}, "uniqueConstraints": {},
        "policies": {}, "checkConstraints": {}, "isRLSEnabled": False,
    }  # fmt: skip
    ids = [f"{n:08}-0000-4000-8000-000000000000" for n in range(4)]
    return {
        "id": ids[number + 1], "prevId": ids[number], "version": "7", "dialect": "postgresql",
        "tables": {"public.users": table}, "enums": {}, "schemas": {}, "sequences": {}, "roles": {},
        "policies": {}, "views": {}, "_meta": {"columns": {}, "schemas": {}, "tables": {}},
    }  # fmt: skip


@pytest.fixture
def project(repo: Repo) -> Repo:
    """Its released code reads users.email."""
    kit = installed("typescript@5.9.3", "drizzle-kit@0.31.11", "drizzle-orm@0.45.4")
    link_node_modules(kit, repo.path)
    repo.commit(
        {
            ".gitignore": "node_modules\n",
            "drizzle.config.ts": CONFIG,
            "src/schema.ts": BOTH,
            "src/db.ts": "import { drizzle } from 'drizzle-orm/node-postgres';\n"
            "export const db = drizzle('postgres://x');\n",
            "src/mails.ts": READS,
            "drizzle/0000_first.sql": 'CREATE TABLE "users" (\n\t"id" serial PRIMARY KEY NOT NULL,\n\t"email" text\n);\n',
            "drizzle/meta/0000_snapshot.json": snapshot(0, "id", "email"),
            "drizzle/meta/_journal.json": journal("0000_first"),
        }
    )
    return repo


def drop(project: Repo, **more: str) -> None:
    project.git("checkout", "--quiet", "-b", "drop")
    project.commit(
        {
            "src/schema.ts": ONE,
            "src/mails.ts": READS_NOT,
            "drizzle/0001_drop.sql": DROP + "\n",
            "drizzle/meta/0001_snapshot.json": snapshot(1, "id"),
            "drizzle/meta/_journal.json": journal("0000_first", "0001_drop"),
            **more,
        }
    )


def judged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    main(["--from-ref", "main", "--to-ref", "drop", "--format", "json"])
    told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("findings", told)
    return told


def test_a_drop_names_the_lines_of_the_released_code(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(project)
    (found,) = judged(capsys)
    assert found["message"] == (
        'drops column "email" of table "users": 1 place of the released code still uses it: '
        "src/mails.ts:3; none in the new code"
    )
    assert found["uses"] == {
        "what": "users.email",
        "does": "drops",
        "released": [{"path": "src/mails.ts", "line": 3, "how": "typed"}],
        "new": [],
        "proven": False,
        "since": "",
        "days": 0,
        "by": "TypeScript 5.9.3",
    }


def test_where_nothing_is_taken_away_no_schema_is_parsed(
    project: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a schema is parsed")

    monkeypatch.setattr(asking, "declaration", refused)
    drop(project, **{"drizzle/0001_drop.sql": 'CREATE INDEX "i" ON "users" ("email");\n'})
    judged(capsys)


def test_what_the_new_code_forgot_is_told_too(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(
        project, **{"src/mails.ts": READS, "src/all.ts": READS.replace("{ mail: users.email }", "")}
    )
    (found,) = judged(capsys)
    assert found["message"].endswith("; 1 in the new code: src/mails.ts:3")


def test_a_name_that_the_new_schema_has_again_is_right_in_the_new_code(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(
        project,
        **{
            "src/schema.ts": BOTH.replace("email: text()", "email: text('mail')"),
            "src/mails.ts": READS,
        },
    )
    found = next(each for each in judged(capsys) if each["rule"] == "drop-column")
    assert found["uses"]["new"] is None
    assert found["message"].endswith(": 1 place of the released code still uses it: src/mails.ts:3")


def test_a_whole_row_of_the_released_code_names_it_in_its_sql(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"src/mails.ts": READS.replace("{ mail: users.email }", "")})
    drop(project)
    (found,) = judged(capsys)
    assert (
        ": 1 place of the released code names it with whole rows: src/mails.ts:3"
        in found["message"]
    )
    assert not found["uses"]["proven"]


def test_what_nobody_uses_any_more_is_refused_for_its_data_alone(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    left = project.commit(
        {
            "src/schema.ts": ONE,
            "src/mails.ts": READS_NOT,
            "drizzle/0001_custom.sql": "-- forge-migrations: deferred\nSELECT 1;\n",
            "drizzle/meta/0001_snapshot.json": snapshot(1, "id"),
            "drizzle/meta/_journal.json": journal("0000_first", "0001_custom"),
        }
    )
    project.git("checkout", "--quiet", "-b", "drop")
    project.commit(
        {
            "drizzle/0002_drop.sql": DROP + "\n",
            "drizzle/meta/0002_snapshot.json": snapshot(2, "id"),
            "drizzle/meta/_journal.json": journal("0000_first", "0001_custom", "0002_drop"),
        }
    )
    (found,) = [each for each in judged(capsys) if each["rule"] == "drop-column"]
    assert f"no place of the released code uses it since {left[:7]} (released " in found["message"]
    assert found["uses"]["proven"]
    assert found["severity"] == "refuse"
    assert found["remedy"].startswith("keep a copy of its values if anybody needs them")


def test_a_rename_that_nobody_notices_is_only_reported(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"src/mails.ts": READS_NOT})
    drop(
        project,
        **{"drizzle/0001_drop.sql": 'ALTER TABLE "users" RENAME COLUMN "email" TO "mail";\n'},
    )
    (found,) = [each for each in judged(capsys) if each["rule"] == "rename-column"]
    assert found["message"].endswith(": no place of the released code uses it")
    assert found["severity"] == "report"


def test_what_an_any_may_hide_is_no_proof(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit(
        {
            "src/mails.ts": "import { db } from 'nowhere';\nimport { users } from './schema';\n"
            "export const put = () => db.update(users).set({ email: 'x' });\n"
        }
    )
    drop(
        project,
        **{"drizzle/0001_drop.sql": 'ALTER TABLE "users" RENAME COLUMN "email" TO "mail";\n'},
    )
    (found,) = [each for each in judged(capsys) if each["rule"] == "rename-column"]
    assert found["message"].endswith(": no place of the released code was found that uses it")
    assert (found["severity"], found["uses"]["proven"]) == ("refuse", False)


def test_what_was_found_is_kept_until_some_code_changes(
    project: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(project)
    first = judged(capsys)
    with monkeypatch.context() as context:
        context.setattr("forge_migrations.checks.uses.asking.search", None)
        assert judged(capsys) == first
    project.commit({"src/more.ts": READS})
    assert judged(capsys)[0]["message"].endswith("1 in the new code: src/more.ts:3")


def test_without_typescript_names_are_read_and_that_is_said(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = installed("drizzle-kit@0.31.11", "drizzle-orm@0.45.4")
    (project.path / "node_modules").unlink()
    link_node_modules(kit, project.path)
    if (project.path / "node_modules" / "typescript").exists():
        pytest.skip("this kit brings a compiler along")
    drop(project)
    (found,) = judged(capsys)
    assert found["message"].endswith(
        "1 place of the released code still uses it: src/mails.ts:3; none in the new code; "
        "told by names alone, as no TypeScript is installed here"
    )
    assert [each["how"] for each in found["uses"]["released"]] == ["named"]


def test_where_nothing_is_known_nothing_is_said(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"src/mails.ts": READS_NOT})
    (project.path / "node_modules").unlink()
    drop(project)
    found = next(each for each in judged(capsys) if each["rule"] == "drop-column")
    assert found["message"] == 'drops column "email" of table "users"'
    assert "uses" not in found


def test_it_is_not_looked_at_a_commit_unless_the_policy_says_so(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, Any] = {
        "src/schema.ts": ONE,
        "src/mails.ts": READS_NOT,
        "drizzle/0001_drop.sql": DROP + "\n",
        "drizzle/meta/0001_snapshot.json": snapshot(1, "id"),
        "drizzle/meta/_journal.json": journal("0000_first", "0001_drop"),
    }
    project.stage(files)
    main(["--staged", "--format", "json"])
    assert "released code" not in json.loads(capsys.readouterr().out)[0]["message"]
    project.stage({".forge-migrations.toml": '[uses]\nwhen = "commit"\n'})
    main(["--staged", "--format", "json"])
    told = [each for each in json.loads(capsys.readouterr().out) if each["rule"] == "drop-column"]
    assert "src/mails.ts:3" in told[0]["message"]


def test_a_check_of_git_alone_asks_no_compiler(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(project)
    main(["forge-destructive-sql", "--from-ref", "main", "--to-ref", "drop", "--format", "json"])
    assert "uses" not in json.loads(capsys.readouterr().out)[0]


def test_review_answers_it(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    drop(project)
    main(["review"])
    told = capsys.readouterr().out
    assert "✗ Released code still uses what is taken away" in told
    assert "drops users.email: 1 place of the released code still uses it: src/mails.ts:3" in told


ONES = tuple(Use(f"src/{name}.ts", 1, "typed") for name in "abcde")
ROWS = (Use("src/r.ts", 2, "rows"),)


@pytest.mark.parametrize(
    ("verb", "released", "new", "proven", "said"),
    [
        ("drops", ONES, (), False, "5 places of the released code still use it: src/a.ts:1, src/b.ts:1, src/c.ts:1 and 2 more; none in the new code"),
        ("drops", ONES[:1] + ROWS, (), False, "1 place of the released code still uses it: src/a.ts:1; 1 more place of the released code names it with whole rows: src/r.ts:2; none in the new code"),
        ("drops", (Use("src/q.ts", 3, "sql"),), (), False, "1 place of the released code mentions it in SQL: src/q.ts:3; none in the new code"),
        ("requires", ONES[:2], None, False, "2 places of the released code leave it out: src/a.ts:1, src/b.ts:1"),
        ("drops", (), ONES[:1], True, "no place of the released code uses it; 1 in the new code: src/a.ts:1"),
        ("drops", (), (), False, "no place of the released code was found that uses it"),
        ("requires", (), None, True, "no place of the released code leaves it out"),
    ],
)  # fmt: skip
def test_the_sentence(
    verb: Any, released: tuple[Use, ...], new: tuple[Use, ...] | None, proven: bool, said: str
) -> None:
    uses = Uses("users.email", verb, released, new, proven, "", by="TypeScript 5.9.3")
    assert sentence(Contract(verb, "a.sql", 1, "users", "email"), uses) == said


def test_a_finding_keeps_who_uses_it_and_its_fact_is_the_message_without() -> None:
    uses = Uses("users.email", "drops", ONES, None, False, ": 5 places")
    finding = Finding("c", "r", "a.sql", 1, "drops it: 5 places", Remedy("x"), uses=uses)
    assert Finding.from_kept(json.loads(json.dumps(finding.kept()))) == finding
    assert finding.fact == "drops it"
