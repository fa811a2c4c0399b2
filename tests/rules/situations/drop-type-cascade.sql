-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t (id int PRIMARY KEY);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE brand_new (id int PRIMARY KEY);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TEMPORARY TABLE t2 (id int PRIMARY KEY);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t AS SELECT 1 AS id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t LIKE u;

-- mysql
-- judged:
CREATE OR REPLACE DATABASE app;

-- mysql
-- judged:
CREATE OR REPLACE SCHEMA app;

-- postgres
CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);
CREATE TABLE t (id int PRIMARY KEY, b text, g tsvector GENERATED ALWAYS AS (to_tsvector('c', b)) STORED);
-- judged:
DROP TEXT SEARCH CONFIGURATION c CASCADE;
-- says refuse: drops text search configuration "c" and, through CASCADE, columns "t.g"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
DROP TEXT SEARCH DICTIONARY IF EXISTS d CASCADE;
-- says refuse: drops text search dictionary "d" and, through CASCADE, every column that uses it

-- postgres
CREATE COLLATION de (provider = icu, locale = 'de');
CREATE TABLE t (id int PRIMARY KEY, b text COLLATE de);
-- judged:
DROP COLLATION de CASCADE;
-- says refuse: drops collation "de" and, through CASCADE, columns "t.b"

-- postgres
CREATE FUNCTION ff(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (ff(id)) STORED);
-- judged:
DROP FUNCTION ff(int) CASCADE;
-- says refuse: drops function "ff" and, through CASCADE, columns "t.g"

-- postgres
-- judged:
CREATE FUNCTION ff(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
--> statement-breakpoint
DROP FUNCTION ff(int) CASCADE;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
DROP OPERATOR CLASS oc USING btree CASCADE;
-- says report: drops operator class "oc using btree" and, through CASCADE, every index that uses it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
DROP OPERATOR FAMILY IF EXISTS oc USING btree CASCADE;
-- says report: drops operator family "oc using btree" and, through CASCADE, every index that uses it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
DROP ACCESS METHOD am CASCADE;
-- says refuse: drops access method "am" and, through CASCADE, every table that uses it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
DROP CAST (text AS int) CASCADE;
-- says report: drops cast "(text as int)" and, through CASCADE, every view and CHECK that uses it

-- postgres
CREATE SEQUENCE s;
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('s'));
-- judged:
DROP SEQUENCE s CASCADE;
-- says report: drops sequence "s" and, through CASCADE, every default that uses it
