-- postgres
CREATE TABLE t (a double precision);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE int USING a::int;
-- says refuse: changes "t"."a" from double precision to integer, which rounds to whole numbers

-- postgres
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE bigint;

-- mysql
CREATE TABLE t (a double);
-- judged:
ALTER TABLE t MODIFY COLUMN a int;
-- says refuse: changes "t"."a" from double to int, which rounds to whole numbers

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a integer);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t"."a" from text to integer, which turns '007' into 7

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a integer);
--> statement-breakpoint
INSERT INTO __new_t SELECT * FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t"."a" from text to integer, which turns '007' into 7
