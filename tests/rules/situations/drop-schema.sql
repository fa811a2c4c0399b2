-- mysql
-- judged:
CREATE OR REPLACE DATABASE app;
-- says refuse: CREATE OR REPLACE drops database "app" with everything in it

-- mysql
-- judged:
CREATE OR REPLACE SCHEMA app;
-- says refuse: CREATE OR REPLACE drops schema "app" with everything in it

-- mysql
-- judged:
CREATE DATABASE app;

-- postgres
CREATE SCHEMA app;
-- judged:
DROP SCHEMA app;

-- postgres
CREATE SCHEMA app;
-- judged:
DROP SCHEMA app RESTRICT;

-- postgres
CREATE SCHEMA app;
-- judged:
DROP SCHEMA IF EXISTS app CASCADE;
-- says refuse: drops schema "app" with everything in it

-- mysql
-- judged:
DROP SCHEMA app;
-- says refuse: drops schema "app" with everything in it
