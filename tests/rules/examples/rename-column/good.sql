-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
ALTER TABLE pets RENAME nick TO nickname;
