-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'c';

-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'q';
-- says refuse: uses value 'q' of enum "e", which does not exist here: the statement fails

-- mysql
CREATE TABLE t (i int PRIMARY KEY, b text);
-- judged:
ALTER TABLE t DROP COLUMN i, ADD COLUMN i int unsigned NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (i);

-- mysql
CREATE TABLE t (i int PRIMARY KEY, b text);
-- judged:
ALTER TABLE t DROP PRIMARY KEY;
--> statement-breakpoint
ALTER TABLE t DROP PRIMARY KEY;
-- says refuse: drops the primary key of table "t", which does not exist here: the statement fails
