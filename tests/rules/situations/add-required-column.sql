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

-- postgres
CREATE TABLE w (id int PRIMARY KEY);
CREATE DOMAIN needed AS int NOT NULL;
CREATE DOMAIN given AS int NOT NULL DEFAULT 3;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN said AS int CHECK (VALUE IS NOT NULL);
-- judged:
ALTER TABLE w ADD COLUMN a needed;
ALTER TABLE w ADD COLUMN b given;
ALTER TABLE w ADD COLUMN c positive;
ALTER TABLE w ADD COLUMN d said;
ALTER TABLE w ADD COLUMN e needed DEFAULT 1;
-- says refuse: adds "w"."a" of domain "needed", which allows no NULL, without a default: it fails as soon as the table has a row
-- says refuse: adds "w"."d" of domain "said", which allows no NULL, without a default: it fails as soon as the table has a row

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
CREATE DOMAIN d AS int NOT NULL DEFAULT 3;
ALTER TABLE k ADD COLUMN x d;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
CREATE DOMAIN d AS int CHECK (VALUE > 0);
ALTER TABLE k ADD COLUMN x d DEFAULT 0;
-- says refuse: adds "k"."x" with the default 0, which domain "d" forbids: it fails as soon as the table has a row
