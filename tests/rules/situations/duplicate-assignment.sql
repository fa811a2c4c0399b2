-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
INSERT INTO k (id, a.x, a.y, r[1], r[2]) VALUES (1, 2, 3, 4, 5);

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET (a.x, a.y, r[1]) = (1, 2, 3) WHERE id = 1;

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET r[1:2] = '{1,2}', r[3] = 4, a.x = 1 WHERE id = 1;

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET a = NULL, a.x = 1 WHERE id = 1;
-- says refuse: "k"."a" stands twice in the update

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET r[1] = 3, r = NULL WHERE id = 1;
-- says refuse: "k"."r" stands twice in the update

-- postgres
-- judged:
CREATE TABLE x (a int, b int, PRIMARY KEY (a, a));
-- says refuse: "a" stands twice in the primary key of "x": the statement fails

-- postgres
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
ALTER TABLE x ADD UNIQUE (b, b);
-- says refuse: "b" stands twice in UNIQUE of "x": the statement fails

-- postgres
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
CREATE VIEW v AS SELECT a, b AS a FROM x;
CREATE VIEW w (c, d) AS SELECT a, a FROM x;
-- says refuse: "a" stands twice in the columns of "v": the statement fails

-- postgres
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
INSERT INTO x (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1, b = 2;
INSERT INTO x (a) VALUES (1) ON CONFLICT (a, a) DO UPDATE SET b = (SELECT a FROM x WHERE a = 1);
-- says refuse: "b" stands twice in ON CONFLICT DO UPDATE of "x": the statement fails

-- postgres
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
MERGE INTO x USING y ON x.a = y.a WHEN MATCHED THEN UPDATE SET b = 1, b = 2 WHEN NOT MATCHED THEN INSERT (a, a) VALUES (1, 2);
-- says refuse: "b" stands twice in MERGE of "x": the statement fails
-- says refuse: "a" stands twice in MERGE of "x": the statement fails

-- postgres
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
MERGE INTO x USING y ON x.a = y.a WHEN MATCHED AND y.b = 1 THEN UPDATE SET b = 1 WHEN MATCHED THEN UPDATE SET b = 2;
CREATE INDEX i ON x (b, b);

-- mysql
CREATE TABLE x (a int PRIMARY KEY, b int);
-- judged:
CREATE INDEX i ON x (b, b);
-- says refuse: "b" stands twice in index "i" of "x": the statement fails

-- sqlite
-- judged:
CREATE TABLE x (a int, PRIMARY KEY (a, a));

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
CREATE TYPE e AS ENUM ('a', 'b', 'a');
-- says refuse: 'a' stands twice in enum "e": the statement fails

-- mysql
CREATE TABLE k (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE k ADD e ENUM ('a', 'b', 'a');
-- says refuse: 'a' stands twice in the values of "e": the statement fails

-- postgres
CREATE TYPE pair AS (x int, y int);
CREATE TABLE t (id int PRIMARY KEY, p pair);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
MERGE INTO t USING u ON t.id = u.id WHEN NOT MATCHED THEN INSERT (p.x, p.y) VALUES (1, 2);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, n text);
CREATE TABLE b (id int PRIMARY KEY, m text);
-- judged:
CREATE VIEW v AS SELECT * FROM a JOIN b ON a.id = b.id;
-- says refuse: "id" stands twice in the columns of "v": the statement fails

-- postgres
CREATE TABLE a (id int PRIMARY KEY, n text);
CREATE TABLE b (id int PRIMARY KEY, m text);
-- judged:
CREATE VIEW v AS SELECT * FROM a JOIN b USING (id);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, n text);
CREATE TABLE b (id int PRIMARY KEY, m text);
-- judged:
CREATE VIEW v AS SELECT a.*, m FROM a, b WHERE a.id = b.id;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, n text);
CREATE TABLE b (id int PRIMARY KEY, m text);
-- judged:
CREATE TABLE v AS SELECT * FROM a, b;
-- says refuse: "id" stands twice in the columns of "v": the statement fails

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, n text);
CREATE TABLE b (id int PRIMARY KEY, m text);
-- judged:
CREATE VIEW v AS SELECT * FROM a, b;
