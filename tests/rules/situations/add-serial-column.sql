-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c serial;
-- says refuse: rewrites "t" to number "c" (serial)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS IDENTITY;
-- says refuse: rewrites "t" to number "c" (identity)

-- postgres
-- judged:
CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN c serial;
