-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
CREATE UNIQUE INDEX pets_nick_uq ON pets (nick);
-- migration:
ALTER TABLE pets ADD CONSTRAINT nick_uq UNIQUE USING INDEX pets_nick_uq;
