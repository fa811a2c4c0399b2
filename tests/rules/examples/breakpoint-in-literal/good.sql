-- postgres
-- migration:
INSERT INTO notes (text) VALUES ('a');
--> statement-breakpoint
INSERT INTO notes (text) VALUES ('b');
