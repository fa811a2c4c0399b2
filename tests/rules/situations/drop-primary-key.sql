-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP CONSTRAINT t_pkey;
-- says refuse: drops the primary key of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id, b);
-- says report: replaces the primary key of "t"

-- postgres
CREATE TABLE t (a int, CONSTRAINT c UNIQUE (a));
-- judged:
ALTER TABLE t DROP CONSTRAINT c;
-- says report: drops unique key "c" of "t": ON CONFLICT (a) fails

-- postgres
CREATE TABLE t (a int, CONSTRAINT c UNIQUE (a));
-- judged:
ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT d UNIQUE (a);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t REPLICA IDENTITY NOTHING;
-- says refuse: REPLICA IDENTITY NOTHING on "t": replication of UPDATE fails

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t REPLICA IDENTITY FULL;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP PRIMARY KEY;
-- says refuse: drops the primary key of "t"

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int);
-- judged:
CREATE TABLE __new_t (id integer, a int PRIMARY KEY);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: rebuilds "t" with another primary key: (id) becomes (a)

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
CREATE TABLE users2 (LIKE users);
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE users2 RENAME TO users;
-- says refuse: rebuilds "users" with another primary key: (id) becomes ()

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
-- says refuse: rebuilds "users" with another primary key: (id) becomes ()

-- postgres
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE);
-- judged:
CREATE TABLE users2 (LIKE users INCLUDING DEFAULTS, PRIMARY KEY (id), UNIQUE (email));
--> statement-breakpoint
INSERT INTO users2 SELECT * FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE users2 RENAME TO users;

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

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int);
-- judged:
ALTER TABLE t DROP INDEX `PRIMARY`;
-- says refuse: drops the primary key of "t"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int);
-- judged:
DROP INDEX `primary` ON t;
-- says refuse: drops the primary key of "t"

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int);
-- judged:
ALTER TABLE t DROP CONSTRAINT `PRIMARY`;
-- says refuse: drops the primary key of "t"

-- postgres
CREATE TABLE t (a int NOT NULL, b text);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
-- judged:
DROP INDEX t_a;
-- says refuse: drops index "t_a", the replica identity of "t": UPDATE and DELETE fail where the table is published

-- postgres
CREATE TABLE t (a int NOT NULL, b text);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
ALTER INDEX t_a RENAME TO "T_b";
-- judged:
DROP INDEX "T_b";
-- says refuse: drops index "T_b", the replica identity of "t": UPDATE and DELETE fail where the table is published

-- postgres
CREATE TABLE t (a int NOT NULL, b text);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
-- judged:
ALTER TABLE t REPLICA IDENTITY FULL;
--> statement-breakpoint
DROP INDEX t_a;

-- postgres
CREATE TABLE t (a int NOT NULL, b text);
CREATE UNIQUE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
-- judged:
DROP INDEX t_b;
