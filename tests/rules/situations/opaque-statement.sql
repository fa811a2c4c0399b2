-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DELETE t.* FROM t;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id FROM t;
-- judged:
ALTER ALGORITHM = MERGE DEFINER = `root`@`localhost` SQL SECURITY INVOKER VIEW v AS SELECT id, n FROM t;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id FROM t;
-- judged:
ALTER DEFINER = 'root'@'localhost' VIEW v AS SELECT id, n FROM t;

-- mysql
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1;
-- judged:
ALTER DEFINER = root@localhost EVENT e DISABLE;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
DROP TABLES t, u;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DROP TABLES IF EXISTS nowhere;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE t ADD UNIQUE INDEX IF NOT EXISTS nn (n);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int, UNIQUE KEY nn (n));
-- judged:
ALTER TABLE t ADD UNIQUE KEY IF NOT EXISTS nn (n);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
ALTER TABLE t ADD CONSTRAINT IF NOT EXISTS ck CHECK (n > 0), ADD FOREIGN KEY IF NOT EXISTS fk (n) REFERENCES t (id), ADD INDEX IF NOT EXISTS ix (n);

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p DROP PARTITION IF EXISTS p0;

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p ADD PARTITION IF NOT EXISTS (PARTITION p2 VALUES LESS THAN (20));

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
CREATE TABLE q (id int);
-- judged:
ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE q WITHOUT VALIDATION;

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p CONVERT PARTITION p0 TO TABLE p0t;

-- mysql
CREATE TABLE h (id int) WITH SYSTEM VERSIONING;
-- judged:
DELETE HISTORY FROM h BEFORE SYSTEM_TIME '2020-01-01';

-- mysql
CREATE TABLE history (id int);
-- judged:
DELETE history FROM history;

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
COPY t FROM PROGRAM 'rm -rf /data';

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
COPY (SELECT 1) TO PROGRAM 'cat';
