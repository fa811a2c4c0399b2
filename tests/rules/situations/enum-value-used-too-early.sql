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
