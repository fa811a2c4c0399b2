-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMP TABLE t (id int);
--> statement-breakpoint
INSERT INTO t VALUES (1);
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMP TABLE t (id int);
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
DELETE FROM t;
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
CREATE TEMP TABLE t AS SELECT 1 AS id;
-- judged:
DROP TABLE t;

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMP TABLE t (id int);
--> statement-breakpoint
DELETE FROM t;
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TABLE temp.t (id int);
--> statement-breakpoint
INSERT INTO t VALUES (1);
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- mysql
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMPORARY TABLE t LIKE t;
--> statement-breakpoint
INSERT INTO t VALUES (1, 'x');
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMP TABLE t_new AS SELECT * FROM t;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE TEMP TABLE IF NOT EXISTS t (id int);
--> statement-breakpoint
INSERT INTO t VALUES (1);
-- says refuse: temporary table "t" hides table "t": what this session writes to it is gone when it ends

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE TEMP VIEW t AS SELECT 1 AS id;
-- says report: temporary view "t" hides table "t": what this session writes to it is gone when it ends
