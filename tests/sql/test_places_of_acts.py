from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.places import Places

ACTS = [
    Act("add-column", "t", "a"),
    Act("add-column", "u", "a"),
    Act("drop-column", "T", "A"),
    Act("rename-table", "t", new="v"),
    Act("add-column", "t", "b"),
]


def found(*verbs: str, start: int = 0, **where: str) -> list[int]:
    places = Places(ACTS, str.lower)
    return [ACTS.index(act) for act in places.between(verbs, start, len(ACTS), **where)]


def test_acts_come_in_their_order_whatever_their_verbs() -> None:
    assert found("drop-column", "add-column") == [0, 1, 2, 4]
    assert found("add-column", start=1) == [1, 4]


def test_acts_are_found_by_table_and_name_as_the_engine_compares_them() -> None:
    assert found("add-column", "drop-column", table="T") == [0, 2, 4]
    assert found("add-column", "drop-column", table="t", name="A") == [0, 2]
    assert found("add-column", table="w") == []


def test_a_table_is_found_by_the_name_that_it_gets() -> None:
    assert list(Places(ACTS, str.lower).naming("V")) == [3]
