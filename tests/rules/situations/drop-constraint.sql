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

-- postgres
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE, n int CHECK (n > 0), d int DEFAULT 3);
CREATE INDEX users_n_idx ON users (n);
-- judged:
CREATE TABLE users2 (LIKE users INCLUDING ALL);
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE users2 RENAME TO users;

-- postgres
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE);
-- judged:
CREATE TABLE users2 (LIKE users INCLUDING ALL EXCLUDING INDEXES);
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE users2 RENAME TO users;
-- says report: rebuilds "users" without its unique constraint on (email)

-- mysql
CREATE TABLE users (id int PRIMARY KEY, email varchar(9) NOT NULL, KEY ui (email), UNIQUE KEY uu (email));
-- judged:
CREATE TABLE users2 LIKE users;
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
RENAME TABLE users2 TO users;

-- mysql
CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY, email varchar(9) NOT NULL, KEY ui (email));
-- judged:
CREATE TABLE users2 (LIKE users);
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
RENAME TABLE users TO users_old, users2 TO users;
--> statement-breakpoint
DROP TABLE users_old;

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, pid int, CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id));
-- judged:
CREATE TABLE users2 LIKE users;
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
RENAME TABLE users2 TO users;
-- says report: rebuilds "users" without its foreign constraint on (pid)

-- postgres
CREATE TABLE w (id int PRIMARY KEY, e text, n int);
CREATE UNIQUE INDEX un ON w (e);
-- judged:
DROP INDEX un;
CREATE UNIQUE INDEX un ON w (e) WHERE n > 0;
-- says report: makes unique index "un" of "w" weaker: (e) becomes (e) WHERE n > 0

-- postgres
CREATE TABLE w (id int PRIMARY KEY, e text, n int);
CREATE UNIQUE INDEX un ON w (e);
-- judged:
DROP INDEX un;
CREATE UNIQUE INDEX un ON w (e, n);
-- says report: makes unique index "un" of "w" weaker: (e) becomes (e, n)

-- postgres
CREATE TABLE w (id int PRIMARY KEY, e text, n int);
CREATE UNIQUE INDEX un ON w (e, n) WHERE n > 0;
-- judged:
DROP INDEX un;
CREATE UNIQUE INDEX un2 ON w (e);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, CONSTRAINT ab UNIQUE (a, b), CONSTRAINT ac CHECK (a < c));
CREATE INDEX bc ON t (b, c);
CREATE INDEX aa ON t (a);
-- judged:
ALTER TABLE t DROP COLUMN a;
ALTER TABLE t DROP COLUMN c;
-- says report: dropping "t"."a" drops UNIQUE "ab" (a, b) along
-- says report: dropping "t"."a" drops CHECK "ac" (a < c) along
-- says report: dropping "t"."c" drops index "bc" (b, c) along

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT ab UNIQUE (a, b));
-- judged:
ALTER TABLE t DROP COLUMN a;
ALTER TABLE t ADD CONSTRAINT b UNIQUE (b);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int);
-- judged:
ALTER TABLE t DROP CONSTRAINT t_a_key;
ALTER TABLE t ADD CONSTRAINT t_a_b UNIQUE (a, b);
-- says report: drops unique key "t_a_key" of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
-- judged:
ALTER TABLE t DROP CONSTRAINT t_a_b_key;
ALTER TABLE t ADD CONSTRAINT t_a UNIQUE (a);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE UNIQUE INDEX u ON t (lower(a));
-- judged:
DROP INDEX u;
CREATE UNIQUE INDEX u ON t (a);
-- says report: makes unique index "u" of "t" weaker: ((lower(a))) becomes (a)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE UNIQUE INDEX u ON t (a) NULLS NOT DISTINCT;
-- judged:
DROP INDEX u;
CREATE UNIQUE INDEX u ON t (a);
-- says report: makes unique index "u" of "t" weaker: (a) NULLS NOT DISTINCT becomes (a)

-- postgres
CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b));
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says report: dropping "t"."b" drops primary key "t_pkey" (a, b) along

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE UNIQUE INDEX ix ON t (a) WHERE b > 0;
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says report: dropping "t"."b" drops unique index "ix" (a) WHERE b > 0 along

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE UNIQUE INDEX ix ON t (a) INCLUDE (b);
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says report: dropping "t"."b" drops unique index "ix" (a) INCLUDE (b) along

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX ix ON t ((a + b));
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says report: dropping "t"."b" drops index "ix" (((a + b))) along
