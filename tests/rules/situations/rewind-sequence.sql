-- postgres
-- judged:
SELECT setval('s', 1);
-- says refuse: sets a sequence to a fixed number: setval('s', 1)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
SELECT setval('s', (SELECT max(id) FROM t));

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t AUTO_INCREMENT = 1;
-- says report: sets AUTO_INCREMENT of "t" to 1

-- postgres
CREATE SEQUENCE s;
-- judged:
ALTER SEQUENCE s RESTART;
-- says refuse: restarts sequence "s"

-- postgres
-- judged:
CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 5;

-- postgres
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);
-- judged:
ALTER TABLE t ALTER COLUMN id RESTART WITH 5;
-- says refuse: restarts the numbers of "t"."id"
