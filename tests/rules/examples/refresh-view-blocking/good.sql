-- postgres
-- migration:
CREATE MATERIALIZED VIEW pet_stats AS SELECT 1 AS n;
REFRESH MATERIALIZED VIEW pet_stats;
