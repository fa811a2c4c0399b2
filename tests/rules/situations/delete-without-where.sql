-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
DELETE FROM t;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
DELETE FROM t WHERE 1 = 1;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
DELETE FROM t WHERE b = 1;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
DELETE FROM t USING u WHERE u.id = 1;
-- says refuse: deletes rows of table "t" for a condition that isn't about it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
DELETE FROM t USING u WHERE u.id = t.b;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
DELETE FROM t LIMIT 5;
-- says refuse: deletes rows of table "t" that LIMIT alone picks

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
MERGE INTO t USING u ON t.b = u.id WHEN MATCHED THEN DELETE;
-- says refuse: MERGE deletes rows of table "t" without a further condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
MERGE INTO t USING u ON t.b = u.id WHEN MATCHED AND t.a = 'x' THEN DELETE;

-- postgres
-- judged:
CREATE TABLE t (a int); DELETE FROM t;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM t);
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM public.t WHERE true AND (t.id IN (SELECT DISTINCT x.id FROM public.t AS x));
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM t ORDER BY n OFFSET 10);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT DISTINCT ON (n) id FROM t ORDER BY n);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
WITH gone AS (SELECT id FROM t WHERE n = 1) DELETE FROM t WHERE id IN (SELECT id FROM gone);

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
WITH t AS (SELECT 1 AS id) DELETE FROM t WHERE id IN (SELECT id FROM t);

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
UPDATE t SET n = 1 WHERE id IN (WITH t AS (SELECT 1 AS id) SELECT id FROM t);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE SCHEMA s; CREATE TABLE s.t (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM s.t);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE "T" (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM "T");

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM t TABLESAMPLE system (5));

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM t FETCH FIRST 5 ROWS ONLY);

-- postgres
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE log (id int);
-- judged:
DO $$ BEGIN CREATE RULE r AS ON INSERT TO log DO ALSO (INSERT INTO log VALUES (1); DELETE FROM t); END $$;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t LEFT JOIN u ON u.t_id = t.id;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE u FROM t LEFT JOIN u ON u.t_id = t.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE u FROM t RIGHT OUTER JOIN u ON u.t_id = t.id;
-- says refuse: deletes every row of table "u", whatever it is joined to

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.id IS NULL;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE a FROM t AS a INNER JOIN u b ON b.t_id = a.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t JOIN u USING (id);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t NATURAL JOIN u;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t CROSS JOIN u;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t JOIN u ON 1 = 1 WHERE u.id = 5;
-- says refuse: deletes rows of table "t" for a condition that isn't about it

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t, u WHERE t.id = 5;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t FROM t, u WHERE n = 5;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE FROM t USING t INNER JOIN u WHERE 1 = 1;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
DELETE t FROM t CROSS JOIN u JOIN w ON w.u_id = u.id;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
DELETE t FROM t LEFT JOIN u ON u.t_id = t.id JOIN w ON w.u_id = u.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
DELETE t.*, u.* FROM t LEFT JOIN u ON u.t_id = t.id;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
DELETE FROM t USING u JOIN w ON w.u_id = u.id;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
DELETE FROM t x USING u WHERE x.n = 1;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t ORDER BY id LIMIT 10;
-- says report: deletes rows of table "t" that LIMIT alone picks

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t WHERE n = 3 LIMIT 10;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t WHERE 1 LIMIT 10;
-- says refuse: deletes rows of table "t" that LIMIT alone picks

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t LIMIT 10;
-- says refuse: deletes rows of table "t" that LIMIT alone picks

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
COPY (DELETE FROM t RETURNING id) TO '/tmp/x';
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
COPY (WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d) TO STDOUT;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
COPY (UPDATE t SET n = 0 RETURNING n) TO STDOUT;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
COPY (SELECT n FROM t) TO STDOUT;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE TABLE x AS WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, b text);
-- judged:
CREATE TEMP TABLE t (id int);
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
DELETE FROM t;
-- says refuse: deletes every row of table "t", without a condition

-- mysql
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SET STATEMENT foreign_key_checks = 0 FOR DELETE FROM t;
-- says refuse: deletes every row of table "t", without a condition

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE t.* FROM t;
-- says refuse: deletes every row of table "t", whatever it is joined to

-- mysql
CREATE TABLE h (id int) WITH SYSTEM VERSIONING;
-- judged:
DELETE HISTORY FROM h BEFORE SYSTEM_TIME '2020-01-01';
-- says refuse: deletes what table "h" keeps of the past of its rows

-- mysql
CREATE TABLE history (id int);
-- judged:
DELETE history FROM history;
-- says refuse: deletes every row of table "history", whatever it is joined to

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
SELECT wipe();
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
DO $$ BEGIN PERFORM wipe(); END $$;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE PROCEDURE wipe() LANGUAGE sql AS $$ DELETE FROM t $$;
-- judged:
CALL wipe();
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM t; END;
-- judged:
SELECT * FROM wipe();
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
CREATE OR REPLACE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;
-- judged:
SELECT wipe();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
--> statement-breakpoint
SELECT wipe();
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id = ANY (SELECT id FROM u);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id NOT IN (SELECT id FROM u);

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW old AS SELECT id FROM t WHERE n = 1;
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM old);

-- postgres
CREATE TABLE "user" ("id" int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM "user" WHERE "id" IN (SELECT "id" FROM "public"."user");
-- says refuse: deletes every row of table "user", without a condition

-- libsql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int);
-- judged:
UPDATE t SET n = 0 WHERE id IN (SELECT id FROM u);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int);
-- judged:
MERGE INTO t USING u ON t.id IN (SELECT id FROM u) WHEN MATCHED THEN UPDATE SET n = 1;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
DELETE t FROM t STRAIGHT_JOIN u ON t.id = u.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE t FROM t JOIN (SELECT MIN(id) AS keep, n FROM t GROUP BY n) d ON t.n = d.n AND t.id > d.keep;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE a FROM t a, t b WHERE a.n = b.n AND a.id > b.id;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t a USING t b WHERE a.id > b.id AND a.n = b.n;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE FROM t WHERE CURRENT OF c;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DO $$ BEGIN COPY (DELETE FROM t RETURNING id) TO '/tmp/x'; END $$;
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
COPY (DELETE FROM t WHERE n = 3 RETURNING id) TO '/tmp/x';

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
DELETE FROM t WHERE id IN (SELECT id FROM u UNION SELECT id FROM u);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION a() RETURNS void LANGUAGE sql AS $$ DELETE FROM t $$;
CREATE FUNCTION b() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM a(); END $$;
-- judged:
SELECT b();
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE log (id int);
CREATE FUNCTION a() RETURNS int LANGUAGE sql AS $$ DELETE FROM t RETURNING 1 $$;
-- judged:
INSERT INTO log SELECT a();
-- says refuse: deletes every row of table "t", without a condition

-- mysql
CREATE TABLE k (id int PRIMARY KEY, n int) WITH SYSTEM VERSIONING;
-- judged:
ALTER TABLE k DROP SYSTEM VERSIONING;
-- says refuse: deletes what table "k" keeps of the past of its rows

-- mysql
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE k ADD SYSTEM VERSIONING;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
PREPARE d (int) AS DELETE FROM a;
EXECUTE d(1);
-- says refuse: deletes every row of table "a", without a condition

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
PREPARE d AS SELECT 1;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
WITH seen AS (SELECT * FROM a), old AS (SELECT id FROM seen s) DELETE FROM a WHERE id IN (SELECT id FROM old);
-- says refuse: deletes every row of table "a", without a condition

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
WITH old AS (SELECT id FROM a LIMIT 9) DELETE FROM a WHERE id IN (SELECT id FROM old);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
WITH old(id) AS (SELECT x FROM a) DELETE FROM a WHERE id IN (SELECT id FROM old);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
WITH a AS (SELECT id FROM a WHERE x = 1) DELETE FROM a WHERE id IN (SELECT id FROM a);

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE id IN (SELECT s.id FROM (SELECT id FROM a) s);
-- says refuse: deletes every row of table "a", without a condition

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE id IN (SELECT id FROM (SELECT x AS id FROM a) s);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, k int);
-- judged:
DELETE FROM a WHERE NOT EXISTS (SELECT * FROM b WHERE k = 1);
-- says refuse: deletes rows of table "a" for a condition that isn't about it

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, k int);
-- judged:
DELETE FROM a WHERE (SELECT count(*) FROM b WHERE b.id > 3) > 5;
-- says refuse: deletes rows of table "a" for a condition that isn't about it

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, k int);
-- judged:
DELETE FROM a WHERE EXISTS (SELECT 1 FROM b WHERE k = x);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE EXISTS (SELECT 1 FROM elsewhere WHERE k = x);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a WHERE EXISTS (SELECT 1 FROM a b WHERE b.x = a.x AND b.ctid < a.ctid);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a o WHERE EXISTS (SELECT 1 FROM a b WHERE b.id = o.id);
-- says refuse: deletes every row of table "a", without a condition

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a o USING a b WHERE "o"."id" = b.id;
-- says refuse: deletes every row of table "a", whatever it is joined to

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE FROM a USING a b WHERE a.x = b.x AND a.id > b.id;

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE o FROM a o JOIN a b ON o.id = b.id;
-- says refuse: deletes every row of table "a", whatever it is joined to

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
DELETE o FROM a o JOIN a b ON o.x = b.x AND o.id > b.id;

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE PROCEDURE wipe(n int) MODIFIES SQL DATA COMMENT 'x' BEGIN DECLARE i int DEFAULT 0; WHILE i < n DO DELETE FROM a; SET i = i + 1; END WHILE; END;
-- judged:
CALL wipe(1);
-- says refuse: deletes every row of table "a", without a condition

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE PROCEDURE tidy() DELETE FROM a WHERE id = 99;
-- judged:
CALL tidy;

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE FUNCTION wipe() RETURNS int DETERMINISTIC BEGIN DELETE FROM a; RETURN 1; END;
-- judged:
SET @n = wipe();
-- says refuse: deletes every row of table "a", without a condition

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE PROCEDURE inner_one() BEGIN IF 1 THEN DELETE FROM a; END IF; END;
CREATE PROCEDURE outer_one() CALL inner_one();
-- judged:
CALL outer_one();
-- says refuse: deletes every row of table "a", without a condition

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
-- judged:
CREATE FUNCTION wipe() RETURNS int DETERMINISTIC BEGIN DELETE FROM a; RETURN 1; END;
--> statement-breakpoint
DO wipe();
-- says refuse: deletes every row of table "a", without a condition

-- postgres
CREATE TABLE t (a int);
CREATE TABLE o (a int);
-- judged:
DELETE FROM t WHERE a IN (SELECT a FROM t UNION SELECT a FROM o);
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (a int);
CREATE TABLE o (a int);
-- judged:
DELETE FROM t WHERE a IN ((SELECT a FROM o LIMIT 3) UNION ALL (SELECT a FROM t));
-- says refuse: deletes every row of table "t", without a condition

-- postgres
CREATE TABLE t (a int);
CREATE TABLE o (a int);
-- judged:
DELETE FROM t WHERE a IN (SELECT a FROM t UNION SELECT a FROM o LIMIT 5);

-- sqlite
CREATE TABLE t (a int);
CREATE TABLE o (a int);
-- judged:
DELETE FROM t WHERE a IN (SELECT a FROM t INTERSECT SELECT a FROM o);

-- postgres
CREATE TABLE t (a int);
CREATE TABLE o (a int);
-- judged:
DELETE FROM t WHERE a IN (SELECT a FROM t EXCEPT SELECT a FROM o);
