-- postgres
-- migration:
ALTER FROBNICATOR pets DROP everything;
