-- postgres
-- migration:
GRANT ALL ON pets TO PUBLIC;
