-- postgres
-- judged:
DO $$ BEGIN EXECUTE 'DROP TABLE ' || x; END $$;
-- says refuse: runs SQL put together at run time that begins to drop

-- postgres
-- judged:
DO $$ BEGIN EXECUTE 'CREATE TABLE ' || x; END $$;

-- postgres
-- judged:
DO $$ BEGIN EXECUTE x; END $$;
-- says refuse: runs SQL put together at run time

-- postgres
-- judged:
SELECT dblink_exec('c', 'DROP TABLE t');
-- says refuse: runs SQL in another database through dblink_exec

-- postgres
-- judged:
SELECT lo_unlink(5);
-- says refuse: deletes a large object

-- mysql
-- judged:
CALL tidy_up();
-- says report: runs code that stands elsewhere: call tidy_up()

-- mysql
-- judged:
PREPARE q FROM 'DROP TABLE t';
-- says report: runs code that stands elsewhere: prepare q from 'DROP TABLE t'

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
COPY t FROM PROGRAM 'rm -rf /data';
-- says refuse: COPY runs a program on the server: 'rm -rf /data'

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
COPY (SELECT 1) TO PROGRAM 'cat';
-- says refuse: COPY runs a program on the server: 'cat'

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
SELECT wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE OR REPLACE FUNCTION app.wipe(x int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF x > 0 THEN TRUNCATE t; END IF; RETURN 1; END $$;
-- judged:
SELECT 1, app.wipe(3);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
DO $$ BEGIN PERFORM wipe(); END $$;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE PROCEDURE wipe() LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
CALL wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM t; END;
-- judged:
SELECT * FROM wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
CREATE OR REPLACE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;
-- judged:
SELECT wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS $$ UPDATE t SET n = 1 WHERE n IS NULL $$;
-- judged:
SELECT fill();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
SELECT cleanup_everything();
-- says report: calls cleanup_everything(), whose body no migration holds in SQL

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION k() RETURNS void LANGUAGE plpython3u AS $$ plpy.execute('x') $$;
-- judged:
SELECT k();
-- says report: calls k(), whose body no migration holds in SQL

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
SELECT setval(pg_get_serial_sequence('t', 'id'), coalesce(max(id), 1)) FROM t;
--> statement-breakpoint
SELECT count(*), lower(n::varchar(3)), date_trunc('day', now()), CAST(n AS numeric(3, 1)), row_number() OVER (PARTITION BY n) FROM t WHERE n IN (1, 2) AND EXISTS (SELECT 1);
--> statement-breakpoint
WITH a(x) AS (SELECT 1), b(y) AS (SELECT 2) SELECT * FROM a, b, (VALUES (1)) AS v(z);
--> statement-breakpoint
SELECT pg_advisory_xact_lock(3), pg_catalog.set_config('search_path', '', false), json_agg(n), gen_random_uuid(), string_agg(n::text, ',') FROM t, generate_series(1, 3) g(i);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS int DETERMINISTIC BEGIN DELETE FROM t; RETURN 1; END;
-- judged:
SELECT wipe();

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2;
-- judged:
SELECT twice(3), lower('A');

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
--> statement-breakpoint
SELECT wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION a() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
DROP FUNCTION a();
-- judged:
SELECT a();
-- says report: calls a(), whose body no migration holds in SQL

-- mysql
CREATE TABLE t (id int PRIMARY KEY);
CREATE PROCEDURE w(t text) BEGIN SET @s = CONCAT('DELETE FROM ', t); PREPARE p FROM @s; EXECUTE p; END;
-- judged:
CALL w('t');
-- says refuse: runs SQL put together at run time that begins to delete

-- mysql
CREATE TABLE t (id int PRIMARY KEY);
CREATE PROCEDURE w() BEGIN PREPARE p FROM 'ANALYZE TABLE t'; EXECUTE p; END;
-- judged:
CALL w();
