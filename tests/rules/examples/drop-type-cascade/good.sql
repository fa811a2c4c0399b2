-- postgres
-- migration:
CREATE TYPE mood AS ENUM ('ok', 'sad');
DROP TYPE mood CASCADE;
