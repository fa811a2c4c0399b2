-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE DOMAIN d AS int CHECK (VALUE > 0);
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE d;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text DEFAULT 'x');
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE int USING 0;
-- says refuse: changes "k"."n" from text to integer, which its default 'x' can't be cast to: the statement fails

-- postgres
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE k (id int PRIMARY KEY, n text DEFAULT 'a');
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE e USING n::e;
-- says refuse: changes "k"."n" from text to e, which its default 'a' can't be cast to: the statement fails

-- postgres
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE k (id int PRIMARY KEY, n text DEFAULT 'a');
-- judged:
ALTER TABLE k ALTER COLUMN n DROP DEFAULT;
ALTER TABLE k ALTER COLUMN n TYPE e USING n::e;
ALTER TABLE k ALTER COLUMN n SET DEFAULT 'a';

-- postgres
CREATE TYPE e AS ENUM ('a','b');
CREATE TABLE k (id int PRIMARY KEY, r varchar(50) DEFAULT 'a');
-- judged:
ALTER TABLE k ALTER COLUMN r SET DEFAULT 'a'::public.e;
ALTER TABLE k ALTER COLUMN r SET DATA TYPE public.e USING r::public.e;

-- postgres
CREATE TYPE e AS ENUM ('a','b');
CREATE TABLE k (id int PRIMARY KEY, r varchar(50) DEFAULT 'a');
-- judged:
ALTER TABLE k ALTER COLUMN r SET DATA TYPE public.e USING r::public.e;
-- says refuse: changes "k"."r" from varchar(50) to e, which its default 'a' can't be cast to: the statement fails

-- postgres
CREATE DOMAIN pos AS int CHECK (VALUE > 0);
CREATE TABLE t (a int[]);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE pos[];

-- postgres
CREATE DOMAIN short AS text;
CREATE TABLE t (a int[]);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE short[];
