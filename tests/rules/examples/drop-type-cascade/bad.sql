-- postgres
-- earlier:
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood);
-- migration:
DROP TYPE mood CASCADE;
