-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();
-- says refuse: rewrites "t" to fill "c": gen_random_uuid() is volatile

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c timestamp DEFAULT now();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT mine();
-- says report: rewrites "t" to fill "c": mine() is volatile unless it was declared otherwise

-- postgres
CREATE TABLE t (a int);
CREATE FUNCTION mine() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT mine();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c varchar(3) DEFAULT 'x'::varchar(3);
