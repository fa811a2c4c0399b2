from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.read import read_script
from forge_migrations.sql.structure import structure_of

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.structure import Structure


def made(sql: str, dialect: Dialect = "postgres") -> Structure:
    catalog = Catalog(dialect)
    for group in read_script(sql, dialect).acts:
        for act in group:
            carry_out(catalog, act)
    return structure_of(catalog)


def said(have: str, want: str, dialect: Dialect = "postgres") -> list[str]:
    found = disagreements(made(have, dialect), made(want, dialect))
    return [f"{one.part}|{one.aspect}|{one.have}|{one.want}" for one in found]


@pytest.mark.parametrize(
    ("one", "other", "dialect"),
    [
        ("CREATE TABLE t (a int PRIMARY KEY)", "CREATE TABLE t (a integer, PRIMARY KEY (a))", "postgres"),
        ("CREATE TABLE t (a serial)", "CREATE TABLE t (a int NOT NULL DEFAULT nextval('s'))", "postgres"),
        (
            "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET NOT NULL",
            "CREATE TABLE t (a text NOT NULL)",
            "postgres",
        ),
        (
            ("CREATE TABLE t (a text); ALTER TABLE t ADD CONSTRAINT c CHECK (a > '') NOT VALID;"
            "ALTER TABLE t VALIDATE CONSTRAINT c"),
            "CREATE TABLE t (a text, CONSTRAINT c CHECK (a > ''))",
            "postgres",
        ),
        (
            ("CREATE TABLE t (a text); CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);"
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u"),
            "CREATE TABLE t (a text, CONSTRAINT u UNIQUE (a))",
            "postgres",
        ),
        (
            ("CREATE TABLE t (a int); CREATE TABLE __new_t (a int NOT NULL);"
            "INSERT INTO __new_t SELECT a FROM t; DROP TABLE t; ALTER TABLE __new_t RENAME TO t"),
            "CREATE TABLE t (a integer NOT NULL)",
            "libsql",
        ),
        ("CREATE TABLE t (a int, UNIQUE KEY u (a))", "CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a)", "mysql"),
        ("CREATE TABLE t (a int); ALTER TABLE t CHANGE a b bigint", "CREATE TABLE T (B bigint)", "mysql"),
        (
            ("CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES x (i)"
            " FOREIGN KEY (b) REFERENCES x (i))"),
            "CREATE TABLE t (a int REFERENCES x (i), b int REFERENCES x (i))",
            "sqlite",
        ),
        ("CREATE TYPE m AS ENUM ('a','c'); ALTER TYPE m ADD VALUE 'b' BEFORE 'c'",
         "CREATE TYPE m AS ENUM ('a','b','c')", "postgres"),
        ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)",
         ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (sequence name \"n\" INCREMENT BY 1 MINVALUE 1"
         " MAXVALUE 2147483647 START WITH 1 CACHE 1))"), "postgres"),
        ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (MAXVALUE 2147483647)); ALTER TABLE t ALTER a TYPE bigint",
         "CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY (MAXVALUE 9223372036854775807))", "postgres"),
        ("CREATE SEQUENCE s CYCLE MAXVALUE 9; ALTER SEQUENCE s NO CYCLE NO MAXVALUE", "CREATE SEQUENCE s", "postgres"),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor=70); ALTER INDEX i RESET (fillfactor)",
         "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "postgres"),
        ("CREATE VIEW v AS SELECT 1; ALTER VIEW v SET (security_invoker = on, check_option = local)",
         "CREATE VIEW v WITH (check_option = 'local', security_invoker) AS SELECT 1", "postgres"),
        ("CREATE VIEW v AS SELECT 1 WITH LOCAL CHECK OPTION", "CREATE VIEW v WITH (check_option = local) AS SELECT 1", "postgres"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA; ALTER MATERIALIZED VIEW v SET TABLESPACE fast",
         "CREATE MATERIALIZED VIEW v TABLESPACE fast AS SELECT 1", "postgres"),
        ("CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW v AS SELECT 1; ALTER ALGORITHM=UNDEFINED VIEW v AS SELECT 2 WITH CHECK OPTION",
         "CREATE DEFINER = x@y SQL SECURITY DEFINER VIEW v AS SELECT 2 WITH CASCADED CHECK OPTION", "mysql"),
        ("CREATE TABLE t (a timestamp(3) ON UPDATE CURRENT_TIMESTAMP(3))",
         "CREATE TABLE t (a timestamp(3) ON UPDATE CURRENT_TIMESTAMP)", "mysql"),
        ("CREATE TABLE t (a text COLLATE utf8mb4_bin)", "CREATE TABLE t (a text)", "mysql"),
        ("CREATE TABLE t (a text COLLATE utf8mb4_bin)", "CREATE TABLE t (a text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)", "mysql"),
        ("CREATE TABLE t (a text(10))", "CREATE TABLE t (a text(256))", "sqlite"),
    ],
)  # fmt: skip
def test_two_ways_to_one_structure(one: str, other: str, dialect: Dialect) -> None:
    assert said(one, other, dialect) == []


@pytest.mark.parametrize(
    ("have", "want", "dialect", "told"),
    [
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a int, b int)", "postgres", 'column "b" of table "t"|||there'),
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a bigint)", "sqlite", 'column "a" of table "t"|type|int|bigint'),
        ("CREATE TABLE t (a int DEFAULT 1)", "CREATE TABLE t (a int)", "mysql", 'column "a" of table "t"|default|1|none'),
        ("CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (b)",
         "postgres", 'index "i" of table "t"|columns|a|b'),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a) WHERE a > 1", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WHERE a > 2",
         "postgres", 'index "i" of table "t"|condition|a > 1|a > 2'),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int); CREATE INDEX j ON t (a)",
         "postgres", 'index "j" of table "t"|name|i|j'),
        ("CREATE TABLE t (a int REFERENCES x (i) ON DELETE CASCADE)", "CREATE TABLE t (a int REFERENCES x (i))",
         "postgres", 'foreign key "t_a_fkey" of table "t"|on delete|cascade|no action'),
        ("CREATE TYPE m AS ENUM ('a')", "CREATE TYPE m AS ENUM ('a','b')", "postgres", "enum \"m\"|values|'a'|'a', 'b'"),
        ("CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS (select 2)", "postgres", 'view "v"|definition|select 1|(select 2)'),
        ("CREATE TABLE t (a int); CREATE POLICY p ON t USING (a = 1)", "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a = 2)",
         "postgres", 'policy "p" of table "t"|using|(a = 1)|(a = 2)'),
        ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 1))",
         "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2))", "postgres",
         'column "a" of table "t"|identity|always|always; increment 2'),
        ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START WITH 5))",
         "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START WITH 5 CYCLE))", "postgres",
         'column "a" of table "t"|identity|always; start 5|always; cycle yes; start 5'),
        ("CREATE SEQUENCE s START WITH 5", "CREATE SEQUENCE s START WITH 5 CYCLE", "postgres",
         'sequence "s"|options|start 5|cycle yes; start 5'),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor=70)",
         "postgres", 'index "i" of table "t"|options|none|fillfactor=70'),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor=70); ALTER INDEX i SET (fillfactor = 60)",
         "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor=70)",
         "postgres", 'index "i" of table "t"|options|fillfactor=60|fillfactor=70'),
        ("CREATE VIEW v AS SELECT 1", "CREATE VIEW v WITH (security_invoker = true) AS SELECT 1", "postgres",
         'view "v"|options|none|security_invoker=true'),
        ("CREATE MATERIALIZED VIEW v USING columnar AS SELECT 1", "CREATE MATERIALIZED VIEW v AS SELECT 1", "postgres",
         'materialized view "v"|options|using=columnar|none'),
        ("CREATE VIEW v AS SELECT 1", "CREATE SQL SECURITY INVOKER VIEW v AS SELECT 1", "mysql",
         'view "v"|options|none|security=invoker'),
        ("CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS SELECT 1 WITH LOCAL CHECK OPTION", "mysql",
         'view "v"|options|none|check_option=local'),
        ("CREATE TABLE t (a text)", "CREATE TABLE t (a text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)", "mysql",
         'column "a" of table "t"|collation|none|utf8mb4_bin'),
        ("CREATE TABLE t (a text CHARACTER SET latin1)", "CREATE TABLE t (a text CHARACTER SET utf8mb4)", "mysql",
         'column "a" of table "t"|character set|latin1|utf8mb4'),
        ("CREATE TABLE t (a text PRIMARY KEY)", "CREATE TABLE t (a text PRIMARY KEY NOT NULL)", "sqlite",
         'column "a" of table "t"|null|null|not null'),
    ],
)  # fmt: skip
def test_two_structures(have: str, want: str, dialect: Dialect, told: str) -> None:
    assert said(have, want, dialect) == [told]


def test_what_is_there_is_not_made_again() -> None:
    old = "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);"
    assert made(old + "CREATE INDEX i ON t (b)") == made(old)
    assert made(old + "DROP INDEX i; CREATE INDEX i ON t (b)") != made(old)


def test_of_two_names_cut_to_the_same_bytes_one_is_dropped() -> None:
    long = "n" * 70
    sql = f"CREATE TABLE t (a int, CONSTRAINT {long}1 PRIMARY KEY (a), CONSTRAINT {long}2 UNIQUE (a));"
    kinds = {part.kind for part in made(sql + f"ALTER TABLE t DROP CONSTRAINT {long}1")}
    assert kinds == {"table", "column", "unique constraint"}
