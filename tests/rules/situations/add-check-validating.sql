-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);
-- says report: reads every row of "t" to validate the CHECK "c", while nothing can read or write it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int CHECK (c > 0);
-- says report: reads every row of "t" to validate the CHECK, while nothing can read or write it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 1 CHECK (c > 0);
-- says report: reads every row of "t" to validate the CHECK, while nothing can read or write it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;
-- judged:
ALTER TABLE t VALIDATE CONSTRAINT c;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a varchar(9) CHECK (a <> ''), b varchar(9));
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE text;
ALTER TABLE t ALTER COLUMN b TYPE text;
-- says report: reads every row of "t" to check "t_a_check" again, while nothing can read or write it
