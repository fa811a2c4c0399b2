-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
UPDATE t SET a = 'x';
-- says refuse: overwrites "a" in every row of table "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
UPDATE t SET a = 'x' WHERE a IS NULL;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
UPDATE t SET a = 'x' FROM u WHERE u.id = 1;
-- says refuse: overwrites "a" in every row of table "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = b;

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
UPDATE t SET n = 1 WHERE id IN (WITH t AS (SELECT 1 AS id) SELECT id FROM t);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int);
-- judged:
UPDATE `t` SET n = 2 WHERE `id` IN (SELECT `id` FROM `u`);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t JOIN u ON TRUE SET t.n = 0;
-- says refuse: overwrites "n" in every row of table "t"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t LEFT JOIN u ON u.t_id = t.id SET t.n = u.id;
-- says refuse: overwrites "n" in every row of table "t"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t x JOIN u y ON y.t_id = x.id SET x.n = y.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t LEFT JOIN u ON u.t_id = t.id SET u.t_id = NULL;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
UPDATE t SET n = 1 FROM u JOIN w ON w.u_id = u.id;
-- says refuse: overwrites "n" in every row of table "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int); CREATE TABLE w (id int PRIMARY KEY, u_id int);
-- judged:
UPDATE t AS x SET n = 1 FROM u JOIN w ON w.u_id = u.id WHERE u.t_id = x.id;

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t SET n = u.id FROM u;
-- says refuse: overwrites "n" in every row of table "t"

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, t_id int);
-- judged:
UPDATE t SET n = u.id FROM u WHERE t_id = t.id;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
UPDATE t SET n = 0 LIMIT 10;
-- says refuse: overwrites "n" in rows of table "t" that LIMIT alone picks

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE t ADD m int;
--> statement-breakpoint
UPDATE t SET m = 0 LIMIT 10;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS $$ UPDATE t SET n = 1 WHERE n IS NULL $$;
-- judged:
SELECT fill();

-- libsql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int);
-- judged:
UPDATE t SET n = 0 WHERE id IN (SELECT id FROM u);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int);
-- judged:
UPDATE t, u SET t.n = 0;
-- says refuse: overwrites "n" in every row of table "t"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE t ADD m int;
--> statement-breakpoint
UPDATE t LEFT JOIN u ON u.id = t.id SET t.m = u.n;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, k int);
-- judged:
ALTER TABLE t ADD m int;
--> statement-breakpoint
UPDATE t LEFT JOIN u ON u.id = t.id SET m = k;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, k int);
-- judged:
UPDATE t SET n = s.k FROM (SELECT id, k FROM u) s WHERE s.id = t.id;

-- postgres
CREATE SCHEMA a; CREATE TABLE a.t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, k int);
-- judged:
UPDATE "a"."t" SET n = u.k FROM u WHERE u.id = "a"."t".id;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
UPDATE a SET x = 0 FROM a b WHERE a.id = b.id;
-- says refuse: overwrites "x" in every row of table "a"

-- mysql
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, k int);
-- judged:
UPDATE a SET x = 0 WHERE EXISTS (SELECT 1 FROM b WHERE b.k = 1);
-- says refuse: overwrites "x" in every row of table "a"

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, k int);
-- judged:
UPDATE a SET x = (SELECT k FROM b LIMIT 1) WHERE x IS NULL AND EXISTS (SELECT 1 FROM b);
