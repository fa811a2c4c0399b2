-- postgres
-- migration:
REASSIGN OWNED BY app_user TO admin;
