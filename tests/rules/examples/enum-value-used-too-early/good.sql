-- postgres
-- earlier:
CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood);
ALTER TYPE mood ADD VALUE 'mad';
-- migration:
ALTER TABLE pets ALTER COLUMN mood SET DEFAULT 'mad';
