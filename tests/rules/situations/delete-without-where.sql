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
