-- postgres
-- earlier:
CREATE TABLE users (id bigint PRIMARY KEY, active boolean);
-- migration:
CREATE INDEX active_idx ON users (id) WHERE "users"."active" = $1;
