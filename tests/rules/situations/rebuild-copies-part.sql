-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t WHERE id > 5;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that WHERE narrows

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t LIMIT 5;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that LIMIT narrows

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT OR IGNORE INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that leaves out rows that conflict

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT DISTINCT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that DISTINCT narrows

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT t.id, t.a FROM t JOIN u ON u.id = t.id;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that JOIN narrows

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t GROUP BY a;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" with a copy that GROUP narrows

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a text);
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says refuse: rebuilds "t" without copying its rows

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
