-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
-- migration:
CREATE UNIQUE INDEX pets_id_nick_uq ON pets (id, nick);
