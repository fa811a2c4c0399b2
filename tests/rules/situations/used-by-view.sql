-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT count(*) AS c FROM t;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT id, n * 2 AS c FROM t;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT * FROM t;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);
-- says refuse: changes the type of "t"."a" while view "v" reads it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT * FROM t;
ALTER TABLE t ADD COLUMN a text;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT u.*, t.n FROM t JOIN u ON u.id = t.id;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT x.*, y.b FROM t AS x JOIN u y ON x.id = y.id;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);
-- says refuse: changes the type of "t"."a" while view "v" reads it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, a text);
CREATE VIEW v AS SELECT u.a, t.n FROM t JOIN u ON u.id = t.id;
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, a text);
CREATE VIEW v AS SELECT x.a FROM t x JOIN u ON u.id = x.id;
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a" while view "v" reads it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT q.id FROM (SELECT * FROM t) q;
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a" while view "v" reads it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE MATERIALIZED VIEW v AS SELECT n, count(*) FILTER (WHERE n > 1) AS c, 3 * (n + 1) AS d FROM t GROUP BY n;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT a FROM t;
ALTER TABLE t RENAME COLUMN a TO b;
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says refuse: drops "t"."b" while view "v" reads it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT t.a FROM t JOIN u ON u.id = t.id;
ALTER TABLE t RENAME TO t2;
-- judged:
ALTER TABLE t2 DROP COLUMN a;
-- says refuse: drops "t2"."a" while view "v" reads it

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT count(*), n * 2 FROM t;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE TABLE u (id int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT u.id FROM u WHERE EXISTS (SELECT 1 FROM t WHERE t.id = u.id);
-- judged:
ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, n int);
CREATE VIEW v AS SELECT to_jsonb(t) AS j FROM t;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- judged:
DROP VIEW v, w;

-- postgres
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- judged:
DROP MATERIALIZED VIEW v;
-- says refuse: drops "v" while view "w" reads it
