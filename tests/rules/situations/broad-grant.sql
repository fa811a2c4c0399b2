-- postgres
-- judged:
CREATE ROLE r SUPERUSER;
-- says refuse: gives role "r" SUPERUSER

-- postgres
-- judged:
ALTER ROLE r BYPASSRLS;
-- says refuse: gives role "r" BYPASSRLS

-- postgres
-- judged:
CREATE ROLE r LOGIN;

-- postgres
-- judged:
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
-- says report: function "f" is SECURITY DEFINER without SET search_path

-- postgres
-- judged:
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
GRANT SELECT ON t TO PUBLIC;
-- says refuse: grants select on "t" to PUBLIC

-- postgres
-- judged:
GRANT USAGE ON SCHEMA app TO PUBLIC;
-- says report: grants usage on schema app to PUBLIC

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
GRANT SELECT ON t TO reader;

-- postgres
-- judged:
GRANT pg_read_all_data TO reader;
-- says refuse: grants pg_read_all_data to reader

-- postgres
-- judged:
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
-- says refuse: grants select on tables to PUBLIC

-- postgres
CREATE TABLE t (a int, b int);
-- judged:
GRANT SELECT (a, b), UPDATE ON t TO PUBLIC;
-- says refuse: grants select(a, b) and update on "t" to PUBLIC

-- postgres
CREATE TABLE t (a int, b int);
-- judged:
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO PUBLIC;
-- says refuse: grants all privileges on all tables in schema public to PUBLIC

-- postgres
-- judged:
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
-- says refuse: grants select on tables to PUBLIC

-- postgres
-- judged:
GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC;
-- says refuse: grants usage and create on schema public to PUBLIC

-- mysql
CREATE TABLE t (a int, b int);
-- judged:
GRANT SELECT (a, b), INSERT ON p.t TO 'x'@'%' WITH GRANT OPTION;
-- says refuse: grants select(a, b) and insert on "p.t" to 'x'@'%', who may pass it on
