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

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN i interval DEFAULT make_interval(days => 3);

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN i text DEFAULT pg_catalog.current_database();

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN i text DEFAULT md5(pg_catalog.current_setting('x') || version()), ADD COLUMN j text[] DEFAULT string_to_array('a,b', ','), ADD COLUMN k text DEFAULT to_char(now(), 'YYYY'), ADD COLUMN l jsonb DEFAULT jsonb_build_object('a', 1), ADD COLUMN m date DEFAULT make_date(2020,1,1), ADD COLUMN n text DEFAULT lpad('1', 3, '0');

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN i uuid DEFAULT pg_catalog.gen_random_uuid();
-- says refuse: rewrites "t" to fill "i": gen_random_uuid() is volatile

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
CREATE SCHEMA app;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
-- judged:
ALTER TABLE t ADD COLUMN i int DEFAULT app.f();

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN i int DEFAULT app.now();
-- says report: rewrites "t" to fill "i": app.now() is volatile unless it was declared otherwise

-- postgres
CREATE TABLE w (id int PRIMARY KEY);
CREATE DOMAIN plain AS int;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
-- judged:
ALTER TABLE w ADD COLUMN a plain;
ALTER TABLE w ADD COLUMN b positive;
-- says refuse: rewrites "w" to check domain "positive" for "b" in every row

-- postgres
CREATE TABLE w (id int PRIMARY KEY);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
ALTER DOMAIN positive DROP CONSTRAINT positive_check;
-- judged:
ALTER TABLE w ADD COLUMN b positive;

-- postgres
CREATE DOMAIN d AS uuid DEFAULT gen_random_uuid();
CREATE TABLE a (id int PRIMARY KEY);
-- judged:
ALTER TABLE a ADD COLUMN u d;
-- says refuse: rewrites "a" to fill "u": the default of domain "d" is volatile

-- postgres
CREATE DOMAIN d AS int DEFAULT 3;
CREATE TABLE a (id int PRIMARY KEY);
-- judged:
ALTER TABLE a ADD COLUMN u d;
