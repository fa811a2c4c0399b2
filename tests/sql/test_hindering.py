from __future__ import annotations

import pytest

from forge_migrations.sql.debts import Debt
from forge_migrations.sql.hindering import hinders_place
from sql.test_paying import ledger


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("", ""),
        ("CREATE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);", ""),
        ("ALTER TABLE t ADD UNIQUE (a); CREATE TABLE o (a int REFERENCES t (a));", "foreign key"),
        ("ALTER TABLE t ADD COLUMN a__next int;", 'a column "a__next" already'),
        ("ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1) STORED;", "generated column"),
        ("CREATE VIEW v AS SELECT a FROM t;", 'view "v" reads it'),
        ("CREATE POLICY p ON t USING (a > 0);", 'policy "p"'),
        ("CREATE TABLE k () INHERITS (t);", "partitions or children"),
        ("CREATE TRIGGER w AFTER UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();", "trigger"),
        ("ALTER TABLE t ALTER a SET DEFAULT nextval('s');", "sequence"),
        (
            "CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
            "replication",
        ),
        ("ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (a WITH =);", "exclusion"),
    ],
)
def test_what_stands_on_a_column_keeps_it_in_its_place(more: str, why: str) -> None:
    catalog = ledger("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);" + more).catalog
    said = hinders_place(catalog, Debt("alter-type", "t", "a", new="bigint"))
    assert why in said
    assert bool(why) == bool(said)


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE t (a serial)",
        "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE t (b int, a int GENERATED ALWAYS AS (b) STORED)",
        "CREATE TABLE t (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE u (a int)",
    ],
)
def test_some_columns_and_tables_have_no_place_beside(table: str) -> None:
    assert hinders_place(ledger(table).catalog, Debt("alter-type", "t", "a", new="bigint"))
