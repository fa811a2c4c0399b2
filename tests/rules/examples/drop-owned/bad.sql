-- postgres
-- migration:
DROP OWNED BY app_user;
