"""What drizzle-kit writes for MySQL and MySQL refuses; MariaDB's own ways where it is named."""

from __future__ import annotations

import pytest

from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings

MARIADB = Settings(mariadb=10.11)


def refused(sql: str, earlier: str = "", settings: Settings | None = None) -> list[str]:
    """The rules that refuse the SQL because it can't run."""
    past = [earlier] if earlier else []
    found = judge_sql(sql, dialect="mysql", earlier=past, settings=settings)
    wanted = ("transaction", "fails-on-data")
    return sorted({f.rule for f in found if f.kind in wanted and f.severity == "refuse"})


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("timestamp(3) ON UPDATE CURRENT_TIMESTAMP", "fractional-seconds"),
        ("timestamp(3) DEFAULT (now()) ON UPDATE CURRENT_TIMESTAMP", "fractional-seconds"),
        ("datetime(6) DEFAULT CURRENT_TIMESTAMP", "fractional-seconds"),
        ("timestamp DEFAULT CURRENT_TIMESTAMP(3)", "fractional-seconds"),
        ("date ON UPDATE CURRENT_TIMESTAMP", "fractional-seconds"),
        ("text DEFAULT 'x'", "default-without-brackets"),
        ("json DEFAULT '{}'", "default-without-brackets"),
        ("date DEFAULT CURRENT_DATE", "default-without-brackets"),
        ("varchar(36) DEFAULT UUID()", "default-without-brackets"),
        ("varchar(30) DEFAULT CURRENT_TIMESTAMP", "default-without-brackets"),
        ("longtext PRIMARY KEY", "key-without-length"),
        ("text UNIQUE", "key-without-length"),
        ("int AUTO_INCREMENT", "auto-increment-without-key"),
    ],
)
def test_a_column_that_mysql_refuses_is_refused_wherever_it_stands(column: str, rule: str) -> None:
    table = "CREATE TABLE `t` (`a` int);"
    assert rule in refused(f"CREATE TABLE `u` (`x` {column});")
    assert rule in refused(f"ALTER TABLE `t` ADD `x` {column};", table)
    assert rule in refused(f"ALTER TABLE `t` MODIFY COLUMN `a` {column};", table)


@pytest.mark.parametrize(
    "column",
    [
        "timestamp(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
        "timestamp DEFAULT (now()) ON UPDATE CURRENT_TIMESTAMP",
        "datetime DEFAULT CURRENT_TIMESTAMP",
        "timestamp(3) DEFAULT (now(3))",
        "text DEFAULT ('x')",
        "text DEFAULT NULL",
        "json DEFAULT (json_array())",
        "varchar(36) DEFAULT (uuid())",
        "varchar(36) DEFAULT 'now()'",
        "boolean DEFAULT true",
        "decimal(10,2) DEFAULT '0.00'",
        "serial AUTO_INCREMENT",
    ],
)
def test_a_column_that_mysql_takes_is_none(column: str) -> None:
    assert refused(f"CREATE TABLE `u` (`x` {column});") == []


def test_seconds_without_a_fraction_are_told_and_planetscale_refuses_them() -> None:
    sql = "CREATE TABLE `u` (`x` timestamp(2) DEFAULT (now()));"
    (found,) = judge_sql(sql, dialect="mysql", severities={"no-primary-key": "off"})
    assert (found.rule, found.severity) == ("fractional-seconds", "report")
    (found,) = judge_sql(
        sql, dialect="mysql", driver="planetscale", severities={"no-primary-key": "off"}
    )
    assert found.severity == "refuse"
    assert "CURRENT_TIMESTAMP(2)" in found.remedy


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX IF NOT EXISTS `i` ON `t` (`a`);",
        "ALTER TABLE `t` ADD COLUMN IF NOT EXISTS `b` int;",
        "ALTER TABLE `t` DROP COLUMN IF EXISTS `a`;",
        "DROP INDEX IF EXISTS `i` ON `t`;",
        "ALTER TABLE `t` DROP FOREIGN KEY IF EXISTS `f`;",
        "ALTER TABLE IF EXISTS `t` ADD `b` int;",
    ],
)
def test_mariadbs_guards_are_refused_unless_production_is_mariadb(sql: str) -> None:
    table = "CREATE TABLE `t` (`id` int PRIMARY KEY, `a` int);"
    assert refused(sql, table) == ["if-exists-unsupported"]
    assert refused(sql, table, MARIADB) == []


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE IF NOT EXISTS `u` (`id` int PRIMARY KEY);",
        "DROP TABLE IF EXISTS `t`;",
        "DROP VIEW IF EXISTS `v`;",
        "CREATE PROCEDURE IF NOT EXISTS p() SELECT 1;",
        "CREATE PROCEDURE p()\nBEGIN\n IF NOT EXISTS (SELECT 1) THEN SELECT 1; END IF;\nEND;",
        "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW IF EXISTS (SELECT 1) THEN SET @a = 1; END IF;",
        "DROP TRIGGER IF EXISTS `x`;",
        "CREATE TABLE `u` AS SELECT 1 WHERE NOT EXISTS (SELECT 1);",
    ],
)
def test_the_guards_that_mysql_knows_are_none(sql: str) -> None:
    found = judge_sql(sql, dialect="mysql")
    assert "if-exists-unsupported" not in {f.rule for f in found}


@pytest.mark.parametrize(
    ("dialect", "sql", "wrong"),
    [
        ("sqlite", "ALTER TABLE t ADD COLUMN IF NOT EXISTS b int;", True),
        ("sqlite", "ALTER TABLE t DROP COLUMN IF EXISTS b;", True),
        ("libsql", "CREATE INDEX IF NOT EXISTS i ON t (a);", False),
        ("sqlite", "DROP INDEX IF EXISTS i;", False),
        ("postgres", "ALTER TABLE t ADD CONSTRAINT IF NOT EXISTS c CHECK (a > 0);", True),
        ("postgres", "CREATE TYPE IF NOT EXISTS m AS ENUM ('a');", True),
        ("postgres", "CREATE POLICY IF NOT EXISTS p ON t USING (true);", True),
        ("postgres", "ALTER TABLE IF EXISTS t ADD COLUMN IF NOT EXISTS b int;", False),
        ("postgres", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);", False),
        ("postgres", "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1;", False),
        ("postgres", "DROP POLICY IF EXISTS p ON t;", False),
        ("postgres", "CREATE SCHEMA IF NOT EXISTS s;", False),
    ],
)
def test_the_other_engines_have_guards_of_their_own(dialect: str, sql: str, wrong: bool) -> None:
    found = {f.rule for f in judge_sql(sql, dialect=dialect)}
    assert ("if-exists-unsupported" in found) is wrong


def test_a_primary_key_before_its_column_is_refused() -> None:
    table = "CREATE TABLE `r` (`a` int);"
    written = (
        "ALTER TABLE `r` ADD PRIMARY KEY(`id`);--> statement-breakpoint\n"
        "ALTER TABLE `r` ADD `id` int AUTO_INCREMENT NOT NULL;"
    )
    assert refused(written, table) == ["does-not-exist"]
    assert refused("ALTER TABLE `r` ADD `id` int AUTO_INCREMENT PRIMARY KEY;", table) == []
    assert refused("ALTER TABLE `r` ADD `id` int AUTO_INCREMENT, ADD KEY (`id`);", table) == []


def test_a_primary_key_that_leaves_auto_increment_behind_is_refused() -> None:
    table = "CREATE TABLE `r` (`id` int AUTO_INCREMENT NOT NULL, `b` int NOT NULL, CONSTRAINT `r_id` PRIMARY KEY(`id`));"
    assert refused("ALTER TABLE `r` DROP PRIMARY KEY;", table) == ["auto-increment-without-key"]
    both = "ALTER TABLE `r` DROP PRIMARY KEY, ADD PRIMARY KEY (`id`, `b`);"
    assert refused(both, table) == []
    first = "ALTER TABLE `r` MODIFY `id` int NOT NULL; ALTER TABLE `r` DROP PRIMARY KEY;"
    assert "auto-increment-without-key" not in refused(first, table)


def test_a_primary_key_goes_by_no_name_of_its_own() -> None:
    table = (
        "CREATE TABLE `r` (`id` int, CONSTRAINT `r_pk` PRIMARY KEY(`id`), UNIQUE KEY `u` (`id`));"
    )
    assert refused("ALTER TABLE `r` DROP CONSTRAINT `r_pk`;", table) == ["does-not-exist"]
    assert refused("ALTER TABLE `r` DROP CONSTRAINT `u`;", table) == []
    assert "does-not-exist" not in refused("ALTER TABLE `r` DROP CONSTRAINT `PRIMARY`;", table)


def test_a_primary_key_that_a_foreign_key_needs_stays() -> None:
    parent = "CREATE TABLE `p` (`id` int PRIMARY KEY);"
    child = "CREATE TABLE `c` (`p` int, `b` int, PRIMARY KEY (`p`, `b`), CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p`(`id`));"
    history = parent + "\n--> statement-breakpoint\n" + child
    for table in ("p", "c"):
        assert "drop-index-of-foreign-key" in refused(
            f"ALTER TABLE `{table}` DROP PRIMARY KEY;", history
        )
    index = history + "\n--> statement-breakpoint\nCREATE INDEX `i` ON `c` (`p`);"
    assert "drop-index-of-foreign-key" not in refused("ALTER TABLE `c` DROP PRIMARY KEY;", index)


@pytest.mark.parametrize(
    ("child", "parent", "rest", "wrong"),
    [
        ("int", "serial PRIMARY KEY", "", True),
        ("bigint unsigned", "serial AUTO_INCREMENT NOT NULL PRIMARY KEY", "", False),
        ("int", "bigint PRIMARY KEY", "", True),
        ("int", "integer PRIMARY KEY", "", False),
        ("varchar(20)", "varchar(36) PRIMARY KEY", "", False),
        ("varchar(20)", "int PRIMARY KEY", "", True),
        ("int", "int", "", True),
        ("int NOT NULL", "int PRIMARY KEY", " ON DELETE SET NULL", True),
        ("int", "int PRIMARY KEY", " ON DELETE SET NULL", False),
    ],
)
def test_a_foreign_key_joins_columns_of_one_type_onto_a_key(
    child: str, parent: str, rest: str, wrong: bool
) -> None:
    history = f"CREATE TABLE `p` (`id` {parent});\n--> statement-breakpoint\nCREATE TABLE `c` (`p` {child});"
    sql = f"ALTER TABLE `c` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p`(`id`){rest};"
    assert ("malformed-foreign-key" in refused(sql, history)) is wrong


def test_a_check_in_double_quotes_compares_a_text() -> None:
    sql = 'CREATE TABLE `t` (`age` int PRIMARY KEY, CONSTRAINT `c` CHECK ("age" > 21));'
    assert "text-for-a-name" in {f.rule for f in judge_sql(sql, dialect="mysql")}
    fine = 'CREATE TABLE `t` (`age` int PRIMARY KEY, CONSTRAINT `c` CHECK (`age` <> "x"));'
    assert "text-for-a-name" not in {f.rule for f in judge_sql(fine, dialect="mysql")}
