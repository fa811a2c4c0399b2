-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE c (t_id int REFERENCES t (id) ON DELETE CASCADE);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: the migrator keeps foreign keys on while it rebuilds "t": the DROP TABLE deletes the rows of "c"

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE c (t_id int REFERENCES t (id) ON DELETE SET NULL);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: the migrator keeps foreign keys on while it rebuilds "t": the DROP TABLE sets to NULL "t_id" of "c"

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE c (t_id int REFERENCES t (id));
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE c (t_id int REFERENCES t (id) ON DELETE CASCADE);
--> statement-breakpoint
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int REFERENCES t (id) ON DELETE CASCADE);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a int REFERENCES __new_t (id) ON DELETE CASCADE);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
