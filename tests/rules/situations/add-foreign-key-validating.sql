-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES u (id);
-- says report: reads every row of "t" to validate "c" and locks it and "u" against writes

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (c) REFERENCES u (id);
-- says report: scans "t" and locks "t" and "u" to validate "k"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 1 REFERENCES u (id);
-- says report: reads every row of "t" to validate "a foreign key" and locks it and "u" against writes

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int REFERENCES u (id);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES u (id);
-- says report: reads every row of "t" to validate "c" and locks it and "u" against writes

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
ALTER TABLE t ADD COLUMN c int DEFAULT 1 REFERENCES u (id);
