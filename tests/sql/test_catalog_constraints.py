"""What acts do to the keys and checks of a table."""

from __future__ import annotations

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql.acts import Constraint

MADE = "CREATE TABLE t (a int, b int, CONSTRAINT odd CHECK (a > 1) NOT VALID);"


def constraints(*acts: str) -> list[Constraint]:
    found = catalog_of([MADE, *acts], "postgres").table("t")
    assert found
    return found.constraints


def test_a_check_is_validated_by_its_name_only() -> None:
    made = "ALTER TABLE t ADD CONSTRAINT even CHECK (b > 1) NOT VALID;"
    valid = constraints(made, "ALTER TABLE t VALIDATE CONSTRAINT even;")
    assert [(c.name, c.valid) for c in valid if c.name == "even"] == [("even", True)]


def test_a_key_takes_the_columns_of_its_index_and_the_name_that_is_given() -> None:
    made = constraints(
        "CREATE UNIQUE INDEX u ON t (b);", "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX u;"
    )
    assert [(c.name, c.kind, c.columns) for c in made if c.kind == "unique"] == [
        ("k", "unique", ("b",))
    ]


def test_a_primary_key_goes_by_the_engines_name() -> None:
    made = "ALTER TABLE t ADD PRIMARY KEY (a);"
    assert [c.name for c in constraints(made) if c.kind == "primary"] == ["t_pkey"]
    gone = constraints(made, "ALTER TABLE t DROP CONSTRAINT t_pkey;")
    assert [c.name for c in gone] == ["odd"]
