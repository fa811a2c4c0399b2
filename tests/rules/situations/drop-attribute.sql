-- postgres
CREATE TYPE pair AS (a int, b int);
-- judged:
ALTER TYPE pair DROP ATTRIBUTE b;
-- says refuse: drops attribute "b" of type "pair"

-- postgres
-- judged:
CREATE TYPE pair AS (a int, b int); ALTER TYPE pair DROP ATTRIBUTE b;
