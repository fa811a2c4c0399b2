-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int PRIMARY KEY;
-- says refuse: adds "t"."a" as PRIMARY KEY, which SQLite refuses

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int UNIQUE;
-- says refuse: adds "t"."a" as UNIQUE, which SQLite refuses

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int NOT NULL;

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a text DEFAULT CURRENT_TIMESTAMP;
-- says refuse: adds "t"."a" with the default current_timestamp, which isn't constant: SQLite refuses it as soon as the table has a row

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a text DEFAULT (unixepoch());
-- says refuse: adds "t"."a" with the default (unixepoch()), which isn't constant: SQLite refuses it as soon as the table has a row

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int AS (id * 2) STORED;
-- says refuse: adds "t"."a" as a STORED column, which SQLite refuses

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int AS (id * 2) VIRTUAL;

-- sqlite
CREATE TABLE u (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int DEFAULT 1 REFERENCES u (id);
-- says refuse: adds "t"."a" with REFERENCES and a default, which SQLite refuses while foreign keys are on

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN a int CHECK (a > 0);
