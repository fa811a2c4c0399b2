-- postgres
CREATE TYPE mood AS ENUM ('a');
-- judged:
ALTER TYPE mood RENAME VALUE 'a' TO 'b';
-- says refuse: renames value 'a' of enum "mood" to 'b'

-- postgres
-- judged:
CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood RENAME VALUE 'a' TO 'b';

-- postgres
CREATE TYPE pair AS (a int);
-- judged:
ALTER TYPE pair RENAME ATTRIBUTE a TO b;
-- says refuse: changes attribute "a" of type "pair"

-- postgres
CREATE TYPE mood AS ENUM ('a');
-- judged:
ALTER TYPE mood RENAME TO feeling;
-- says refuse: renames type "mood" to "feeling"

-- postgres
CREATE TYPE mood AS ENUM ('a');
-- judged:
ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('b');

-- postgres
CREATE VIEW v AS SELECT 1 AS a;
-- judged:
ALTER VIEW v RENAME TO w;
-- says refuse: renames view "v" to "w"

-- postgres
-- judged:
CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v RENAME TO w;

-- postgres
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- judged:
ALTER ROUTINE f RENAME TO g;
-- says refuse: renames routine "f" to "g"

-- postgres
CREATE DOMAIN d AS int;
-- judged:
ALTER DOMAIN d RENAME TO e;
-- says refuse: renames type "d" to "e"

-- postgres
CREATE TABLE a (id serial PRIMARY KEY, x int);
-- judged:
ALTER TABLE a RENAME TO b;
ALTER SEQUENCE a_id_seq RENAME TO b_id_seq;
CREATE VIEW a AS SELECT * FROM b;

-- postgres
CREATE SEQUENCE s;
-- judged:
ALTER SEQUENCE s RENAME TO s2;
-- says refuse: renames sequence "s" to "s2"

-- postgres
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int);
-- judged:
ALTER SEQUENCE a_id_seq RENAME TO b_id_seq;
ALTER TABLE a RENAME TO b;
CREATE VIEW a AS SELECT * FROM b;
