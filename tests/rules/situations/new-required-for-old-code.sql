-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL;
-- says report: an INSERT of the running release that leaves "t"."c" out fails

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ADD COLUMN c int NOT NULL; ALTER TABLE t ALTER COLUMN c SET DEFAULT 1;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- says report: an INSERT of the running release that leaves "t"."a" out fails

-- postgres
CREATE TABLE t (a int NOT NULL);
-- judged:
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x text);
ALTER TABLE a ADD CONSTRAINT xn CHECK (x IS NOT NULL AND x <> '') NOT VALID;
-- judged:
ALTER TABLE a VALIDATE CONSTRAINT xn;
--> statement-breakpoint
ALTER TABLE a ALTER COLUMN x SET NOT NULL;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x text);
-- judged:
ALTER TABLE a ADD CONSTRAINT xn CHECK (x IS NOT NULL) NOT VALID;
--> statement-breakpoint
ALTER TABLE a ALTER COLUMN x SET NOT NULL;
-- says report: an INSERT of the running release that leaves "a"."x" out fails
