-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN d date DEFAULT (now() + interval '1 day');
