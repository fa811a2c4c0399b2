"""The policy file: what it decides, and what it refuses."""

from __future__ import annotations

import pytest

from forge_migrations.config import Policy
from forge_migrations.findings import UsageError


def test_an_empty_policy_leaves_every_rule_as_it_is() -> None:
    assert Policy().severity("drop-table", "drizzle/0001_x.sql", "refuse") == "refuse"
    assert Policy().accepts("drop-table", "drizzle/0001_x.sql") == ""


def test_a_rule_has_a_severity_and_a_path_has_the_last_word() -> None:
    policy = Policy.parse(
        b"""
        [rules]
        drop-table = "report"
        [[paths]]
        path = "legacy/*"
        rules = { drop-table = "off" }
        """
    )

    assert policy.severity("drop-table", "drizzle/0001_x.sql", "refuse") == "report"
    assert policy.severity("drop-table", "legacy/drizzle/0001_x.sql", "refuse") == "off"
    assert policy.severity("drop-column", "legacy/drizzle/0001_x.sql", "refuse") == "refuse"


def test_the_baseline_accepts_one_rule_of_one_migration() -> None:
    policy = Policy.parse(
        b'[[baseline]]\nmigration = "0003_x"\nrule = "missing-snapshot"\nreason = "hand-written"\n'
    )

    assert policy.accepts("missing-snapshot", "apps/db/drizzle/0003_x.sql") == "hand-written"
    assert policy.accepts("missing-snapshot", "apps/db/drizzle/0004_x.sql") == ""
    assert policy.accepts("drop-table", "apps/db/drizzle/0003_x.sql") == ""


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('postgress = "15"', "'postgress' is no key", "write 'postgres'"),
        ("postgres = 15", "is no string", ""),
        ('[rules]\ndrop-table = "warn"', "is no severity", 'drop-table = "report"'),
        ('[[baseline]]\ntag = "x"', "'tag' is no key of [[baseline]]", "write one of"),
        ('postgres = "15"\nmysql = 8.4.0', "line 2", ""),
        ("kit_timeout = true", "is no number", ""),
        ('project = ["x"]', "is no table", ""),
    ],
)
def test_what_means_nothing_is_refused_with_what_to_write(
    text: str, message: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as caught:
        Policy.parse(text.encode())

    assert message in str(caught.value)
    assert remedy in caught.value.remedy


def test_a_branchs_table_goes_before_everything_else() -> None:
    policy = Policy.parse(
        b"""
        [rules]
        drop-table = "report"
        [[paths]]
        path = "legacy/*"
        rules = { drop-table = "off" }
        [branch."release/*"]
        rules = { drop-table = "refuse" }
        checks = { production-push = "off" }
        released = true
        """
    )
    release, other = policy.on_branch("release/1.x"), policy.on_branch("main")

    assert release.severity("drop-table", "legacy/0001_x.sql", "report") == "refuse"
    assert release.check_is_off("production-push")
    assert other.severity("drop-table", "legacy/0001_x.sql", "refuse") == "off"
    assert not other.check_is_off("production-push")
    assert policy.releases("release/1.x")
    assert not policy.releases("main")


def test_a_branchs_table_with_a_wrong_word_is_refused() -> None:
    with pytest.raises(UsageError, match=r'branch\."main"\.rules'):
        Policy.parse(b'[branch.main]\nrules = { drop-table = "maybe" }\n')
    with pytest.raises(UsageError, match="is no table"):
        Policy.parse(b'[branch]\nmain = "refuse"\n')


LAX = b"""
[rules]
drop-table = "off"
drop-column = "off"
[checks]
destructive-sql = "off"
production-push = "off"
[[paths]]
path = "*"
rules = { drop-table = "off" }
[[baseline]]
migration = "0001_x"
rule = "drop-table"
[[baseline]]
migration = "0001_x"
rule = "missing-snapshot"
[[project]]
config = "drizzle.config.ts"
ignore = true
"""


def test_a_policy_below_another_switches_off_nothing_that_the_other_sets() -> None:
    server = Policy.parse(b'[rules]\ndrop-table = "refuse"\n')
    policy = Policy.parse(LAX).below(server)

    assert policy.severity("drop-table", "0001_x.sql", "refuse", "destructive-sql") == "refuse"
    assert policy.accepts("drop-table", "0001_x.sql") == ""
    assert not policy.check_is_off("destructive-sql")
    assert policy.projects == [{"config": "drizzle.config.ts"}]


def test_a_policy_below_another_still_says_what_the_other_does_not() -> None:
    policy = Policy.parse(LAX).below(Policy.parse(b'[rules]\ndrop-table = "refuse"\n'))

    assert policy.severity("drop-column", "0001_x.sql", "refuse", "other") == "off"
    assert policy.severity("dev-push", "Dockerfile", "refuse", "production-push") == "off"
    assert policy.accepts("missing-snapshot", "0001_x.sql") == "baseline"


def test_a_servers_branch_table_binds_too() -> None:
    server = Policy.parse(b'[branch."release/*"]\nrules = { drop-table = "refuse" }\n')
    policy = Policy.parse(LAX).below(server).on_branch("release/1")

    assert policy.severity("drop-table", "0001_x.sql", "report") == "refuse"
    assert policy.accepts("drop-table", "0001_x.sql") == ""


@pytest.mark.parametrize(
    "value", ["5", '"two words"', '{ trailer = "Reviewed-by", whom = "x" }', "{ trailer = 1 }"]
)
def test_a_review_that_names_no_trailer_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match=r"acknowledge\.drop-table"):
        Policy.parse(f"[acknowledge]\ndrop-table = {value}\n".encode())
