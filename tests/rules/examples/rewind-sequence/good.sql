-- postgres
-- migration:
SELECT setval('pets_id_seq', (SELECT max(id) FROM pets));
