from __future__ import annotations

import subprocess
import sys

from rules.when_asked import PATH
from rules.when_asked import written

_JUDGING = """
import sys
from forge_migrations.rules.judging.judge import judge_sql
judge_sql({sql!r}, dialect="postgres", earlier=[{earlier!r}])
from forge_migrations.rules import NAMES
print(*(name for name in NAMES if f"forge_migrations.rules.{{name}}" in sys.modules))
"""


def imported(sql: str, earlier: str = "") -> set[str]:
    """The rules that judging this imports."""
    words = [sys.executable, "-c", _JUDGING.format(sql=sql, earlier=earlier)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_it_says_what_the_rules_say() -> None:
    said = PATH.read_text(encoding="utf-8")
    assert said == written(), "run `python -m tests.rules.when_asked`"


def test_a_new_table_imports_the_rules_that_it_can_break() -> None:
    found = imported('CREATE TABLE "toys" ("id" serial PRIMARY KEY, "name" text NOT NULL);')
    assert "already_exists" in found
    assert not found & {
        "drop_table",
        "foreign_key_without_index",
        "ban_char_field",
        "no_unique_key",
    }
    assert len(found) < 20


def test_what_is_dropped_imports_what_judges_it() -> None:
    found = imported('DROP TABLE "toys";', 'CREATE TABLE "toys" ("id" serial PRIMARY KEY);')
    assert "drop_table" in found
    assert not found & {"already_exists", "create_index_blocking", "add_unique"}
