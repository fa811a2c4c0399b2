-- postgres
-- judged:
DO $$ BEGIN EXECUTE 'DROP TABLE ' || x; END $$;
-- says refuse: runs SQL put together at run time that begins to drop

-- postgres
-- judged:
DO $$ BEGIN EXECUTE 'CREATE TABLE ' || x; END $$;

-- postgres
-- judged:
DO $$ BEGIN EXECUTE x; END $$;
-- says refuse: runs SQL put together at run time

-- postgres
-- judged:
SELECT dblink_exec('c', 'DROP TABLE t');
-- says refuse: runs SQL in another database through dblink_exec

-- postgres
-- judged:
SELECT lo_unlink(5);
-- says refuse: deletes a large object

-- mysql
-- judged:
CALL tidy_up();
-- says report: runs code that stands elsewhere: call tidy_up()

-- mysql
-- judged:
PREPARE q FROM 'DROP TABLE t';
-- says report: runs code that stands elsewhere: prepare q from 'DROP TABLE t'
