-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL;
-- says report: an INSERT of the running release that leaves "t"."c" out fails

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL; ALTER TABLE t ALTER COLUMN c SET DEFAULT 1;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- says report: an INSERT of the running release that leaves "t"."a" out fails

-- postgres
CREATE TABLE t (a int NOT NULL);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x text);
ALTER TABLE a ADD CONSTRAINT xn CHECK (x IS NOT NULL AND x <> '') NOT VALID;
-- judged:
ALTER TABLE a VALIDATE CONSTRAINT xn;
--> statement-breakpoint
ALTER TABLE a ALTER COLUMN x SET NOT NULL;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x text);
-- judged:
ALTER TABLE a ADD CONSTRAINT xn CHECK (x IS NOT NULL) NOT VALID;
--> statement-breakpoint
ALTER TABLE a ALTER COLUMN x SET NOT NULL;
-- says report: an INSERT of the running release that leaves "a"."x" out fails

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 0;
ALTER TABLE t ALTER COLUMN z DROP DEFAULT;
-- says report: an INSERT of the running release that leaves "t"."z" out fails

-- postgres
CREATE TABLE t (id int PRIMARY KEY, z int NOT NULL DEFAULT 0, y int);
-- judged:
ALTER TABLE t ALTER COLUMN z DROP DEFAULT;
ALTER TABLE t ADD COLUMN x int DEFAULT 0;
ALTER TABLE t ALTER COLUMN x DROP DEFAULT;

-- mysql
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN z int;
UPDATE t SET z = 1 WHERE z IS NULL;
ALTER TABLE t MODIFY z int NOT NULL;
-- says report: an INSERT of the running release that leaves "t"."z" out fails

-- mysql
CREATE TABLE t (id int PRIMARY KEY, z int NOT NULL);
-- judged:
ALTER TABLE t MODIFY z bigint NOT NULL;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text, b text NOT NULL);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text NOT NULL, b text NOT NULL, c text NOT NULL DEFAULT '');
INSERT INTO __new_t (id, a, b) SELECT id, coalesce(a, ''), b FROM t;
DROP TABLE t;
ALTER TABLE __new_t RENAME TO t;
-- says report: an INSERT of the running release that leaves "t"."a" out fails

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int, CONSTRAINT c CHECK (x IS NOT NULL));
-- judged:
ALTER TABLE a MODIFY x int NOT NULL;
