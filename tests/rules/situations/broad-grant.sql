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
-- says report: grants usage to PUBLIC

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
-- says refuse: grants privileges to PUBLIC
