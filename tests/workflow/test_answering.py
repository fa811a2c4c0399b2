from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.workflow import MODULES
from forge_migrations.workflow.answering import PLAIN
from published import RELEASED
from published import refuse_what_is_not_published
from published import schemas
from repositories import Repo
from workflow.projects import lay_out

Capture = pytest.CaptureFixture[str]


def table(*columns: str) -> str:
    listed = ", ".join(f'{name}: text("{name}")' for name in columns)
    return (
        'import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
        f'export const users = sqliteTable("users", {{ id: integer("id").primaryKey(), {listed} }});\n'
    )


def answered(capsys: Capture, code: int, *words: str) -> Any:
    """What a command prints in JSON, which its published schema knows."""
    capsys.readouterr()
    assert main([*words, "--format", "json"]) == code, capsys.readouterr()
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published(words[0] if words[0] in MODULES else "findings", told)
    return told


@pytest.mark.network
def test_every_command_of_a_change_answers_by_its_schema(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, table("name"), dialect="sqlite")
    made = answered(capsys, 0, "generate", "--name", "first")
    (first,) = made["migrations"]
    assert "CREATE TABLE `users`" in first["sql"]
    for each in made["commands"]:
        repo.git(*each["argv"][1:])
    repo.commit({".env": "DATABASE_URL=file:./dev.db\n"})
    assert answered(capsys, 0, "generate")["migrations"] == []
    assert answered(capsys, 0, "status")["migrations"][0]["state"] == "pending"
    assert answered(capsys, 2, "apply")["error"]["kind"] == "usage"
    assert answered(capsys, 0, "apply", "--dry-run")["commands"]
    assert answered(capsys, 0, "apply", "--yes")["ran"] == [first["tag"]]
    assert answered(capsys, 0, "apply", "--yes")["applied"] == [first["tag"]]
    assert answered(capsys, 0, "verify")["drift"] == []
    assert answered(capsys, 0, "review")["answers"]
    (rehearsed,) = answered(capsys, 0, "rehearse", "--last", "1")["projects"]
    assert rehearsed["statements"]
    assert answered(capsys, 2, "rollback")["error"]["kind"] == "usage"
    assert answered(capsys, 0, "repair")["steps"] == []
    assert answered(capsys, 0, "baseline", "--dry-run")["accepted"] == []
    assert answered(capsys, 0, "setup")["projects"] == [
        {"project": "drizzle.config.ts", "kit": True}
    ]
    assert answered(capsys, 0, "init", "--dry-run")["files"]
    assert answered(capsys, 3, "doctor")["projects"][0]["migrations"] == 1
    assert answered(capsys, 0, "projects")["include"]
    assert {each["rule"] for each in answered(capsys, 0, "audit")} <= {"future-when"}
    assert answered(capsys, 0, "--all-files") == []
    repo.write({"schema.ts": table("name", "nick")})
    assert answered(capsys, 0, "generate", "--name", "second")["migrations"]
    assert answered(capsys, 0, "rollback")["sql"] == ["ALTER TABLE `users` DROP COLUMN `nick`;"]
    written = answered(capsys, 0, "rollback", "--write")
    assert written["commands"] == [{"argv": ["git", "add", *written["wrote"]], "cwd": "."}]
    repo.write({"schema.ts": table("name", "nick", "more")})
    repo.git("add", ".")
    (repo.path / "node_modules").unlink()
    told = answered(capsys, 3, "stale-migrations", "--staged")
    assert {(each["rule"], each["severity"]) for each in told} == {("undecided", "undecided")}


@pytest.mark.network
def test_a_refusal_a_question_and_a_failure_answer_by_their_schemas(
    repo: Repo, kit: str, capsys: Capture
) -> None:
    lay_out(repo, kit, table("name"), dialect="sqlite")
    repo.write({".env": "DATABASE_URL=file:./dev.db\n"})
    assert main(["generate", "--name", "first"]) == 0
    assert main(["apply", "--yes"]) == 0
    repo.commit({})
    repo.git("checkout", "-q", "-b", "work")
    repo.write({"schema.ts": table("full")})
    asked = answered(capsys, 2, "generate", "--name", "second")
    assert asked["decide"]
    renamed, new = asked["alternatives"]
    assert new["decide"]
    assert new["commands"][0]["argv"][-2:] == ["--create", "users.full"]
    assert renamed["commands"][0]["argv"][-2] == "--rename"
    answer = asked["alternatives"][1]["commands"][0]["argv"]
    made = answered(capsys, 0, *answer[1:])
    dropped = next(each for each in made["findings"] if each["rule"] == "drop-column")
    assert dropped["docs"].endswith("drop-column.md")
    assert dropped["edits"] or dropped["alternatives"]
    assert not answered(capsys, 1, "review")["ready"]
    repo.git("add", ".")
    assert answered(capsys, 1, "rehearse")["projects"][0]["lost"]
    path = made["migrations"][0]["path"]
    repo.write({path: "ALTER TABLE `nowhere` DROP COLUMN `name`;\n"})
    failed = answered(capsys, 1, "apply", "--yes")
    assert (failed["failure"]["path"], failed["failure"]["line"]) == (path, 1)
    repo.git("add", path)
    assert {each["rule"] for each in answered(capsys, 1, "--staged")} >= {"sql-lacks"}


@pytest.fixture(params=["0.31", "1.0"])
def kit(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("kit31" if request.param == "0.31" else "kit1")
    return found


@pytest.mark.parametrize(
    "command", ["", *sorted({*PLAIN, "review", "rehearse", "status", "verify"} - {"init"})]
)
def test_an_error_is_json_on_the_same_stream(repo: Repo, capsys: Capture, command: str) -> None:
    repo.write({".forge-migrations.toml": "polisy = 1\n"})
    repo.git("add", ".")
    repo.git("commit", "-q", "-m", "all")
    words = [command] if command else ["--all-files"]
    words += ["backup.sqlite"] if command == "restore" else []
    capsys.readouterr()
    code = main([*words, "--format", "json"])
    out, err = capsys.readouterr()
    told = json.loads(out)
    refuse_what_is_not_published(command or "findings", told)
    assert (code, told["exit_code"], told["error"]["kind"]) == (2, 2, "usage")
    assert "polisy" in told["error"]["message"]
    assert "polisy" not in err


@pytest.mark.parametrize("command", ["generate", "projects", "audit", "rules"])
def test_words_that_mean_nothing_are_an_error_in_json(
    repo: Repo, capsys: Capture, command: str
) -> None:
    assert main([command, "--nonsense", "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("error", told)
    assert told["commands"] == [{"argv": ["forge-migrations", command, "--help"], "cwd": "."}] or (
        told["commands"][0]["argv"][1:] == [command, "--help"]
    )


def test_the_rules_and_one_rule_answer_by_their_schema(capsys: Capture) -> None:
    every = answered(capsys, 0, "rules")["rules"]
    assert all(each["docs"].endswith(f"{each['id']}.md") for each in every)
    (one,) = answered(capsys, 0, "rules", "drop-column")["rules"]
    assert one["bad"] and one["good"]


def test_a_process_writes_nothing_between(repo: Repo) -> None:
    program = [sys.executable, "-m", "forge_migrations", "doctor", "--format", "json"]
    ran = subprocess.run(program, cwd=repo.path, capture_output=True, text=True)
    assert json.loads(ran.stdout)["command"] == "doctor"


def test_every_schema_is_one_and_knows_all_that_the_last_release_knew() -> None:
    from jsonschema import Draft202012Validator

    now, then = schemas(), schemas(RELEASED)
    for schema in now.values():
        Draft202012Validator.check_schema(schema)
    for name, schema in then.items():
        assert [*_lost(schema, now[name], name)] == []


def _lost(old: Any, new: Any, place: str) -> Iterator[str]:
    """What a newer schema says no longer: a key, a certainty that one is there, a type."""
    if type(old) is not type(new):
        yield f"{place}: was {old}, is {new}"
    elif isinstance(old, dict):
        for key, value in old.items():
            if key == "description" or key == "title":
                continue
            if key not in new:
                yield f"{place}: {key} is gone"
            else:
                yield from _lost(value, new[key], f"{place}/{key}")
    elif isinstance(old, list) and all(isinstance(each, str) for each in old):
        yield from (f"{place}: {each} is gone" for each in old if each not in new)
    elif isinstance(old, list):
        for number, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _lost(one, other, f"{place}/{number}")
        if len(new) < len(old):
            yield f"{place}: {len(old) - len(new)} are gone"
    elif old != new:
        yield f"{place}: was {old}, is {new}"


def test_a_schema_that_lost_something_is_told() -> None:
    old = {"properties": {"a": {"type": "string"}}, "required": ["a"], "enum": ["x"]}
    new = {"properties": {"a": {"type": "number"}}, "required": [], "enum": ["x", "y"]}
    assert [*_lost(old, new, "s")] == [
        "s/properties/a/type: was string, is number",
        "s/required: a is gone",
    ]


SPEAK_ANOTHER_TONGUE = {
    "agent-hook", "comment", "completion", "demo", "lsp", "merge-driver", "pre-push", "pre-receive", "studio", "update",
}  # fmt: skip
"""What answers git, an agent, a forge or a shell in its own words, or is watched by a person."""


def test_every_other_command_has_a_schema_of_its_name() -> None:
    assert {f"{name}.v1.json" for name in {*MODULES} - SPEAK_ANOTHER_TONGUE} <= {*schemas()}
