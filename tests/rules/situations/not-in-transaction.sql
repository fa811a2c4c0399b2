-- sqlite
-- judged:
PRAGMA journal_mode = WAL;
-- says refuse: PRAGMA journal_mode = wal does nothing or fails inside the migrator's transaction

-- sqlite
-- judged:
PRAGMA journal_mode;

-- sqlite
-- judged:
PRAGMA foreign_keys = ON;

-- postgres
-- judged:
REINDEX DATABASE app;
-- says refuse: REINDEX DATABASE can't run in the migrator's transaction

-- postgres
CREATE TABLE t (a int);
-- judged:
REINDEX TABLE t;

-- postgres
-- judged:
CLUSTER;
-- says refuse: CLUSTER of every table can't run in the migrator's transaction

-- postgres
-- judged:
CLUSTER t;

-- postgres
-- judged:
PREPARE TRANSACTION 'x';
-- says refuse: PREPARE TRANSACTION takes the migrator's own transaction away

-- postgres
-- judged:
PREPARE q AS SELECT 1;

-- postgres
-- judged:
DISCARD ALL;
-- says refuse: DISCARD ALL can't run in the migrator's transaction

-- postgres
-- judged:
DISCARD PLANS;

-- sqlite
-- judged:
ATTACH DATABASE 'other.db' AS other;
-- says refuse: ATTACH and DETACH can't run in the migrator's transaction

-- postgres
-- judged:
ALTER DATABASE app SET TABLESPACE fast;
-- says refuse: ALTER DATABASE can't run in the migrator's transaction

-- postgres
-- judged:
ALTER DATABASE app SET search_path = x;

-- postgres
-- judged:
CREATE DATABASE other;
-- says refuse: CREATE DATABASE can't run in the migrator's transaction

-- postgres
-- judged:
VACUUM;
-- says refuse: VACUUM can't run in the migrator's transaction

-- mysql
-- judged:
CREATE DATABASE other;

-- postgres
CREATE MATERIALIZED VIEW v AS SELECT 1;
-- judged:
REFRESH MATERIALIZED VIEW CONCURRENTLY v;
