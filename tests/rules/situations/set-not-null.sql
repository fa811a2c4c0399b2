-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- says refuse: makes "t"."a" NOT NULL without filling its NULLs first

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
UPDATE t SET a = 'x' WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL; UPDATE t SET a = 'x' WHERE a IS NULL;
-- says refuse: makes "t"."a" NOT NULL without filling its NULLs first (the UPDATE stands below it)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
TRUNCATE t; ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 1; ALTER TABLE t ALTER COLUMN c SET NOT NULL;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (b * 2) STORED; ALTER TABLE t ALTER COLUMN c SET NOT NULL;

-- postgres
CREATE TABLE t (a serial);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- mysql
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t MODIFY COLUMN a int NOT NULL;
-- says refuse: makes "t"."a" NOT NULL without filling its NULLs first

-- mysql
CREATE TABLE t (a int NOT NULL);
-- judged:
ALTER TABLE t MODIFY COLUMN a bigint NOT NULL;

-- postgres
CREATE TABLE au (name text, other text NOT NULL);
CREATE UNIQUE INDEX ak ON au (name);
CREATE UNIQUE INDEX bk ON au (other);
-- judged:
ALTER TABLE au ADD PRIMARY KEY USING INDEX ak;
-- says refuse: makes "au"."name" part of the primary key without filling its NULLs first

-- postgres
CREATE TABLE au (name text, other text NOT NULL);
CREATE UNIQUE INDEX bk ON au (other);
-- judged:
ALTER TABLE au ADD PRIMARY KEY USING INDEX bk;

-- postgres
CREATE TABLE au (name text, n int);
-- judged:
UPDATE au SET name = '' WHERE name IS NULL;
ALTER TABLE au ADD PRIMARY KEY (name, n);
-- says refuse: makes "au"."n" part of the primary key without filling its NULLs first

-- mysql
CREATE TABLE au (name varchar(9), n int);
-- judged:
ALTER TABLE au ADD PRIMARY KEY (name);
-- says refuse: makes "au"."name" part of the primary key without filling its NULLs first

-- postgres
CREATE TABLE au (name text);
-- judged:
ALTER TABLE au ADD COLUMN id serial;
ALTER TABLE au ADD PRIMARY KEY (id);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE x IS NULL;
ALTER TABLE a ALTER COLUMN x SET NOT NULL;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int, y int);
-- judged:
DELETE FROM a WHERE x IS NULL AND y = 2;
ALTER TABLE a ALTER COLUMN x SET NOT NULL;
-- says refuse: makes "a"."x" NOT NULL without filling its NULLs first

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int, y int);
-- judged:
DELETE FROM a WHERE x IS NULL OR y IS NULL;
ALTER TABLE a ALTER COLUMN x SET NOT NULL;
ALTER TABLE a ALTER COLUMN y SET NOT NULL;

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE x IS NULL;
ALTER TABLE a MODIFY x int NOT NULL;
