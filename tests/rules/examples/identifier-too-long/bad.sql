-- postgres
-- migration:
CREATE TABLE t (id bigint PRIMARY KEY, a_column_name_that_is_really_much_longer_than_sixty_three_bytes_in_all text);
