-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY);
ALTER TABLE pets SET TABLESPACE fast;
