-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL;
-- says refuse: adds NOT NULL "t"."c" without a default: it fails as soon as the table has a row

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
TRUNCATE t; ALTER TABLE t ADD COLUMN c int NOT NULL;

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL;
-- says refuse: adds NOT NULL "t"."c" without a default: it fails as soon as the table has a row
