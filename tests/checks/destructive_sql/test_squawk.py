"""A team that comes from squawk: one line of policy, its own file and its own comments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations.presets import BY_NAME
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings
from repositories import Repo

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };'
TABLE = 'CREATE TABLE "pets" ("id" serial PRIMARY KEY, "name" varchar(40), "born" timestamp);'
DROP = 'ALTER TABLE "pets" DROP COLUMN "name";'
STYLE = {"prefer-identity", "prefer-text-field", "prefer-timestamptz"}


def project(path: Path, files: dict[str, str], *migrations: str) -> Repo:
    """A repository whose first commit holds all but the last migration; the last is staged."""
    entries = [
        {"idx": at, "version": "7", "when": 1000 + at, "tag": f"{at:04}_m", "breakpoints": True}
        for at in range(len(migrations))
    ]
    repo = Repo(path)
    base = {"drizzle.config.ts": CONFIG, **files}
    for number in (len(migrations) - 1, len(migrations)):
        journal = {"version": "7", "dialect": "postgresql", "entries": entries[:number]}
        written = {f"drizzle/{at:04}_m.sql": migrations[at] for at in range(number)}
        for name, text in {
            **base,
            "drizzle/meta/_journal.json": json.dumps(journal),
            **written,
        }.items():
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        repo.git("add", "-A")
        if number < len(migrations):
            repo.git("commit", "-qm", "before")
    return repo


def found(repo: Repo) -> dict[str, bool]:
    """Rule -> whether it refuses, of what the commit in the making is told."""
    ran = subprocess.run(
        [sys.executable, "-m", "forge_migrations", "destructive-sql", "--format", "json"],
        cwd=repo.path, capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stderr
    return {
        one["rule"]: one["severity"] == "refuse" and not one["acknowledged"]
        for one in json.loads(ran.stdout)
    }


def test_one_line_switches_squawks_rules_on(tmp_path: Path) -> None:
    policy = {".forge-migrations.toml": '[rules]\npreset = "squawk"\n'}
    plain = found(project(tmp_path / "plain", {}, "SELECT 1;", TABLE))
    assert not STYLE & plain.keys()
    asked = found(project(tmp_path / "asked", policy, "SELECT 1;", TABLE))
    assert {rule for rule, refuses in asked.items() if refuses} >= STYLE


def test_squawks_file_is_read_with_the_preset_alone(tmp_path: Path) -> None:
    file = {".squawk.toml": 'excluded_rules = ["ban-drop-column", "prefer-text-field"]\n'}
    policy = {".forge-migrations.toml": '[rules]\npreset = "squawk"\n'}
    plain = found(project(tmp_path / "plain", file, TABLE, DROP))
    assert plain["drop-column"]
    assert "drop-column" not in found(project(tmp_path / "asked", file | policy, TABLE, DROP))


def test_the_version_comes_from_squawks_file_where_the_policy_says_none(tmp_path: Path) -> None:
    policy = {".forge-migrations.toml": '[rules]\npreset = "squawk"\n'}
    old = {".squawk.toml": 'pg_version = "10"\n'}
    add = 'ALTER TABLE "pets" ADD COLUMN "kind" text DEFAULT \'cat\';'
    assert "volatile-default" in found(project(tmp_path / "old", policy | old, TABLE, add))
    assert "volatile-default" not in found(project(tmp_path / "new", policy, TABLE, add))


def test_squawks_comment_counts_for_the_rules_that_it_names(tmp_path: Path) -> None:
    policy = {".forge-migrations.toml": '[rules]\npreset = "squawk"\n'}
    named = "-- squawk-ignore ban-drop-column, require-timeout-settings\n" + DROP
    other = "-- squawk-ignore ban-drop-table\n" + DROP
    assert not any(found(project(tmp_path / "named", policy, TABLE, named)).values())
    assert found(project(tmp_path / "other", policy, TABLE, other))["drop-column"]


def judged(sql: str, *, preset: bool) -> dict[str, str]:
    """Rule -> the reason with which it is acknowledged."""
    settings = Settings(accept=(BY_NAME,) if preset else ())
    return {
        f.rule: f.acknowledged
        for f in judge_sql(sql, dialect="postgres", earlier=[TABLE], settings=settings)
    }


@pytest.mark.parametrize(
    ("comment", "accepted"),
    [
        ("-- squawk-ignore ban-drop-column", True),
        ("-- squawk-ignore", True),
        ("/* squawk-ignore ban-drop-column */", True),
        ("-- squawk-ignore ban-drop-column -- nobody reads it", True),
        ("-- squawk-ignore-file ban-drop-column", True),
        ("-- squawk-ignore renaming-column", False),
        ("-- squawk-ignored ban-drop-column", False),
        ("-- squawk-ignore no-such-rule", False),
    ],
)
def test_every_form_of_squawks_comment(comment: str, accepted: bool) -> None:
    assert bool(judged(f"{comment}\n{DROP}", preset=True)["drop-column"]) is accepted
    assert not judged(f"{comment}\n{DROP}", preset=False)["drop-column"]


def test_a_comment_for_the_whole_file_counts_for_every_statement() -> None:
    sql = f"-- squawk-ignore-file ban-drop-column\nSELECT 1;\n{DROP}"
    assert judged(sql, preset=True)["drop-column"]


def test_a_comment_of_squawks_never_allows_what_squawk_has_no_rule_for() -> None:
    sql = '-- squawk-ignore\nDELETE FROM "pets";'
    assert not judged(sql, preset=True)["delete-without-where"]


def test_our_comment_takes_squawks_names() -> None:
    sql = f"-- forge-migrations: allow ban-drop-column: unused since 2.3\n{DROP}"
    assert judged(sql, preset=False) == {"drop-column": "unused since 2.3"}


def test_our_comment_with_squawks_name_that_allows_nothing_is_told() -> None:
    sql = "-- forge-migrations: allow ban-drop-table: never\nSELECT 1;"
    assert "unused-acknowledgement" in judged(sql, preset=False)


def test_the_rules_that_are_off_say_nothing_of_any_example() -> None:
    off = {rule.id for rule in RULES if rule.severity == "off"}
    assert not off & set(judged(TABLE.replace("pets", "cats") + DROP, preset=True))
