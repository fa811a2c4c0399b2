-- postgres
CREATE DOMAIN d AS int;
-- judged:
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);
-- says report: constrains domain "d": it fails if a value breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);
-- says report: adds CHECK "c" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;

-- postgres
CREATE TABLE t (b int, CONSTRAINT c CHECK (b > 0));
-- judged:
ALTER TABLE t ADD CONSTRAINT d CHECK (b > 0);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES u (id);
-- says report: adds foreign key "c" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (c) REFERENCES u (id);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1; ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (c) REFERENCES u (id);
-- says report: adds foreign key "k" to "t": it fails if a row breaks it

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int CHECK (c > 0);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 0 CHECK (c > 0);
-- says report: adds CHECK to "t": it fails if a row breaks it
