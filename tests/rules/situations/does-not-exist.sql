-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'c';

-- postgres
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE k (id int PRIMARY KEY, n e DEFAULT 'a');
-- judged:
ALTER TYPE e ADD VALUE 'b' BEFORE 'q';
-- says refuse: uses value 'q' of enum "e", which does not exist here: the statement fails
