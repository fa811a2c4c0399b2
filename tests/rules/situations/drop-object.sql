-- postgres
CREATE VIEW v AS SELECT 1 AS a;
-- judged:
DROP VIEW v;
-- says refuse: drops view "v"

-- postgres
-- judged:
CREATE VIEW v AS SELECT 1 AS a; DROP VIEW v;

-- postgres
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
-- judged:
DROP VIEW v; CREATE VIEW v AS SELECT a FROM t;
-- says refuse: makes view "v" again without "b"

-- postgres
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- judged:
DROP VIEW v; CREATE MATERIALIZED VIEW v AS SELECT a FROM t;

-- postgres
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW;
END $$;
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- judged:
DROP TRIGGER g ON t;
-- says refuse: drops trigger "g" of "t"

-- postgres
CREATE TABLE t (a int);
-- judged:
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); DROP TRIGGER g ON t;

-- postgres
-- judged:
CREATE TABLE t (a int); DROP TRIGGER IF EXISTS g ON t;

-- postgres
CREATE TYPE mood AS ENUM ('a');
-- judged:
DROP TYPE mood;
-- says report: drops type "mood"

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood);
-- judged:
DROP TYPE mood;
-- says refuse: drops type "mood"

-- postgres
CREATE DOMAIN d AS int;
-- judged:
DROP DOMAIN d;
-- says report: drops domain "d"

-- postgres
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- judged:
CREATE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f(int);

-- postgres
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
-- judged:
DROP PROCEDURE p;
-- says refuse: drops procedure "p"

-- postgres
CREATE SEQUENCE s;
-- judged:
DROP SEQUENCE s;
-- says refuse: drops sequence "s"

-- postgres
-- judged:
CREATE TEMP VIEW v AS SELECT 1; DROP VIEW v;

-- postgres
CREATE TYPE mood AS ENUM ('a');
-- judged:
DROP TYPE mood; CREATE TYPE mood AS ENUM ('b');
