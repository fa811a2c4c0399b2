-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text NOT NULL);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: copies NULLs of "t"."a" into a NOT NULL column

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text, b int NOT NULL);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: leaves NOT NULL "t"."b" without a value

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text, b int NOT NULL DEFAULT 1);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text UNIQUE);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a new key on (a): the copy fails if rows are equal

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text CHECK (a <> ''));
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a new CHECK (a <> ''): the copy fails if a row breaks it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text, b text AS (a));
--> statement-breakpoint
INSERT INTO __new_t (id, a, b) SELECT id, a, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: writes generated column "t"."b", which SQLite refuses

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text NOT NULL);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, NULL FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: copies NULL into NOT NULL "t"."a"

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, "zz" FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: reads "zz", which "t" doesn't have: better-sqlite3 and libSQL take no double quotes for a string and fail

-- sqlite, better-sqlite3
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, "zz" FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: reads "zz", which "t" doesn't have: better-sqlite3 and libSQL take no double quotes for a string and fail

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT a FROM t;
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: renames the new "t" while view "v" reads it: error in view

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE c (t_id int REFERENCES t (id));
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: the migrator keeps foreign keys on: the DROP TABLE of "t" fails as soon as a row of "c" refers to it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE c (t_id int REFERENCES t (id));
-- judged:
PRAGMA foreign_keys = OFF;
--> statement-breakpoint
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: the migrator keeps foreign keys on: the DROP TABLE of "t" fails as soon as a row of "c" refers to it
