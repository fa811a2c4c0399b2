-- postgres
-- migration:
COMMENT ON TABLE pets IS 'DROP everything';
