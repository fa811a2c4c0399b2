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
