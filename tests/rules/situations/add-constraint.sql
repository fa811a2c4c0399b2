-- postgres
CREATE DOMAIN d AS int;
-- judged:
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);
-- says report: constrains domain "d": it fails if a value breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);
-- says report: adds CHECK "c" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;

-- postgres
CREATE TABLE t (b int, CONSTRAINT c CHECK (b > 0));
-- judged:
ALTER TABLE t ADD CONSTRAINT d CHECK (b > 0);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES u (id);
-- says report: adds foreign key "c" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (c) REFERENCES u (id);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1; ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (c) REFERENCES u (id);
-- says report: adds foreign key "k" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int CHECK (c > 0);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 0 CHECK (c > 0);
-- says refuse: adds "t"."c", which is 0 in every row, with a CHECK that forbids it (c > 0): it fails as soon as the table has a row

-- postgres
CREATE TABLE w (id int PRIMARY KEY);
-- judged:
ALTER TABLE w ADD COLUMN z int CHECK (z IS NOT NULL);
-- says refuse: adds "w"."z", which is NULL in every row, with a CHECK that forbids it (z is not null): it fails as soon as the table has a row

-- postgres
CREATE TABLE w (id int PRIMARY KEY);
-- judged:
ALTER TABLE w ADD COLUMN z int DEFAULT 0 CHECK (z > 0);
ALTER TABLE w ADD COLUMN y int CHECK (y > 0);
ALTER TABLE w ADD COLUMN x int DEFAULT 1 CHECK (x IN (1, 2));
-- says refuse: adds "w"."z", which is 0 in every row, with a CHECK that forbids it (z > 0): it fails as soon as the table has a row

-- mysql
CREATE TABLE w (id int PRIMARY KEY);
-- judged:
ALTER TABLE w ADD COLUMN z varchar(9) DEFAULT '' CHECK (length(z) > 0);
-- says refuse: adds "w"."z", which is '' in every row, with a CHECK that forbids it (length(z) > 0): it fails as soon as the table has a row

-- postgres
CREATE DOMAIN d AS int;
CREATE TABLE k (id int PRIMARY KEY, n d);
-- judged:
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;

-- postgres
CREATE DOMAIN d AS int;
CREATE TABLE k (id int PRIMARY KEY, n d);
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
-- judged:
ALTER DOMAIN d VALIDATE CONSTRAINT c;
-- says report: validates domain "d": it fails if a value breaks it

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE k ADD COLUMN x int CHECK (n > 0);
-- says report: adds CHECK to "k": it fails if a row breaks it

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE k ADD COLUMN x int DEFAULT 1 CHECK (x > 0);
ALTER TABLE k ADD COLUMN y int CHECK (y > 0);
ALTER TABLE k ADD COLUMN z text DEFAULT 'b' NOT NULL CHECK (z IN ('b', 'c'));

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE k ADD COLUMN x int DEFAULT 0;
ALTER TABLE k ADD CONSTRAINT c CHECK (x > 0);
-- says refuse: adds CHECK "c" on "k"."x", which is 0 in every row, and forbids it (x > 0): it fails as soon as the table has a row
