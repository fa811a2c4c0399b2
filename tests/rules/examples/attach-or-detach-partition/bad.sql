-- postgres
-- migration:
ALTER TABLE events DETACH PARTITION events_2023;
