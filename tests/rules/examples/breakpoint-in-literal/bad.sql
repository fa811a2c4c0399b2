-- postgres
-- migration:
INSERT INTO notes (text) VALUES ('a --> statement-breakpoint b');
