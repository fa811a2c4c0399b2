-- postgres
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, name text);
-- migration:
ALTER TABLE pets ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 1000);
