"""PostgreSQL's own parser (libpg_query) as the oracle: no act may be missed or made up.

pglast is GPL and so never more than a tool of the tests.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split
from rules.examples_on_disk import FOLDER

parser = pytest.importorskip("pglast.parser", reason="pglast isn't installed")

COMMANDS = {
    "AT_DropColumn": "drop-column",
    "AT_AlterColumnType": "alter-type",
    "AT_SetNotNull": "set-not-null",
    "AT_DropNotNull": "drop-not-null",
    "AT_DropConstraint": "drop-constraint",
    "AT_AddColumn": "add-column",
    "AT_AddConstraint": "add-constraint",
    "AT_DisableRowSecurity": "disable-row-security",
    "AT_ValidateConstraint": "validate-constraint",
    "AT_DetachPartition": "detach-partition",
    "AT_SetUnLogged": "set-unlogged",
    "AT_DisableTrigAll": "disable-trigger",
}
STATEMENTS = {
    "DeleteStmt": "delete",
    "UpdateStmt": "update",
    "MergeStmt": "merge",
    "IndexStmt": "create-index",
    "CreateStmt": "create-table",
    "RenameStmt": "rename",
    "GrantStmt": "grant",
    "DropOwnedStmt": "drop-owned",
    "DropdbStmt": "drop-database",
    "DropRoleStmt": "drop-role",
    "LockStmt": "lock-table",
    "RefreshMatViewStmt": "refresh-view",
}
BODIES = ("CreateFunctionStmt", "DoStmt", "ViewStmt", "RuleStmt", "CopyStmt")

SQL = r"""
DROP TABLE a, b.c, "D" CASCADE;
drop table if exists only_one restrict;
DROP VIEW v; DROP MATERIALIZED VIEW m, n; DROP INDEX CONCURRENTLY IF EXISTS i; DROP SEQUENCE s, t;
DROP TYPE t CASCADE; DROP DOMAIN d; DROP SCHEMA a, b; DROP EXTENSION e; DROP FUNCTION f(int, text);
DROP FUNCTION f; DROP PROCEDURE p(); DROP TRIGGER t ON a.b; DROP POLICY p ON a; DROP RULE r ON a;
DROP AGGREGATE g(*); DROP OWNED BY x; DROP DATABASE d; DROP ROLE a; DROP USER u; DROP GROUP g;
DROP FOREIGN TABLE ft; DROP PUBLICATION p; DROP COLLATION c; DROP STATISTICS s; DROP SERVER s;
DROP EVENT TRIGGER e; DROP LANGUAGE l; DROP ACCESS METHOD m; DROP ROUTINE r;
DROP TEXT SEARCH CONFIGURATION c; DROP CONVERSION c; DROP FOREIGN DATA WRAPPER w;
TRUNCATE a; TRUNCATE TABLE ONLY a *, b RESTART IDENTITY CASCADE;
DELETE FROM a; DELETE FROM ONLY a AS x USING b, c WHERE x.id = b.id RETURNING *;
WITH d AS (DELETE FROM a RETURNING *), u AS (UPDATE b SET c = 1) INSERT INTO z SELECT * FROM d;
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t) UPDATE a SET b = (SELECT 1);
UPDATE a SET (b, c) = (SELECT 1, 2) FROM d WHERE a.id = d.id; UPDATE ONLY a.b AS q SET c[1] = 2;
MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND b.x THEN DELETE
  WHEN NOT MATCHED THEN INSERT VALUES (1);
ALTER TABLE a DROP b; ALTER TABLE IF EXISTS ONLY a DROP COLUMN IF EXISTS b CASCADE, ADD c int;
ALTER TABLE a ALTER b TYPE varchar(3) COLLATE "C" USING left(b, 3), ALTER COLUMN c SET NOT NULL,
  ALTER c DROP NOT NULL, DROP CONSTRAINT IF EXISTS k, ALTER COLUMN d SET DATA TYPE int[];
ALTER TABLE a ADD CONSTRAINT x FOREIGN KEY (b, c) REFERENCES d (e, f) MATCH FULL ON DELETE SET NULL
  ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID, VALIDATE CONSTRAINT x;
ALTER TABLE a ADD CHECK (b > 0 AND c IN (1, 2)), ADD UNIQUE NULLS NOT DISTINCT (b), ADD PRIMARY KEY
  (c) INCLUDE (d), ADD CONSTRAINT e EXCLUDE USING gist (r WITH &&) WHERE (b > 1);
ALTER TABLE a ADD UNIQUE USING INDEX i; ALTER TABLE a DISABLE ROW LEVEL SECURITY, OWNER TO x;
ALTER TABLE a DETACH PARTITION b CONCURRENTLY; ALTER TABLE a SET UNLOGGED; ALTER TABLE a
  DISABLE TRIGGER ALL; ALTER TABLE a ALTER b SET DEFAULT (1, 2), ALTER b DROP DEFAULT, DROP z;
ALTER TABLE a ALTER b SET (n_distinct = 5), ALTER b SET STATISTICS 3, ALTER b SET STORAGE MAIN;
ALTER TABLE a ALTER b ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "q" START WITH 1), DROP c;
ALTER TABLE a ALTER b SET GENERATED ALWAYS SET INCREMENT BY 2 RESTART WITH 5, DROP c;
ALTER TABLE a SET (fillfactor = 70), RESET (fillfactor), REPLICA IDENTITY FULL, DROP c;
ALTER TABLE a CLUSTER ON i, INHERIT p, NO INHERIT p, DROP c;
ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) STORED, ADD d timestamp(3) with time zone
  DEFAULT now() NOT NULL, ADD IF NOT EXISTS e numeric(10, 2) DEFAULT -1.5 CHECK (e > 0), DROP c;
ALTER TABLE a ADD COLUMN "drop" double precision DEFAULT 'x'::text || 'y', DROP "add";
ALTER TABLE a RENAME b TO c; ALTER TABLE a RENAME TO d; ALTER TABLE a RENAME CONSTRAINT b TO c;
ALTER INDEX i RENAME TO j; ALTER VIEW v RENAME TO w; ALTER TYPE t RENAME TO u; ALTER SCHEMA s
  RENAME TO r; ALTER SEQUENCE s RENAME TO r; ALTER ROLE a RENAME TO b; ALTER DATABASE a RENAME TO b;
ALTER TYPE t RENAME ATTRIBUTE a TO b; ALTER POLICY p ON a RENAME TO q; ALTER TRIGGER t ON a
  RENAME TO u; ALTER FUNCTION f(int) RENAME TO g; ALTER DOMAIN d RENAME TO e;
CREATE TABLE a (b int, c text[] DEFAULT '{}', PRIMARY KEY (b), LIKE d INCLUDING ALL) WITH (x = 1);
CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE UNLOGGED TABLE a (b int);
CREATE TABLE p PARTITION OF q FOR VALUES FROM (1) TO (2); CREATE TABLE a () INHERITS (b);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a USING btree (lower(b) text_ops DESC NULLS
  LAST, (c || d)) INCLUDE (e) NULLS NOT DISTINCT WITH (fillfactor = 70) WHERE b IS NOT NULL;
CREATE INDEX ON a (b); GRANT SELECT, INSERT (a, b) ON TABLE c TO d, PUBLIC WITH GRANT OPTION;
LOCK TABLE a IN SHARE MODE NOWAIT; REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH NO DATA;
EXPLAIN ANALYZE DELETE FROM a WHERE b = 1;
"""


def expected(node: Any, found: Counter[str]) -> Counter[str]:
    """The acts in libpg_query's tree."""
    if isinstance(node, list):
        for one in node:
            expected(one, found)
    elif isinstance(node, dict):
        for kind, value in node.items():
            if kind == "DropStmt":
                what = value["removeType"].removeprefix("OBJECT_").lower().replace("_", "-")
                what = {"matview": "materialized-view", "foreign-table": "table", "fdw":
                        "foreign-data-wrapper", "statistic-ext": "statistics", "routine":
                        "function", "foreign-server": "server", "tsconfiguration":
                        "text-search-configuration"}.get(what, what)  # fmt: skip
                found["drop-" + what] += len(value["objects"])
            elif kind == "TruncateStmt":
                found["truncate"] += len(value["relations"])
            elif kind == "AlterTableCmd" and value.get("subtype") in COMMANDS:
                found[COMMANDS[value["subtype"]]] += 1
            elif kind == "DropRoleStmt":
                found["drop-role"] += len(value["roles"])
            elif kind in STATEMENTS:
                found[STATEMENTS[kind]] += 1
            if kind not in BODIES:
                expected(value, found)
    return found


def ours(text: str, known: frozenset[str]) -> Counter[str]:
    """The acts that we read, of the kinds that the oracle counts."""
    (statement,) = split(text, "postgres").statements
    found: Counter[str] = Counter()
    for act in read(statement, "postgres"):
        renamed = act.verb.startswith("rename-") and act.verb != "rename-enum-value"
        verb: str = "rename" if renamed else act.verb
        verb = {
            "drop-attribute": "drop-column",
            "add-attribute": "add-column",
            "revoke": "grant",
        }.get(verb, verb)
        counted = verb in known or verb in ("truncate", *COMMANDS.values(), *STATEMENTS.values())
        if act.inside != "DO" and (counted or verb in ("opaque", "broken")):
            found[verb] += 1
    return found


def statements() -> list[str]:
    """Each form above, and every statement of PostgreSQL's examples."""
    texts = [SQL]
    for path in sorted(FOLDER.rglob("*.sql")):
        text = path.read_text()
        if text.startswith("-- postgres") and path.parent.name != "breakpoint-in-literal":
            texts.append(text)
    return [s.text for text in texts for s in split(text, "postgres").statements]


def test_every_act_of_libpg_query_is_read_and_no_other() -> None:
    different = []
    for text in dict.fromkeys(statements()):
        try:
            tree = json.loads(parser.parse_sql_json(text))
        except parser.ParseError:
            continue  # newer than the libpg_query at hand, or broken on purpose
        theirs = expected(tree, Counter())
        mine = ours(text, frozenset(theirs))
        if mine != theirs:
            different.append((text, dict(theirs), dict(mine)))
    assert different == []
