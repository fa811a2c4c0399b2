-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING;
-- says refuse: rule "r" discards each INSERT on table "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE RULE r AS ON DELETE TO public.t WHERE OLD.n > 3 DO INSTEAD NOTHING;
-- says refuse: rule "r" discards each DELETE on table "t" for which its condition holds

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE log (id int);
-- judged:
CREATE RULE r AS ON UPDATE TO t DO INSTEAD INSERT INTO log VALUES (1);
-- says report: rule "r" does something else instead of each UPDATE on table "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id FROM t;
-- judged:
CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;
-- says report: rule "r" discards each INSERT on view "v"

-- postgres
-- judged:
CREATE TABLE nn (id int);
--> statement-breakpoint
CREATE RULE r AS ON INSERT TO nn DO INSTEAD NOTHING;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE RULE "r" AS ON UPDATE TO "t" DO INSTEAD (DELETE FROM t WHERE id = OLD.id; INSERT INTO t VALUES (1));
-- says report: rule "r" does something else instead of each UPDATE on table "t"

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE VIEW av AS SELECT * FROM a;
-- judged:
CREATE RULE r AS ON INSERT TO av DO INSTEAD INSERT INTO a VALUES (new.id, new.x);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE VIEW av AS SELECT * FROM a;
-- judged:
CREATE RULE r AS ON INSERT TO av DO INSTEAD NOTHING;
-- says report: rule "r" discards each INSERT on view "av"

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
-- judged:
CREATE RULE r AS ON INSERT TO b DO ALSO (INSERT INTO a VALUES (5); DELETE FROM a);
-- says refuse: rule "r" deletes every row of table "a" at each INSERT

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
-- judged:
CREATE RULE r AS ON DELETE TO b DO ALSO DELETE FROM a WHERE a.id = OLD.id;
