-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t_old;
CREATE TABLE t (id int PRIMARY KEY, a text);
-- says refuse: renames table "t" to "t_old", and the new table "t" is empty

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t_old;
CREATE TABLE t (id int PRIMARY KEY, a text);
INSERT INTO t SELECT id, a FROM t_old;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t9;
CREATE VIEW t AS SELECT id FROM t9;
-- says refuse: renames table "t" to "t9", and the view "t" lacks "a"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t9;
CREATE VIEW t AS SELECT id, a FROM t9;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t9;
CREATE MATERIALIZED VIEW t AS SELECT * FROM t9;
-- says refuse: renames table "t" to "t9", and nothing can write to the materialized view "t"

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t9;
CREATE VIEW t AS SELECT * FROM t9;
-- says refuse: renames table "t" to "t9", and SQLite lets nothing write to the view "t"

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t9;
CREATE VIEW t AS SELECT * FROM t9;
CREATE TRIGGER t_in INSTEAD OF INSERT ON t BEGIN INSERT INTO t9 VALUES (new.id, new.a); END;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
CREATE TABLE t_new (id int PRIMARY KEY, a text);
RENAME TABLE t TO t_old, t_new TO t;
-- says refuse: renames table "t" to "t_old", and table "t_new", which takes it, is empty

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
CREATE TABLE t_new (id int PRIMARY KEY, a text);
INSERT INTO t_new SELECT * FROM t;
RENAME TABLE t TO t_old, t_new TO t;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t_2024;
CREATE TABLE t (id int, a text) PARTITION BY RANGE (id);
ALTER TABLE t ATTACH PARTITION t_2024 FOR VALUES FROM (0) TO (100);
