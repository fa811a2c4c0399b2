-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
CREATE INDEX ta ON t (a);
-- judged:
INSERT OR REPLACE INTO t (a) VALUES (1);

-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
CREATE UNIQUE INDEX ta ON t (a) WHERE b > 1;
-- judged:
INSERT OR REPLACE INTO t (a) VALUES (1);
-- says refuse: replaces whole rows of table "t" and resets "b"

-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
-- judged:
INSERT OR REPLACE INTO t (rowid, a) VALUES (1, 1);
-- says refuse: replaces whole rows of table "t" and resets "b"

-- mysql
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
-- judged:
REPLACE INTO t (a) VALUES (1);

-- mysql
CREATE TABLE t (a int NOT NULL UNIQUE, b int DEFAULT 5);
-- judged:
REPLACE INTO t (a) VALUES (1);
-- says refuse: replaces whole rows of table "t" and resets "b"

-- sqlite
CREATE TABLE t (a int, e text UNIQUE ON CONFLICT REPLACE, n text);
-- judged:
INSERT INTO t (a, e) VALUES (1, 'a');
-- says refuse: replaces whole rows of table "t" and resets "n"

-- sqlite
CREATE TABLE t (a int, e text, n text, UNIQUE (e) ON CONFLICT REPLACE);
-- judged:
INSERT OR IGNORE INTO t (a, e) VALUES (1, 'a');

-- sqlite
CREATE TABLE t (a integer PRIMARY KEY DESC ON CONFLICT REPLACE, n text);
-- judged:
UPDATE t SET a = 2 WHERE a = 1;
-- says refuse: deletes the rows of table "t" whose key the UPDATE gives to others

-- sqlite
CREATE TABLE t (a integer PRIMARY KEY, e text UNIQUE, n text);
-- judged:
UPDATE OR REPLACE t SET e = 'b' WHERE a = 1;
-- says refuse: deletes the rows of table "t" whose key the UPDATE gives to others

-- sqlite
CREATE TABLE t (a integer PRIMARY KEY, e text UNIQUE, n text);
-- judged:
UPDATE OR REPLACE t SET n = 'b' WHERE a = 1;

-- sqlite
CREATE TABLE t (a int, e text NOT NULL ON CONFLICT REPLACE DEFAULT 'x');
-- judged:
INSERT INTO t (a) VALUES (1);
