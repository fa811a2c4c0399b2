-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
-- migration:
UPDATE pets SET nick = '';
