-- postgres
-- migration:
CREATE TABLE notes (text text);
