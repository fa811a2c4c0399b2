-- postgres
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (m mood);
-- judged:
ALTER TABLE t ALTER COLUMN m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('a'); ALTER TABLE t ALTER COLUMN m TYPE mood USING m::mood;
-- says refuse: takes "b" out of the values of "t"."m": it fails if a row holds one

-- postgres
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (m mood);
-- judged:
UPDATE t SET m = 'a' WHERE m = 'b'; ALTER TABLE t ALTER COLUMN m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('a'); ALTER TABLE t ALTER COLUMN m TYPE mood USING m::mood;

-- mysql
CREATE TABLE t (a enum('a', 'b'));
-- judged:
ALTER TABLE t MODIFY COLUMN a enum('a');
-- says refuse: takes "b" out of the values of "t"."a": it fails if a row holds one

-- postgres
CREATE TABLE t (a text);
-- judged:
CREATE TYPE mood AS ENUM ('a'); ALTER TABLE t ALTER COLUMN a TYPE mood USING a::mood;
-- says refuse: turns text "t"."a" into enum mood: it fails if a row holds a value that the enum doesn't list
