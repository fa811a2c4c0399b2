"""Where a static rule and a rehearsal say different things of one statement, the reason is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.checks.uses.telling import PREDICTS
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.rules import RULES
from rules.agreement import OF_CODE
from rules.agreement import Case
from rules.agreement import Servers
from rules.agreement import compared
from rules.agreement import examples

EXPLAINED = {
    "add-constraint": "none of our numbers is negative, so the check of the example holds",
    "add-unique-blocking": "fails on the equal values of our rows before its lock can be seen",
    "attach-or-detach-partition": "the example has no such table, so it fails",
    "default-without-brackets": "MariaDB needs no brackets, which is the server at hand",
    "drop-attribute": "the example has no table with the type, so nothing is held in it",
    "drop-migrations-table": "the example has no such table",
    "drop-owned": "the example's role owns nothing",
    "drop-partition": "the example drops the last partition, which the server refuses",
    "drop-schema": "the example's schema has no table",
    "dynamic-sql": "its loop meets a table of another schema first and fails",
    "empty-statement": "SQLite itself takes a text without a statement; the driver refuses it",
    "explicit-lock": "the server takes a weaker lock than the statement asks for",
    "foreign-keys-pragma": "changes nothing by itself: what comes after it loses the rows",
    "fractional-seconds": "MariaDB pads and cuts the fraction, which is the server at hand",
    "if-exists-unsupported": "MariaDB knows the words, which is the server at hand",
    "implicit-default": "no row is lost: new values are invented, as the rule says",
    "key-without-length": "MariaDB cuts the index, which is the server at hand",
    "missing-breakpoint": "only some drivers mind",
    "missing-lock-timeout": "an advice, off by default: the lock itself is told by others",
    "require-statement-timeout": "off by default, so nothing is said of the lock",
    "modify-drops-attributes": "loses an attribute of the column, and no value",
    "move-storage": "the example's tablespace isn't there",
    "opaque-statement": "nobody can say what it does; the server refuses it",
    "partial-apply": "both statements succeed: half of it stays only when one fails",
    "rebuild-selects-new-column": 'fails on an SQLite that doesn\'t take "…" for a text',
    "rebuild-table": "instant on MariaDB where the character set is the same already",
    "refresh-view-blocking": "locks are told for tables, and this one is a view's",
    "add-cascade": "the rows that are there stay: a DELETE of the running release takes them later",
    "trigger-discards-writes": "the rows that are there stay: what is written later is lost",
    "rule-discards-writes": "the rows that are there stay: what is written later is lost",
    "set-not-null-scan": "fails on the NULL of our rows before its scan can be seen",
    "set-unlogged": "loses rows at the next crash, and none before",
    "shadowing-table": "the rows go into a table of the session, and none of the others is touched",
    "stored-generated-column": "overflows on the largest value, which is reported",
    "transaction-control": "succeeds alone: it is what comes after it that isn't rolled back",
    "trigger-lock": "the example has no such function, so it fails",
}
"""Rule -> why a rehearsal of its bad example measures something else than the rule says."""


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    binaries, found = find_binaries(), find_mysql()
    postgres = Postgres(binaries) if binaries else None
    mysql = Mysql(found) if found else None
    yield Servers(postgres, mysql)
    for server in (postgres, mysql):
        if server is not None:
            server.stop()


@pytest.mark.parametrize("case", list(examples()), ids=lambda case: case.name)
def test_rule_and_rehearsal_agree_or_the_reason_is_known(case: Case, servers: Servers) -> None:
    row = compared(case, servers)
    if row is None:
        pytest.skip(f"no server for {case.dialect} is installed")
    assert row.failure == ""
    assert row.agrees is (case.name not in EXPLAINED), (row.said, row.measured)


def test_no_explanation_outlives_its_rule() -> None:
    assert set(EXPLAINED) <= {case.name for case in examples()}


def test_each_rule_about_running_code_says_why_its_queries_may_say_otherwise() -> None:
    assert set(OF_CODE) == {rule.id for rule in RULES if rule.kind == "breaks-clients"}
    read = {rule for rule, why in OF_CODE.items() if why.startswith("read alone")}
    assert not read & PREDICTS
