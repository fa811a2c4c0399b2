-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
-- judged:
ALTER TABLE t DROP COLUMN id;
-- says refuse: drops "t"."id", which SQLite refuses: it is PRIMARY KEY

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int UNIQUE);
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: it is UNIQUE

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
CREATE INDEX ia ON t (a);
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: index "ia" holds it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
CREATE INDEX ia ON t (a);
-- judged:
DROP INDEX ia;
--> statement-breakpoint
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE u (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES u (id));
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: a foreign key holds it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int CHECK (a > 0));
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int, b int, CHECK (a > b));
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: a CHECK reads it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int, b int, CHECK (b > 0));
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int, b int AS (a * 2));
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: generated column "b" reads it

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
CREATE VIEW v AS SELECT a FROM t;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int, b int);
CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN UPDATE t SET b = new.a;
END;
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int, b int);
CREATE INDEX ib ON t (b) WHERE a > 0;
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: index "ib" reads it

-- sqlite
CREATE TABLE u (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a int REFERENCES u (id));
-- judged:
ALTER TABLE t DROP COLUMN a;

-- sqlite
CREATE TABLE u (id integer PRIMARY KEY, b int, UNIQUE (id, b));
CREATE TABLE t (id integer PRIMARY KEY, a int, c int, FOREIGN KEY (a, c) REFERENCES u (id, b));
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops "t"."a", which SQLite refuses: a foreign key holds it
