-- postgres
CREATE TABLE t (a int NOT NULL DEFAULT 1);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
-- says report: drops the default of "t"."a"

-- postgres
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;

-- postgres
CREATE TABLE t (a int DEFAULT 1);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT; ALTER TABLE t ALTER COLUMN a SET DEFAULT 2;

-- postgres
CREATE TABLE t (a int DEFAULT 1, b int);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT; ALTER TABLE t DROP COLUMN a;

-- postgres
CREATE TABLE t (a serial);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;

-- postgres
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP IDENTITY;
-- says refuse: drops the identity of "t"."a": an INSERT without it fails

-- postgres
CREATE TABLE t (b int, a int GENERATED ALWAYS AS (b * 2) STORED);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP EXPRESSION;
-- says refuse: "t"."a" is no longer computed: an INSERT without it leaves it NULL

-- mysql
CREATE TABLE t (a int NOT NULL DEFAULT 1);
-- judged:
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
-- says report: drops the default of "t"."a"

-- mysql
CREATE TABLE t (a int NOT NULL DEFAULT 1);
-- judged:
ALTER TABLE t MODIFY COLUMN a int NOT NULL;
-- says report: "t"."a" loses its default: an INSERT without it fails

-- sqlite
CREATE TABLE t (id integer PRIMARY KEY, a int NOT NULL DEFAULT 1);
-- judged:
CREATE TABLE __new_t (id integer PRIMARY KEY, a int NOT NULL);
--> statement-breakpoint
INSERT INTO __new_t (id, a) SELECT id, a FROM t;
--> statement-breakpoint
DROP TABLE t;
--> statement-breakpoint
ALTER TABLE __new_t RENAME TO t;
-- says report: rebuilds "t" without the default of "a"

-- postgres
-- judged:
CREATE TABLE t (a int DEFAULT 1); ALTER TABLE t ALTER COLUMN a DROP DEFAULT;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x' NOT NULL);
-- judged:
ALTER TABLE t ALTER COLUMN a SET DEFAULT NULL;
-- says report: sets the default of "t"."a" to NULL, which it doesn't take: an INSERT without it fails

-- postgres
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
-- judged:
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE s OWNED BY t.id;
ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('s');

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text);
-- judged:
ALTER TABLE t ADD COLUMN z int DEFAULT 0;
ALTER TABLE t ADD CONSTRAINT c CHECK (z IS NOT NULL);
