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

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT * FROM t2;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT t2.id, t2.a FROM t2 JOIN u ON u.id = t2.id;
-- says refuse: renames table "t" to "t2", and it joins tables, so that nothing writes through the view "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT DISTINCT id, a FROM t2;
-- says refuse: renames table "t" to "t2", and it has DISTINCT, so that nothing writes through the view "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT * FROM u;
-- says refuse: renames table "t" to "t2", and the view "t" reads another table

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT * FROM t2 WHERE a <> 'x';
-- says refuse: renames table "t" to "t2", and the view "t" gives only some of the rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
RENAME TABLE t TO t2;
CREATE VIEW t AS SELECT * FROM t2;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT id, upper(a) AS a FROM t2;
-- says refuse: renames table "t" to "t2", and "a" is computed, so that nothing writes through the view "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE TEMP VIEW t AS SELECT * FROM t2;
-- says refuse: renames table "t" to "t2", and the temporary view "t" is gone when the migration ends

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT * FROM t2 LIMIT 1000;
-- says refuse: renames table "t" to "t2", and it has LIMIT, so that nothing writes through the view "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW;
END $$;
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t AS SELECT id, upper(a) AS a FROM t2;
CREATE TRIGGER tr INSTEAD OF INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t RENAME TO t2;
CREATE VIEW t WITH (security_invoker = true) AS SELECT t2.id, t2.a FROM t2;

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
-- judged:
ALTER INDEX a RENAME TO b;
-- says refuse: renames table "a" to "b"

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
-- judged:
ALTER INDEX a_pkey RENAME TO b_pkey;
