-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL;
-- says refuse: adds NOT NULL "t"."c" without a default: existing rows get 0

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c enum('x', 'y') NOT NULL;
-- says refuse: adds NOT NULL "t"."c" without a default: existing rows get the first value

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c datetime NOT NULL;
-- says refuse: adds NOT NULL "t"."c" without a default: existing rows get 0000-00-00, which strict mode refuses

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c varchar(9) NOT NULL; UPDATE t SET c = 'x';
-- says report: adds NOT NULL "t"."c" without a default: existing rows get ''

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1;
