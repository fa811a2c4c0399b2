-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c UNIQUE (a);
-- says report: puts a unique index on (a) of "t": it fails if rows are equal there

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int UNIQUE;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 1 UNIQUE;
-- says refuse: adds unique "t"."c" with the default 1: it fails as soon as the table has two rows

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE UNIQUE INDEX ua ON t (a);
-- says report: puts a unique index on (a) of "t": it fails if rows are equal there

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE UNIQUE INDEX ua ON t (id);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE UNIQUE INDEX ua ON t (a, id);

-- postgres
-- judged:
CREATE TABLE t (a int); CREATE UNIQUE INDEX ua ON t (a);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE UNIQUE INDEX ua ON t (a);
-- judged:
ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX ua;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD UNIQUE (b);
-- says report: puts a unique index on (b) of "t": it fails if rows are equal there

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t MODIFY COLUMN b int UNIQUE;
-- says report: puts a unique index on (b) of "t": it fails if rows are equal there

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
TRUNCATE t; ALTER TABLE t ADD CONSTRAINT c UNIQUE (a);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING gist (a WITH =);
-- says report: puts an exclusion on (its columns) of "t": it fails if rows are equal there

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text UNIQUE, f text);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE citext;
ALTER TABLE k ALTER COLUMN f TYPE citext;
-- says report: changes unique "k"."e" to citext: it fails if two values differ in upper and lower case alone

-- mysql
CREATE TABLE k (id int PRIMARY KEY, e varchar(9) COLLATE utf8mb4_bin, UNIQUE KEY u (e));
-- judged:
ALTER TABLE k MODIFY e varchar(9) COLLATE utf8mb4_general_ci;
-- says report: changes unique "k"."e" to utf8mb4_general_ci: it fails if two values differ in upper and lower case alone

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE t ADD UNIQUE INDEX IF NOT EXISTS nn (n);
-- says report: puts a unique index on (n) of "t": it fails if rows are equal there

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int, UNIQUE KEY nn (n));
-- judged:
ALTER TABLE t ADD UNIQUE KEY IF NOT EXISTS nn (n);

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e numeric(10,2) UNIQUE);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE int;
-- says report: changes unique "k"."e" to integer: it fails if two values become one where it rounds to whole numbers

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e timestamp UNIQUE);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE date;
-- says report: changes unique "k"."e" to date: it fails if two values become one where it drops the time of day

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text UNIQUE);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE text USING lower(e);
-- says report: changes unique "k"."e" to text: it fails if two values become one by lower()

-- mysql
CREATE TABLE k (id int PRIMARY KEY, e decimal(10,2) UNIQUE);
-- judged:
ALTER TABLE k MODIFY e int;
-- says report: changes unique "k"."e" to int: it fails if two values become one where it rounds to whole numbers

-- postgres
CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE k (id int PRIMARY KEY, e text UNIQUE);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE text COLLATE ci;
-- says report: changes unique "k"."e" to text: it fails if two values are equal by collation ci

-- postgres
CREATE EXTENSION citext;
CREATE TABLE k (id int PRIMARY KEY, e citext UNIQUE);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE text;

-- mysql
CREATE TABLE k (a int, b int NOT NULL);
-- judged:
ALTER TABLE k ADD COLUMN id int NOT NULL PRIMARY KEY;
-- says refuse: adds unique NOT NULL "k"."id": it fails as soon as the table has two rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int, UNIQUE KEY u (a));
-- judged:
ALTER TABLE t DROP INDEX u, ADD UNIQUE KEY u (a, b);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE UNIQUE INDEX u ON t (lower(a));
-- judged:
DROP INDEX u;
CREATE UNIQUE INDEX u ON t (a);
-- says report: puts a unique index on (a) of "t": it fails if rows are equal there

-- postgres
CREATE TABLE a (id int PRIMARY KEY, email text UNIQUE, n text);
-- judged:
UPDATE a SET n = lower(email), email = lower("email") WHERE id > 3;
-- says report: changes unique "a"."email" by lower(): it fails if two values become one

-- mysql
CREATE TABLE a (id int PRIMARY KEY, email varchar(50) UNIQUE);
-- judged:
UPDATE a SET email = lower(email) WHERE id > 3;

-- mysql
CREATE TABLE a (id int PRIMARY KEY, email varchar(50) UNIQUE);
-- judged:
UPDATE a SET email = trim(email) WHERE id > 3;
-- says report: changes unique "a"."email" by trim(): it fails if two values become one

-- postgres
CREATE TABLE a (id int PRIMARY KEY, email text UNIQUE);
-- judged:
UPDATE a SET email = concat(email, id) WHERE id > 3;
