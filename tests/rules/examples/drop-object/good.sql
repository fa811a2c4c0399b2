-- postgres
-- migration:
DROP VIEW IF EXISTS pet_view;
CREATE VIEW pet_view AS SELECT 1 AS id;
