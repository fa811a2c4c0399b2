-- postgres
-- migration:
REFRESH MATERIALIZED VIEW pet_stats;
