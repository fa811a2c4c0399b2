-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t RENAME COLUMN a TO c;
-- says refuse: renames column "a" of table "t" to "c"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t ADD COLUMN a text GENERATED ALWAYS AS (c) STORED;
-- says report: renames column "a" of "t" to "c" and keeps the old name as a generated column

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t CHANGE a c text;
-- says refuse: renames column "a" of table "t" to "c"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t CHANGE a a varchar(9);

-- postgres
-- judged:
CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO c;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, c int);
--> statement-breakpoint
INSERT INTO __new_t (id, c) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with column "a" renamed to "c"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
ALTER TABLE t2 RENAME COLUMN a TO b;
CREATE VIEW t AS SELECT id, b AS a FROM t2;

-- mysql
CREATE TABLE t (a int PRIMARY KEY, b int);
-- judged:
ALTER TABLE t RENAME COLUMN b TO B;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, n text);
-- judged:
ALTER TABLE a RENAME TO b;
ALTER TABLE b RENAME COLUMN n TO m;
CREATE VIEW a AS SELECT * FROM b;
-- says refuse: renames column "n" of table "b" to "m"
