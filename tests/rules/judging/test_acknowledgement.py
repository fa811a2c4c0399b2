from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import judge
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.read import read_script
from forge_migrations.sql.settings import Settings

EARLIER = "CREATE TABLE pets (id bigint PRIMARY KEY, age int, nick text);"
DROP = "ALTER TABLE pets DROP COLUMN age;"


def found(sql: str, *accept: str, today: str = "2026-06-01") -> dict[str, Finding]:
    catalog = Catalog("postgres")
    reading = read_script(sql, "postgres")
    migrator = migrator_of("postgres")
    judgement = judge(reading, catalog, migrator, Settings(accept=accept), today=today)
    return {finding.rule: finding for finding in judgement.findings}


def test_a_reason_above_the_statement_is_kept_with_the_finding() -> None:
    drop = found(f"-- forge-migrations: allow drop-column: unused since 2.3\n{DROP}")["drop-column"]
    assert drop.acknowledged == "unused since 2.3"
    assert not drop.refuses


def test_it_reaches_the_next_statement_only() -> None:
    sql = f"-- forge-migrations: allow drop-column: unused\n{DROP}\nALTER TABLE pets DROP nick;"
    acknowledged = [bool(f.acknowledged) for f in judge_sql(sql, dialect="postgres")]
    assert acknowledged == [True, False]


def test_it_may_stand_at_the_end_of_the_line() -> None:
    sql = "ALTER TABLE pets DROP age -- forge-migrations: allow drop-column: unused\n;"
    assert found(sql)["drop-column"].acknowledged == "unused"


def test_without_a_reason_it_allows_nothing() -> None:
    said = found(f"-- forge-migrations: allow drop-column\n{DROP}")
    assert said["drop-column"].refuses
    assert said["acknowledgement-without-reason"].refuses


def test_one_that_allows_nothing_is_a_finding() -> None:
    said = found("-- forge-migrations: allow drop-table: because\nSELECT 1;")
    assert said["unused-acknowledgement"].line == 1


def test_what_another_check_says_is_acknowledged_without_a_finding() -> None:
    assert not found("-- forge-migrations: allow migration-before-schema: code follows\nSELECT 1;")


def test_an_unknown_rule_is_a_finding_with_the_nearest_name() -> None:
    said = found(f"-- forge-migrations: allow drop-colum: because\n{DROP}")
    assert said["unknown-acknowledgement"].remedy.startswith("write drop-column at ")
    assert said["drop-column"].refuses


def test_it_ends_on_its_date() -> None:
    sql = f"-- forge-migrations: allow drop-column until = 2026-05-31: unused\n{DROP}"
    assert found(sql, today="2026-05-31")["drop-column"].acknowledged == "unused"
    late = found(sql, today="2026-06-01")
    assert late["drop-column"].refuses
    assert "expired-acknowledgement" in late


def test_another_tools_comment_counts_only_on_request() -> None:
    sql = f"-- squawk-ignore ban-drop-column -- unused\n{DROP}"
    assert found(sql)["drop-column"].refuses
    assert found(sql, "squawk")["drop-column"].acknowledged == "unused"


def test_the_words_inside_a_string_acknowledge_nothing() -> None:
    sql = f"SELECT '-- forge-migrations: allow drop-column: no'; {DROP}"
    assert found(sql)["drop-column"].refuses
