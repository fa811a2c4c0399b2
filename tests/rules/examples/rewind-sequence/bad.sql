-- postgres
-- migration:
SELECT setval('pets_id_seq', 1);
