-- postgres
-- judged:
ALTER DOMAIN d DROP CONSTRAINT positive;
-- says report: domain "d": drop constraint positive

-- mysql
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));
-- judged:
ALTER TABLE t ALTER CHECK c NOT ENFORCED;
-- says report: constraint "c" of "t" is no longer enforced

-- mysql
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));
-- judged:
ALTER TABLE t ALTER CHECK c ENFORCED;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE UNIQUE INDEX ua ON t (a);
-- judged:
DROP INDEX ua;
-- says report: drops unique index "ua" of "t": equal rows are let in

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE INDEX ia ON t (a);
-- judged:
DROP INDEX ia;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE UNIQUE INDEX ua ON t (a); DROP INDEX ua;

-- mysql
CREATE TABLE t (a int, CONSTRAINT ua UNIQUE (a));
-- judged:
DROP INDEX ua ON t;
-- says report: drops unique index "ua" of "t": equal rows are let in

-- postgres
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));
-- judged:
ALTER TABLE t DROP CONSTRAINT c;
-- says report: drops CHECK "c" of "t"

-- postgres
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));
-- judged:
ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1);

-- postgres
CREATE TABLE t (a int, CONSTRAINT c UNIQUE (a));
-- judged:
ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT other UNIQUE (a);

-- postgres
CREATE TABLE t (a int, b int, CONSTRAINT c UNIQUE (a));
-- judged:
ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (a int, CONSTRAINT c UNIQUE (a));
-- judged:
ALTER TABLE t DROP CONSTRAINT c; DROP TABLE t;

-- postgres
CREATE TABLE t (a int, CONSTRAINT c CHECK (a IS NOT NULL));
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT c;

-- postgres
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (a int, CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id));
-- judged:
ALTER TABLE t DROP CONSTRAINT c;
-- says report: drops foreign key "c" of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP CONSTRAINT unknown;
-- says report: drops constraint "unknown" of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0); ALTER TABLE t DROP CONSTRAINT c;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b int CHECK (b > 0));
CREATE INDEX ib ON t (b);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text, b int);
--> statement-breakpoint
INSERT INTO __new_t (id, a, b) SELECT id, a, b FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: rebuilds "t" without its unique constraint on (a)
-- says report: rebuilds "t" without its check constraint on (b)
-- says report: rebuilds "t" without its index "ib"

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
--> statement-breakpoint
CREATE UNIQUE INDEX ua ON t (a);
