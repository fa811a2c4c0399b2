from __future__ import annotations

import pytest

from forge_migrations.sql.joins import Joined
from forge_migrations.sql.joins import joined
from forge_migrations.sql.joins import sources
from forge_migrations.sql.tokens import tokenize


@pytest.mark.parametrize(
    ("refs", "name", "bound", "spared"),
    [
        ("t", "t", "t", False),
        ("t JOIN u ON u.a = t.a", "t", "t u", True),
        ("t LEFT JOIN u ON u.a = t.a", "t", "t u", False),
        ("t LEFT JOIN u ON u.a = t.a", "u", "t u", True),
        ("t RIGHT JOIN u ON u.a = t.a", "u", "t u", False),
        ("t CROSS JOIN u", "t", "t", False),
        ("t JOIN u ON 1 = 1", "t", "t", False),
        ("t, u JOIN w ON w.a = u.a", "t", "t", False),
        ("t JOIN u USING (a)", "t", "t u", True),
        ("t CROSS JOIN u JOIN w ON w.a = u.a", "t", "t", False),
        ("t LEFT JOIN u ON u.a = t.a JOIN w ON w.a = u.a", "t", "t u w", True),
        ("t LEFT JOIN (u, w) ON LEFT(u.a, 3) = t.a", "t", "t u w", False),
        ("t USE INDEX (i) JOIN u ON u.a = t.a", "t", "t u", True),
    ],
)
def test_a_join_says_which_rows_decide_about_a_table(
    refs: str, name: str, bound: str, spared: bool
) -> None:
    tokens, _ = tokenize(refs, "mysql")
    assert joined(name, sources(tokens, "mysql"), "mysql") == Joined(
        name, tuple(bound.split()), spared
    )


def test_an_alias_leads_to_its_table() -> None:
    tokens, _ = tokenize("s.pets AS p JOIN u ON u.a = p.a", "mysql")
    assert joined("p", sources(tokens, "mysql"), "mysql").table == "s.pets"
