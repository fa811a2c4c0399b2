"""Rules by squawk's names: in the policy, in its own file, in comments, and what stays without any."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.config import Policy
from forge_migrations.findings import UsageError
from forge_migrations.presets import OPT_IN
from forge_migrations.presets import SQUAWK
from forge_migrations.presets import ours
from forge_migrations.presets import said
from forge_migrations.rules import RULES

ON = Policy({"rules": {"preset": "squawk"}})
PATH = "drizzle/0001_m.sql"


def test_every_name_means_rules_that_are_there() -> None:
    assert set(ours(SQUAWK)) - {"unused-acknowledgement"} <= {rule.id for rule in RULES}


@pytest.mark.parametrize("name", sorted(set(SQUAWK) - OPT_IN))
def test_the_preset_refuses_what_squawk_finds(name: str) -> None:
    assert {ON.severity(rule, PATH, "off") for rule in SQUAWK[name]} == {"refuse"}


def test_what_squawk_has_off_stays_off_until_its_file_includes_it() -> None:
    assert ON.severity("require-table-schema", PATH, "off") == "off"
    asked = ON.with_squawk(b'included_rules = ["require-table-schema"]')
    assert asked.severity("require-table-schema", PATH, "off") == "refuse"


def test_what_squawks_file_excludes_is_off() -> None:
    policy = ON.with_squawk(b'excluded_rules = ["ban-drop-column", "require-timeout-settings"]')
    for rule in ("drop-column", "missing-lock-timeout", "require-statement-timeout"):
        assert policy.severity(rule, PATH, "refuse") == "off"
    assert policy.severity("drop-table", PATH, "report") == "refuse"


def test_a_rule_that_two_of_squawks_mean_is_off_when_both_are_excluded() -> None:
    one = ON.with_squawk(b'excluded_rules = ["prefer-repack"]')
    both = ON.with_squawk(b'excluded_rules = ["prefer-repack", "require-concurrent-reindex"]')
    assert one.severity("rebuild-storage", PATH, "refuse") == "refuse"
    assert both.severity("rebuild-storage", PATH, "refuse") == "off"


def test_an_older_name_excludes_what_it_is_called_now() -> None:
    policy = ON.with_squawk(b'excluded_rules = ["prefer-timestamp-tz"]')
    assert policy.severity("prefer-timestamptz", PATH, "refuse") == "off"


def test_the_policys_own_word_goes_before_squawks_file() -> None:
    policy = Policy({"rules": {"preset": "squawk", "drop-column": "report"}})
    policy = policy.with_squawk(b'excluded_rules = ["ban-drop-column"]')
    assert policy.severity("drop-column", PATH, "refuse") == "report"


def test_a_path_that_squawk_leaves_out_is_left_out_of_squawks_rules_alone() -> None:
    policy = ON.with_squawk(b'excluded_paths = ["*0001_m.sql"]')
    assert policy.severity("drop-column", PATH, "refuse") == "off"
    assert policy.severity("dynamic-sql", PATH, "refuse") == "refuse"
    assert policy.severity("drop-column", "drizzle/0002_m.sql", "refuse") == "refuse"


def test_what_squawk_has_no_rule_for_keeps_its_own_default() -> None:
    assert ON.severity("lossy-cast", PATH, "refuse") == "refuse"
    assert ON.severity("redundant-index", PATH, "report") == "report"


def test_a_name_of_squawks_stands_for_ours_wherever_a_severity_is_set() -> None:
    policy = Policy(
        {
            "rules": {"ban-drop-table": "report"},
            "paths": [{"path": "old/*", "rules": {"ban-drop-column": "off"}}],
        }
    )
    assert policy.severity("drop-table", PATH, "refuse") == "report"
    assert policy.severity("drop-column", PATH, "refuse") == "refuse"
    assert policy.severity("drop-column", "old/1.sql", "refuse") == "off"


def test_our_own_name_goes_before_squawks() -> None:
    assert said({"ban-drop-column": "off", "drop-column": "report"}, "drop-column") == "report"


def test_the_preset_stays_on_a_branch_and_under_a_servers_policy() -> None:
    filed = ON.with_squawk(b'excluded_rules = ["ban-drop-table"]')
    branch = Policy({**ON.values, "branch": {"release/*": {"rules": {"drop-column": "report"}}}})
    policy = branch.with_squawk(b'excluded_rules = ["ban-drop-table"]').on_branch("release/1")
    assert policy.severity("drop-column", PATH, "refuse") == "report"
    assert policy.severity("drop-table", PATH, "refuse") == "off"
    assert policy.preset == "squawk"
    below = filed.below(Policy({"rules": {"drop-table": "refuse"}}))
    assert below.severity("drop-table", PATH, "refuse") == "refuse"
    assert below.severity("prefer-identity", PATH, "off") == "refuse"


@pytest.mark.parametrize(
    "text",
    [
        b"excluded_rules = [",
        b'excluded_rules = "ban-drop-table"',
        b'excluded_rules = ["ban-everything"]',
        b"\xff",
    ],
)
def test_a_file_of_squawks_that_squawk_would_refuse_is_refused(text: bytes) -> None:
    with pytest.raises(UsageError, match=r"\.squawk\.toml"):
        ON.with_squawk(text)


def test_a_preset_that_nobody_knows_is_refused_with_the_one_to_write() -> None:
    with pytest.raises(UsageError, match="preset") as refused:
        Policy({"rules": {"preset": "hawk"}})
    assert 'preset = "squawk"' in str(refused.value.remedy)


def test_without_the_preset_no_rule_of_style_says_anything() -> None:
    plain = Policy({"rules": {"drop-table": "report"}})
    style = [rule for rule in RULES if rule.severity == "off"]
    assert {plain.severity(rule.id, PATH, rule.severity) for rule in style} == {"off"}
    filed = plain.with_squawk(b'included_rules = ["require-table-schema"]')
    assert filed.severity("require-table-schema", PATH, "off") == "off"


def test_the_page_for_those_who_come_from_squawk_lists_every_name() -> None:
    page = (Path(__file__).parent.parent / "docs" / "squawk.md").read_text()
    for name, rules in SQUAWK.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(rule in row for rule in rules)
