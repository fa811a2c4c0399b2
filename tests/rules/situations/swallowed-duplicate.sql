-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0); EXCEPTION WHEN OTHERS THEN NULL; END $$;
-- says report: EXCEPTION WHEN OTHERS hides every failure of the block

-- postgres
CREATE TABLE t (a int, b int, CONSTRAINT c UNIQUE (a));
-- judged:
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT c UNIQUE (b); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- says refuse: constraint "c" of "t" collides with another one and duplicate_object is swallowed: it will not exist

-- postgres
CREATE TABLE t (a int, b int);
-- judged:
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT c UNIQUE (b); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
