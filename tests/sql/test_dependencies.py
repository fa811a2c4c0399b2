"""What the catalog says stands on a column or a key."""

from __future__ import annotations

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql.catalog_file import from_json
from forge_migrations.sql.catalog_file import to_json
from forge_migrations.sql.dependencies import dependents
from forge_migrations.sql.dependencies import needing

SCHEMA = """
CREATE TABLE a (id int PRIMARY KEY, c text, g text GENERATED ALWAYS AS (lower(c)) STORED);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
CREATE POLICY own ON a USING (c = current_user);
CREATE TRIGGER moved BEFORE UPDATE OF c ON a FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE kept AS ON DELETE TO a DO ALSO INSERT INTO log VALUES (OLD.c);
"""


def test_all_that_uses_a_column_is_told_from_a_kept_catalog_too() -> None:
    catalog = from_json(to_json(catalog_of([SCHEMA], "postgres")), "postgres")
    assert catalog is not None
    found = [one.told for one in dependents(catalog, catalog.tables["a"], "c")]
    assert found == [
        'generated column "g" of "a"',
        'trigger "moved" of "a"',
        'rule "kept" of "a"',
        'policy "own" of "a"',
    ]


def test_a_foreign_key_needs_the_key_that_it_refers_to() -> None:
    catalog = catalog_of([SCHEMA], "postgres")
    table = catalog.tables["a"]
    assert [one.name for one in needing(catalog, table, ["id"], [])] == ["b_a_id_fkey"]
    assert list(needing(catalog, table, ["id"], [("id",)])) == []
