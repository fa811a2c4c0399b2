"""What other tools' lists of hazards name, as the SQL that Drizzle's migrator would run.

usage: python -m benchmarks.hazard_lists

The lists are read in the tools' documentation; the SQL is ours. Each is judged behind one history. Printed is what
nothing is said of, and how many are refused and reported; `docs/accuracy.md` says of each of the former why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

HAZARDS: tuple[tuple[str, str, Dialect, str], ...] = (
    ("strong_migrations", "removing a column", "postgres", "ALTER TABLE t DROP COLUMN a"),
    ("strong_migrations", "changing a type", "postgres", "ALTER TABLE t ALTER a TYPE bigint"),
    ("strong_migrations", "renaming a column", "postgres", "ALTER TABLE t RENAME COLUMN a TO z"),
    ("strong_migrations", "renaming a table", "postgres", "ALTER TABLE t RENAME TO z"),
    (
        "strong_migrations",
        "creating with force",
        "postgres",
        "DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY)",
    ),
    ("strong_migrations", "auto-increment column", "postgres", "ALTER TABLE t ADD COLUMN s serial"),
    (
        "strong_migrations",
        "stored generated column",
        "postgres",
        "ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a+1) STORED",
    ),
    (
        "strong_migrations",
        "check constraint",
        "postgres",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
    ),
    (
        "strong_migrations",
        "executing SQL",
        "postgres",
        "DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE t'; END $$",
    ),
    (
        "strong_migrations",
        "backfilling",
        "postgres",
        "ALTER TABLE t ADD COLUMN z int; UPDATE t SET z = 1",
    ),
    ("strong_migrations", "index", "postgres", "CREATE INDEX i ON t (a)"),
    ("strong_migrations", "unique index", "postgres", "CREATE UNIQUE INDEX i ON t (a)"),
    (
        "strong_migrations",
        "foreign key",
        "postgres",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id)",
    ),
    (
        "strong_migrations",
        "unique constraint",
        "postgres",
        "ALTER TABLE t ADD CONSTRAINT q UNIQUE (a)",
    ),
    (
        "strong_migrations",
        "exclusion constraint",
        "postgres",
        "ALTER TABLE t ADD CONSTRAINT q EXCLUDE USING gist (a WITH =)",
    ),
    ("strong_migrations", "json column", "postgres", "ALTER TABLE t ADD COLUMN j json"),
    ("strong_migrations", "NOT NULL", "postgres", "ALTER TABLE t ALTER a SET NOT NULL"),
    (
        "strong_migrations",
        "volatile default",
        "postgres",
        "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()",
    ),
    (
        "strong_migrations",
        "renaming a schema",
        "postgres",
        "CREATE SCHEMA s; ALTER SCHEMA public RENAME TO old",
    ),
    (
        "strong_migrations",
        "adding a column, renaming an enum value",
        "postgres",
        "ALTER TYPE mood RENAME VALUE 'a' TO 'b'",
    ),
    (
        "strong_migrations",
        "index of more than three columns",
        "postgres",
        "CREATE INDEX i ON t (a, b, v, u)",
    ),
    ("strong_migrations", "MySQL index", "mysql", "CREATE INDEX i ON t (a), ALGORITHM=COPY"),
    ("strong_migrations", "MySQL check", "mysql", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"),
    (
        "online_migrations",
        "removing the primary key",
        "postgres",
        "ALTER TABLE t DROP CONSTRAINT t_pkey",
    ),
    ("online_migrations", "hash index", "postgres", "CREATE INDEX i ON t USING hash (a)"),
    (
        "online_migrations",
        "multiple foreign keys",
        "postgres",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id); ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (u) REFERENCES p (id)",
    ),
    (
        "online_migrations",
        "mismatched foreign key type",
        "postgres",
        "CREATE TABLE k (id int PRIMARY KEY, o bigint REFERENCES o (id))",
    ),
    (
        "online_migrations",
        "short primary key",
        "postgres",
        "CREATE TABLE k (id smallint PRIMARY KEY)",
    ),
    ("online_migrations", "inet/text id column", "postgres", "ALTER TABLE t ADD COLUMN o_id text"),
    (
        "online_migrations",
        "replacing an index",
        "postgres",
        "DROP INDEX ia; CREATE INDEX ia2 ON t (a, v)",
    ),
    (
        "online_migrations",
        "reading or writing after DDL",
        "postgres",
        "ALTER TABLE t ADD COLUMN z int; UPDATE o SET id = id WHERE id = 1",
    ),
    ("online_migrations", "removing an index", "postgres", "DROP INDEX ia"),
    ("online_migrations", "change default", "postgres", "ALTER TABLE t ALTER n SET DEFAULT 5"),
    ("online_migrations", "inheritance column", "postgres", "ALTER TABLE t ADD COLUMN type text"),
    ("online_migrations", "vacuum full", "postgres", "VACUUM FULL t"),
    ("online_migrations", "reindex", "postgres", "REINDEX TABLE t"),
    ("online_migrations", "drop of a check", "postgres", "ALTER TABLE t2 DROP CONSTRAINT ck"),
    (
        "django-migration-linter",
        "NOT NULL added",
        "postgres",
        "ALTER TABLE t ADD COLUMN z int NOT NULL",
    ),
    (
        "django-migration-linter",
        "NOT NULL added, default dropped",
        "postgres",
        "ALTER TABLE t ADD COLUMN z int DEFAULT 1 NOT NULL; ALTER TABLE t ALTER z DROP DEFAULT",
    ),
    ("django-migration-linter", "dropping a column", "mysql", "ALTER TABLE t DROP COLUMN a"),
    ("django-migration-linter", "dropping a table", "mysql", "DROP TABLE t"),
    ("django-migration-linter", "renaming a table", "mysql", "RENAME TABLE t TO z"),
    ("django-migration-linter", "altering a column", "mysql", "ALTER TABLE t MODIFY a bigint"),
    (
        "django-migration-linter",
        "unique added",
        "mysql",
        "ALTER TABLE t ADD CONSTRAINT q UNIQUE (a)",
    ),
    (
        "django-migration-linter",
        "reversed data migration: every row",
        "mysql",
        "UPDATE t SET a = 1",
    ),
    ("atlas DS101", "schema dropped", "mysql", "DROP SCHEMA app"),
    ("atlas DS102", "table dropped", "postgres", "DROP TABLE t"),
    ("atlas DS103", "column dropped", "postgres", "ALTER TABLE t DROP COLUMN b"),
    ("atlas MF101", "unique index", "mysql", "CREATE UNIQUE INDEX i ON t (a)"),
    (
        "atlas MF102",
        "index made unique",
        "mysql",
        "DROP INDEX ia ON t; CREATE UNIQUE INDEX ia ON t (a)",
    ),
    ("atlas MF103", "NOT NULL column", "mysql", "ALTER TABLE t ADD COLUMN z int NOT NULL"),
    ("atlas MF104", "nullable to NOT NULL", "mysql", "ALTER TABLE t MODIFY a int NOT NULL"),
    ("atlas CD101", "foreign key dropped", "mysql", "ALTER TABLE t2 DROP FOREIGN KEY fk"),
    ("atlas CD102", "check dropped", "postgres", "ALTER TABLE t2 DROP CONSTRAINT ck"),
    ("atlas CD103", "primary key dropped", "mysql", "ALTER TABLE t DROP PRIMARY KEY"),
    (
        "atlas PG103",
        "concurrent index in a transaction",
        "postgres",
        "CREATE INDEX CONCURRENTLY i ON t (a)",
    ),
    ("atlas PG104", "primary key added", "postgres", "ALTER TABLE nopk ADD PRIMARY KEY (x)"),
    ("atlas PG301", "type change", "postgres", "ALTER TABLE t ALTER v TYPE varchar(10)"),
    ("atlas PG303", "nullable to NOT NULL", "postgres", "ALTER TABLE t ALTER a SET NOT NULL"),
    ("atlas PG304", "primary key on nullable", "postgres", "ALTER TABLE nopk ADD PRIMARY KEY (x)"),
    (
        "atlas PG311",
        "misaligned columns",
        "postgres",
        "CREATE TABLE k (id int PRIMARY KEY, f boolean, g bigint, h boolean)",
    ),
    (
        "atlas MY101",
        "implicit default of a new column",
        "mysql",
        "ALTER TABLE t ADD COLUMN z int NOT NULL",
    ),
    ("atlas MY110", "enum value removed", "mysql", "ALTER TABLE e MODIFY c enum('a')"),
    ("atlas MY111", "enum reordered", "mysql", "ALTER TABLE e MODIFY c enum('b','a')"),
    ("atlas MY112", "set reordered", "mysql", "ALTER TABLE e MODIFY s set('b','a')"),
    ("atlas MY113", "enum value inserted", "mysql", "ALTER TABLE e MODIFY c enum('a','x','b')"),
    ("atlas MY120", "varchar shortened", "mysql", "ALTER TABLE t MODIFY v varchar(5)"),
    (
        "atlas MY131",
        "foreign key without index",
        "postgres",
        "CREATE TABLE k (id int PRIMARY KEY, o int REFERENCES o (id))",
    ),
    ("atlas TX101", "transaction inside", "postgres", "BEGIN; DROP TABLE t; COMMIT"),
    ("atlas BC102", "column renamed", "mysql", "ALTER TABLE t RENAME COLUMN a TO z"),
    (
        "atlas LT101",
        "SQLite nullable to NOT NULL",
        "sqlite",
        "CREATE TABLE `__new_t` (id int PRIMARY KEY, a int NOT NULL); INSERT INTO `__new_t` SELECT id, a FROM t; DROP TABLE t; ALTER TABLE `__new_t` RENAME TO t",
    ),
    ("safe-pg-migrations", "SET NOT NULL", "postgres", "ALTER TABLE t ALTER a SET NOT NULL"),
    (
        "safe-pg-migrations",
        "column with default",
        "postgres",
        "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()",
    ),
    ("safe-pg-migrations", "lock timeout", "postgres", "ALTER TABLE t ADD COLUMN z int"),
    (
        "safe-pg-migrations",
        "cascade of a table that others refer to",
        "postgres",
        "DROP TABLE o CASCADE",
    ),
    ("bytebase", "WHERE required, update", "mysql", "UPDATE t SET a = 0"),
    ("bytebase", "WHERE required, delete", "postgres", "DELETE FROM t"),
    ("bytebase", "COMMIT disallowed", "postgres", "DELETE FROM t WHERE id = 1; COMMIT"),
    ("bytebase", "CASCADE disallowed", "postgres", "TRUNCATE t CASCADE"),
    ("bytebase", "LIMIT of a DELETE", "mysql", "DELETE FROM t LIMIT 5"),
    ("bytebase", "change of charset", "mysql", "ALTER TABLE t CONVERT TO CHARACTER SET latin1"),
    ("bytebase", "dropping of a database", "mysql", "DROP DATABASE app"),
    ("bytebase", "table without primary key", "postgres", "CREATE TABLE k (x int)"),
    ("bytebase", "INSERT without columns", "mysql", "INSERT INTO t VALUES (1,2,3,4,5,6)"),
    ("bytebase", "CREATE TABLE AS", "postgres", "CREATE TABLE k AS SELECT * FROM t"),
    ("bytebase", "TRUNCATE", "mysql", "TRUNCATE TABLE t"),
    (
        "bytebase",
        "online change with a lock",
        "mysql",
        "ALTER TABLE t ADD COLUMN z int FIRST, ALGORITHM=COPY",
    ),
    (
        "bytebase",
        "auto-increment first value",
        "mysql",
        "CREATE TABLE k (id int PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 100",
    ),
    (
        "bytebase",
        "disallowed trigger",
        "mysql",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
    ),
    ("bytebase", "float column", "mysql", "CREATE TABLE k (id int PRIMARY KEY, p float)"),
)
"""(tool, hazard, dialect, SQL)."""

_HISTORY = """
CREATE TABLE t (id int PRIMARY KEY, a int, b text, v varchar(20), u int UNIQUE, n int NOT NULL DEFAULT 0);
CREATE TABLE o (id int PRIMARY KEY);
CREATE INDEX ia ON t (a);
CREATE TABLE nopk (x int);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t2 (id int PRIMARY KEY, x int, CONSTRAINT ck CHECK (x > 0), CONSTRAINT fk FOREIGN KEY (x) REFERENCES o (id));
"""
_ENUMS: dict[Dialect, str] = {
    "postgres": "CREATE TYPE mood AS ENUM ('a');",
    "mysql": "CREATE TABLE e (id int PRIMARY KEY, c enum('a','b'), s set('a','b'));",
}


def main() -> None:
    """Print what nothing is said of, then the sums."""
    refused = reported = 0
    for tool, what, dialect, sql in HAZARDS:
        driver = "node-postgres" if dialect == "postgres" else ""
        earlier = [_HISTORY + _ENUMS.get(dialect, "")]
        found = judge_sql(sql, dialect=dialect, driver=driver, earlier=earlier)
        if any(each.severity == "refuse" for each in found):
            refused += 1
        elif found:
            reported += 1
        else:
            print(f"nothing: {tool}, {what}: {sql}")
    print(f"{len(HAZARDS)} hazards: {refused} refused, {reported} reported")


if __name__ == "__main__":
    main()
