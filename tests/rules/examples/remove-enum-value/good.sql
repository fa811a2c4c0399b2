-- postgres
-- earlier:
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood);
-- migration:
ALTER TABLE pets ALTER COLUMN mood SET DATA TYPE text;
DROP TYPE mood;
CREATE TYPE mood AS ENUM ('ok', 'sad', 'mad');
ALTER TABLE pets ALTER COLUMN mood SET DATA TYPE mood USING mood::mood;
