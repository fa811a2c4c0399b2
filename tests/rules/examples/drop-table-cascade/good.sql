-- postgres
-- earlier:
CREATE TABLE owners (id bigint PRIMARY KEY);
-- migration:
DROP TABLE "owners" CASCADE;
