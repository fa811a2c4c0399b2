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
