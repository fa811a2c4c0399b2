from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import catalog_of

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

OLD = (
    "CREATE TABLE pets (id int PRIMARY KEY, nick text UNIQUE, n int DEFAULT 3 CHECK (n > 0),"
    " toy int REFERENCES toys (id)); CREATE INDEX pets_n_idx ON pets (n);"
)


@pytest.mark.parametrize(
    ("form", "dialect", "kinds", "indexes", "default"),
    [
        (
            "(LIKE pets INCLUDING ALL)",
            "postgres",
            ["check", "primary", "unique"],
            ["new_n_idx"],
            "3",
        ),
        ("(LIKE pets)", "postgres", [], [], None),
        ("(LIKE pets INCLUDING DEFAULTS)", "postgres", [], [], "3"),
        ("(LIKE pets INCLUDING ALL EXCLUDING INDEXES)", "postgres", ["check"], [], "3"),
        ("LIKE pets", "mysql", ["check", "primary", "unique"], ["new_n_idx"], "3"),
        ("(LIKE pets)", "mysql", ["check", "primary", "unique"], ["new_n_idx"], "3"),
    ],
)
def test_like_takes_over_what_the_engine_does(
    form: str, dialect: Dialect, kinds: list[str], indexes: list[str], default: str | None
) -> None:
    new = catalog_of([OLD, f"CREATE TABLE new {form};"], dialect).tables["new"]
    assert sorted(constraint.kind for constraint in new.constraints) == kinds
    assert [*new.indexes] == indexes
    assert new.columns["n"].default == default
    assert [*new.columns] == ["id", "nick", "n", "toy"]
