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
