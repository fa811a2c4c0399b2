-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'c';

-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'q';
-- says refuse: uses value 'q' of enum "e", which does not exist here: the statement fails

-- mysql
CREATE TABLE t (i int PRIMARY KEY, b text);
-- judged:
ALTER TABLE t DROP COLUMN i, ADD COLUMN i int unsigned NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (i);

-- mysql
CREATE TABLE t (i int PRIMARY KEY, b text);
-- judged:
ALTER TABLE t DROP PRIMARY KEY;
--> statement-breakpoint
ALTER TABLE t DROP PRIMARY KEY;
-- says refuse: drops the primary key of table "t", which does not exist here: the statement fails

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
-- judged:
DROP TABLE p, p1, p2;

-- postgres
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
-- judged:
DROP TABLE p, c CASCADE;

-- postgres
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- judged:
DROP VIEW v, w CASCADE;

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- judged:
DROP TABLE p;
--> statement-breakpoint
DROP TABLE p1;
-- says refuse: drops table "p1", which does not exist here: the statement fails

-- sqlite
CREATE TABLE t (c0 int, c1 text);
-- judged:
CREATE INDEX a ON t (CASE WHEN c0 > 1 THEN 1 END);
--> statement-breakpoint
CREATE INDEX b ON t (NOT c0, c0 > 1, NULL > c0);
--> statement-breakpoint
CREATE INDEX c ON t (true, CAST(c0 AS text), "c1" COLLATE nocase DESC);

-- sqlite
CREATE TABLE t (c0 int);
-- judged:
CREATE INDEX a ON t ("case" DESC);
-- says refuse: uses column "case" of table "t", which does not exist here: the statement fails
