-- postgres
-- migration:
DO $$ BEGIN ALTER TABLE pets ADD COLUMN a int; EXCEPTION WHEN OTHERS THEN null; END $$;
