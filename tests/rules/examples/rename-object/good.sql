-- postgres
-- migration:
ALTER INDEX pets_pkey RENAME TO animals_pkey;
