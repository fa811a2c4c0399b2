-- postgres
-- judged:
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE k (id int PRIMARY KEY);
-- says refuse: names table "k" without its schema, while search_path is empty: the statement fails

-- postgres
CREATE SCHEMA app;
CREATE TABLE app.k (id int PRIMARY KEY);
-- judged:
SET search_path TO app, public;
ALTER TABLE k ADD COLUMN x int;
-- says report: means table "app.k" by "k", since the file sets search_path

-- postgres
CREATE TABLE k (id int PRIMARY KEY);
-- judged:
SET search_path TO public;
ALTER TABLE k ADD COLUMN x int;

-- postgres
CREATE TABLE k (id int PRIMARY KEY);
-- judged:
SET LOCAL search_path = 'nowhere';
RESET search_path;
ALTER TABLE k ADD COLUMN x int;

-- postgres
CREATE TABLE k (id int PRIMARY KEY);
-- judged:
SET search_path = '';
ALTER TABLE public.k ADD COLUMN x int;

-- postgres
CREATE SCHEMA app;
CREATE TABLE app.k (id int PRIMARY KEY);
-- judged:
SET search_path = "app";
INSERT INTO k (id) VALUES (1);
-- says report: means table "app.k" by "k", since the file sets search_path
