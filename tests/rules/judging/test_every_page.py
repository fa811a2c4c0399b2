"""No finding without a page: every id that the code can give a finding has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from forge_migrations.checks import CHECKS
from forge_migrations.rules.judging.pages import HEAD
from forge_migrations.rules.judging.pages import described
from forge_migrations.rules.judging.pages import every_rule
from forge_migrations.rules.judging.pages import written_out
from literal_types import members
from rules.when_asked import PATH as WHEN_ASKED

HOOKS = Path(__file__).parents[3] / "hooks" / "forge_migrations"
KEBAB = re.compile(r"[a-z]+\d?(?:-[a-z]+)*-(?:[a-z]+|8)")
NO_RULES = {
    "no-files", "no-function", "no-transpiler", "stand-in", "drizzle-kit", "drizzle-orm", "utf-8",
    "ls-files", "rev-parse", "run-script", "run-s", "run-p", "npm-run-all", "docker-compose",
    "captain-definition", "vercel-build", "heroku-postbuild", "heroku-build", "gcp-build", "cf-build",
    "now-build", "forge-migrations", "turso-database", "exception-handler", "pre-receive",
    "structure-wanted", "structure-before", "insert-required", "as-select", "partition-of", "create-materialized-view", "migration-safe",
    "pg-core", "mysql-core", "sqlite-core", "singlestore-core", "gel-core",
}  # fmt: skip
"""Words of that form that the checks use for something else."""


def words_of_the_checks() -> set[str]:
    judging = set((HOOKS / "rules" / "judging").glob("*.py")) - {WHEN_ASKED}
    places = [*(HOOKS / "checks").rglob("*.py"), *judging]
    found = set()
    for path in places:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if KEBAB.fullmatch(node.value) else set()
    return found | {"stale"}


def test_every_id_that_a_check_can_give_a_finding_has_a_page() -> None:
    other = {*CHECKS, *members("sql.verbs", "Verb"), *NO_RULES}
    kinds = {one.kind for one in map(described, every_rule()) if one}
    assert words_of_the_checks() - other - kinds - set(every_rule()) == set()


def test_no_page_is_about_a_rule_that_nothing_gives() -> None:
    assert set(written_out()) - words_of_the_checks() == set()


def test_a_page_has_all_its_parts_and_is_about_its_own_rule() -> None:
    for name, text in written_out().items():
        found = HEAD.match(text)
        assert found, name
        assert found["id"] == name
        assert found["check"] in (*CHECKS, "policy"), name
        assert len(max(text.splitlines(), key=len)) <= 120, name
