-- postgres
-- migration:
DROP VIEW pet_view;
