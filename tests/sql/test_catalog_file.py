from __future__ import annotations

import json

import pytest

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_file import from_json
from forge_migrations.sql.catalog_file import to_json

HISTORY = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) NOT NULL
  DEFAULT 'x', mood mood[], boss int REFERENCES users (id) ON DELETE SET NULL, CHECK (id > 0));
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (true);
CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION f();
CREATE UNIQUE INDEX one ON users (name, lower(name)) WHERE id > 3;
CREATE TABLE logs (at date) PARTITION BY RANGE (at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (1) TO (2);
CREATE MATERIALIZED VIEW v AS SELECT * FROM users;
CREATE TABLE made AS SELECT 1;
"""


def state(catalog: Catalog) -> object:
    """Everything that a catalog holds, to compare two of them."""
    tables = {
        key: {slot: getattr(table, slot) for slot in table.__slots__}
        for key, table in catalog.tables.items()
    }
    named = {key: (one.born, one.values, one.flags) for key, one in catalog.named.items()}
    return tables, named, catalog.index_home, catalog.complete, catalog.dialect


def test_a_catalog_comes_back_as_it_was() -> None:
    catalog = catalog_of([HISTORY], "postgres")
    catalog.complete = False
    again = from_json(json.loads(json.dumps(to_json(catalog))), "postgres")
    assert again
    assert state(again) == state(catalog)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "catalog",
        {},
        {"complete": True},
        {"complete": True, "tables": [], "named": [], "index_home": {}},
        {"complete": True, "tables": {"t": {}}, "named": [], "index_home": {}},
        {"complete": True, "tables": {}, "named": [["type"]], "index_home": {}},
        {"complete": True, "tables": {}, "named": [], "index_home": 7},
    ],
)
def test_what_is_no_catalog_is_none(value: object) -> None:
    assert from_json(value, "postgres") is None


def test_a_catalog_of_another_version_is_none() -> None:
    value = to_json(catalog_of([HISTORY], "postgres"))
    value["tables"]["users"]["columns"]["id"].append("a field that was added later")
    assert from_json(value, "postgres") is None
