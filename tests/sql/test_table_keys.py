from __future__ import annotations

from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.table_keys import Constraints


class Folding:
    """Counts the names that are looked at."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, name: str) -> str:
        self.seen += 1
        return name.lower()


def check(name: str) -> Constraint:
    return Constraint("check", name, (), None, "a > 0")


def unique(*columns: str, name: str = "") -> Constraint:
    return Constraint("unique", name, columns)


def test_each_constraint_is_looked_at_once_however_many_are_added_and_asked_for() -> None:
    fold, found = Folding(), Constraints()
    for number in range(200):
        assert found.named(f"k{number}", fold) == ()
        found.append(check(f"K{number}"))
        assert found.named(f"k{number}", fold) == [found[-1]]
    assert fold.seen == 200


def test_those_of_one_name_come_in_their_order() -> None:
    found = Constraints([check("k"), unique("a", name="K"), check("other")])
    assert found.named("k", Folding()) == found[:2]


def test_dropping_one_has_no_other_looked_at_again() -> None:
    fold = Folding()
    found = Constraints(check(f"k{number}") for number in range(100))
    for number in range(100):
        (one,) = found.named(f"k{number}", fold)
        found.drop(one, fold)
        assert found.named(f"k{number}", fold) == []
    assert found == []
    assert fold.seen == 200


def test_a_constraint_that_takes_the_place_of_another_is_found_by_its_own_name() -> None:
    fold = Folding()
    found = Constraints([check("a"), check("b")])
    assert found.named("a", fold)
    found[0] = check("c")
    assert not found.named("a", fold)
    assert found.named("c", fold) == [found[0]]
    found.remove(found[0])
    assert not found.named("c", fold)
    assert found.named("b", fold) == [found[0]]


def test_keys_and_whole_indexes_serve_what_they_begin_with() -> None:
    table, fold = Table("t", 0), Folding()
    table.constraints.append(unique("A", "b"))
    table.constraints.append(check("k"))
    table.indexes["i"] = Index("i", "t", ("C", "d"))
    table.indexes["part"] = Index("part", "t", ("e",), True, "e > 0")
    keys = table.keys(fold)
    assert keys.served == {("a",), ("a", "b"), ("c",), ("c", "d")}
    assert keys.unique == {frozenset("ab")}
    assert keys.by_first == {"a": {frozenset("ab")}}


def test_each_key_is_looked_at_once_however_often_the_table_is_asked() -> None:
    table, fold = Table("t", 0), Folding()
    for number in range(200):
        table.indexes[f"i{number}"] = Index(f"i{number}", "t", (f"c{number}",), True)
        table.constraints.append(unique(f"d{number}"))
        assert {(f"c{number}",), (f"d{number}",)} <= table.keys(fold).served
    assert fold.seen == 400


def test_what_changes_is_seen() -> None:
    table, fold = Table("t", 0), Folding()
    table.indexes["i"] = Index("i", "t", ("a",), True)
    table.indexes["j"] = Index("j", "t", ("b",), True)
    assert table.keys(fold).unique == {frozenset("a"), frozenset("b")}
    table.indexes["i"] = Index("i", "t", ("c",), True)
    assert table.keys(fold).unique == {frozenset("c"), frozenset("b")}
    del table.indexes["j"]
    assert table.keys(fold).unique == {frozenset("c")}
    assert table.indexes.pop("i")
    assert table.indexes.pop("i", None) is None
    assert table.keys(fold).unique == set()
    table.indexes["i"] = Index("i", "t", ("d",), True)
    table.constraints = Constraints([unique("e")])
    assert table.keys(fold).unique == {frozenset("d"), frozenset("e")}
    table.constraints.drop(table.constraints.named("", fold)[0], fold)
    assert table.keys(fold).unique == {frozenset("d")}
