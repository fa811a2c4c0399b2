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
