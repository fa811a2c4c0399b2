-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
BEGIN;
ALTER TABLE pets ADD COLUMN a int;
COMMIT;
