"""Distributed engines: their own limits are told where the policy names them, and nowhere else."""

from __future__ import annotations

import pytest

from forge_migrations.checks.destructive_sql.settings import settings_of
from forge_migrations.config import Policy
from forge_migrations.drizzle.project import Project
from forge_migrations.engines import DISTRIBUTED
from forge_migrations.findings import UsageError
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings

OURS = {
    "foreign-keys-disallowed", "no-unique-key", "unique-without-shard-key", "engine-lacks", "ddl-commits-itself",
}  # fmt: skip


def said(engine: str, sql: str, *earlier: str, transaction: bool | None = None) -> list[str]:
    dialect = next((row.dialect for row in DISTRIBUTED if row.name == engine), "mysql")
    found = judge_sql(
        sql,
        dialect=dialect,
        earlier=earlier,
        settings=Settings(engine=engine),
        transaction=transaction,
    )
    return [each.rule for each in found if each.rule in OURS]


PEOPLE = "CREATE TABLE people (id bigint PRIMARY KEY, email varchar(140), tenant bigint);"
CHILD = "CREATE TABLE pets (id bigint PRIMARY KEY, who bigint, FOREIGN KEY (who) REFERENCES people (id));"
TRIGGER = "CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW SET NEW.email = '';"


def test_without_an_engine_nothing_of_it_is_told() -> None:
    for sql in (CHILD, TRIGGER, "CREATE TABLE visits (who int);"):
        assert said("", sql, PEOPLE) == []


@pytest.mark.parametrize(
    ("engine", "rules"),
    [
        ("planetscale", ["foreign-keys-disallowed"]),
        ("singlestore", ["foreign-keys-disallowed"]),
        ("tidb", []),
    ],
)
def test_foreign_keys(engine: str, rules: list[str]) -> None:
    assert said(engine, CHILD, PEOPLE) == rules
    inline = "CREATE TABLE pets (id bigint PRIMARY KEY, who bigint REFERENCES people (id));"
    assert said(engine, inline, PEOPLE) == [], "MySQL ignores it there"


def test_a_table_needs_a_key_on_planetscale() -> None:
    assert said("planetscale", "CREATE TABLE visits (who int);") == ["no-unique-key"]
    assert said("planetscale", "CREATE TABLE visits (who int UNIQUE);") == ["no-unique-key"]
    for good in (
        "CREATE TABLE visits (who int PRIMARY KEY);",
        "CREATE TABLE visits (who int NOT NULL UNIQUE);",
        "CREATE TABLE visits (who int, PRIMARY KEY (who));",
        "CREATE TABLE visits (who int); ALTER TABLE visits ADD PRIMARY KEY (who);",
        "CREATE TABLE visits LIKE people;",
        "CREATE TEMPORARY TABLE visits (who int);",
    ):
        assert said("planetscale", good, PEOPLE) == [], good


def test_a_unique_key_holds_the_shard_key_on_singlestore() -> None:
    bad = "unique-without-shard-key"
    assert said("singlestore", "CREATE UNIQUE INDEX u ON people (email);", PEOPLE) == [bad]
    assert said("singlestore", "ALTER TABLE people ADD CONSTRAINT u UNIQUE (email);", PEOPLE) == [
        bad
    ]
    assert said("singlestore", "CREATE UNIQUE INDEX u ON people (email, id);", PEOPLE) == []
    assert said("singlestore", "CREATE INDEX i ON people (email);", PEOPLE) == []
    own = "CREATE TABLE a (id bigint, email varchar(140), SHARD KEY (email), UNIQUE (email));"
    assert said("singlestore", own) == []
    assert said("tidb", "CREATE UNIQUE INDEX u ON people (email);", PEOPLE) == []


def test_a_distributed_table_has_its_column_in_every_key_on_citus() -> None:
    call = "SELECT create_distributed_table('people', 'tenant');"
    assert said("citus", call, PEOPLE) == ["unique-without-shard-key"]
    both = "CREATE TABLE people (id bigint, tenant bigint, PRIMARY KEY (tenant, id));"
    assert said("citus", call, both) == []
    assert said("citus", "SELECT create_reference_table('people');", PEOPLE) == []
    assert said("citus", call.replace("people", "elsewhere"), PEOPLE) == []


def test_what_tidb_and_singlestore_have_none_of() -> None:
    assert said("tidb", TRIGGER, PEOPLE) == ["engine-lacks"]
    assert said("singlestore", TRIGGER, PEOPLE) == ["engine-lacks"]
    assert said("planetscale", TRIGGER, PEOPLE) == []
    routine = "CREATE PROCEDURE p() SELECT 1;"
    assert said("tidb", routine) == ["engine-lacks"]
    assert said("singlestore", routine) == []


@pytest.mark.parametrize("engine", ["cockroachdb", "yugabytedb"])
def test_ddl_commits_itself_where_it_does(engine: str) -> None:
    two = "ALTER TABLE people ADD COLUMN a int;\nALTER TABLE people ADD COLUMN b int;"
    assert said(engine, two, PEOPLE) == ["ddl-commits-itself"]
    assert said(engine, two, PEOPLE, transaction=False) == []
    assert said(engine, "ALTER TABLE people ADD COLUMN a int;", PEOPLE) == []
    assert said("citus", two, PEOPLE) == []


def project(dialect: str) -> Project:
    return Project("drizzle.config.ts", "", dialect, "drizzle", ("schema.ts",))


def test_the_policy_names_the_engine() -> None:
    policy = Policy.parse(b'engine = "planetscale"\n')
    assert settings_of(policy, project("mysql")).engine == "planetscale"
    assert settings_of(policy, project("postgresql")).engine == "", "it speaks another SQL"
    own = b'engine = "tidb"\n[[project]]\nconfig = "drizzle.config.ts"\nengine = "planetscale"\n'
    assert settings_of(Policy.parse(own), project("mysql")).engine == "planetscale"
    assert settings_of(Policy(), project("singlestore")).engine == "singlestore"
    assert settings_of(Policy(), project("mysql")).engine == ""


def test_an_engine_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="engine = 'planetscal' is none that is known") as error:
        settings_of(Policy.parse(b'engine = "planetscal"\n'), project("mysql"))
    assert error.value.remedy == "write 'planetscale'"


def test_every_fact_of_a_row_has_its_source() -> None:
    for row in DISTRIBUTED:
        told = [row.foreign_keys, row.needs_key, row.shard_key, row.lacking, row.commits_ddl]
        assert all(each.startswith("https://") for each in told if each)
        assert any(told), row.name
        assert bool(row.lacks) == bool(row.lacking)
