-- postgres
CREATE TABLE k (id int PRIMARY KEY, e int);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
-- judged:
ALTER TABLE k ALTER COLUMN e TYPE positive;
-- says report: changes "k"."e" to domain "positive": it fails on a value that the domain forbids
