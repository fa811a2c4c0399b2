-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DISABLE TRIGGER ALL;
-- says refuse: turns triggers of "t" off

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DISABLE TRIGGER ALL; ALTER TABLE t ENABLE TRIGGER ALL;
-- says refuse: turns triggers of "t" off for a while

-- sqlite
-- judged:
UPDATE sqlite_master SET sql = '';
-- says refuse: writes "sqlite_master", the catalog itself, by hand

-- sqlite
-- judged:
PRAGMA writable_schema = ON;
-- says refuse: PRAGMA writable_schema switches a check off

-- sqlite
-- judged:
PRAGMA ignore_check_constraints = 0;

-- postgres
-- judged:
SET session_replication_role = 'replica';
-- says refuse: sets session_replication_role to replica

-- postgres
-- judged:
SET session_replication_role TO origin;

-- mysql
-- judged:
SET FOREIGN_KEY_CHECKS = 0;
-- says refuse: sets foreign_key_checks to 0

-- mysql
-- judged:
SET sql_mode = '';
-- says report: sets sql_mode without strict mode: values that don't fit are cut off

-- mysql
-- judged:
SET sql_mode = 'STRICT_ALL_TABLES';

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SELECT set_config('session_replication_role', 'replica', false);
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SELECT pg_catalog.set_config('session_replication_role'::text, 'replica'::text, true);
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true); END $$;
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SELECT set_config('search_path', 'public', false);

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
UPDATE pg_settings SET setting = 'replica' WHERE name = 'session_replication_role';
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER ROLE app SET session_replication_role = replica;
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
ALTER DATABASE app SET session_replication_role TO 'replica';
-- says refuse: sets session_replication_role to replica

-- postgres
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SELECT set_config('session_replication_role', 'origin', false);

-- mysql
CREATE TABLE t (id int PRIMARY KEY);
-- judged:
SET STATEMENT foreign_key_checks = 0 FOR DELETE FROM t;
-- says refuse: sets foreign_key_checks to 0
