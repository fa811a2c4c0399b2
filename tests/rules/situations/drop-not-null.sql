-- postgres
CREATE TABLE t (a int NOT NULL);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
-- says report: "t"."a" allows NULL from now on

-- postgres
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;

-- postgres
CREATE TABLE t (a int NOT NULL, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP NOT NULL; ALTER TABLE t DROP COLUMN a;

-- mysql
CREATE TABLE t (a int NOT NULL);
-- judged:
ALTER TABLE t MODIFY COLUMN a int;
-- says report: "t"."a" allows NULL from now on

-- mysql
CREATE TABLE t (a int NOT NULL PRIMARY KEY);
-- judged:
ALTER TABLE t MODIFY COLUMN a bigint;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int NOT NULL);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a int);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: rebuilds "t" with "a" allowing NULL
