-- postgres
CREATE TABLE t (a text PRIMARY KEY);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";
-- says report: rebuilds the indexes of "t"."a" for collation C

-- postgres
CREATE TABLE t (a text COLLATE "C" PRIMARY KEY);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";

-- postgres
CREATE TABLE t (a text);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";

-- postgres
-- judged:
CREATE TABLE t (a text PRIMARY KEY); ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";
