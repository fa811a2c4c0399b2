-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; UPDATE t SET m = 'b';
-- says refuse: uses the new value 'b' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; ALTER TABLE t ALTER COLUMN m SET DEFAULT 'b';
-- says refuse: uses the new value 'b' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; ALTER TABLE t ALTER COLUMN n SET DEFAULT 'b';

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
CREATE TABLE o (n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; UPDATE o SET n = 'b';

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; CREATE TABLE v (m mood DEFAULT 'b');
-- says refuse: uses the new value 'b' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; CREATE INDEX i ON t (n) WHERE m = 'b';
-- says refuse: uses the new value 'b' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; ALTER TABLE t ADD CONSTRAINT c CHECK (m <> 'b');
-- says refuse: uses the new value 'b' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, n text);
-- judged:
ALTER TYPE mood ADD VALUE 'b'; DELETE FROM t WHERE m::text = 'b';

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE q (m mood, ms mood[]);
-- judged:
ALTER TYPE mood ADD VALUE 'z';
CREATE DOMAIN d AS mood DEFAULT 'z';
ALTER TABLE q ADD COLUMN g boolean GENERATED ALWAYS AS (m = 'z') STORED;
ALTER TABLE q ALTER COLUMN ms SET DEFAULT '{z}';
CREATE TRIGGER t BEFORE UPDATE ON q FOR EACH ROW WHEN (NEW.m = 'z') EXECUTE FUNCTION f();
CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$ SELECT 'z'::mood $$;
-- says refuse: uses the new value 'z' of enum "mood" in the run that adds it
-- says refuse: uses the new value 'z' of enum "mood" in the run that adds it
-- says refuse: uses the new value 'z' of enum "mood" in the run that adds it
-- says refuse: uses the new value 'z' of enum "mood" in the run that adds it
-- says refuse: uses the new value 'z' of enum "mood" in the run that adds it

-- postgres
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE q (m mood, ms mood[]);
-- judged:
ALTER TYPE mood ADD VALUE 'z';
CREATE TRIGGER t BEFORE UPDATE ON q FOR EACH ROW EXECUTE FUNCTION f('z');
CREATE FUNCTION f() RETURNS mood LANGUAGE plpgsql AS $$ BEGIN RETURN 'z'::mood; END $$;
COMMENT ON COLUMN q.m IS 'a';

-- postgres
CREATE TYPE e AS ENUM ('a');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b';
ALTER TABLE k ADD COLUMN m text DEFAULT 'b';

-- postgres
CREATE TYPE e AS ENUM ('a');
CREATE TABLE k (id int PRIMARY KEY, n text DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b';
ALTER TABLE k ALTER COLUMN n DROP DEFAULT;
ALTER TABLE k ALTER COLUMN n TYPE e USING n::e;
-- says report: turns "k"."n" into enum "e": it fails if a row holds 'b', which this run adds
