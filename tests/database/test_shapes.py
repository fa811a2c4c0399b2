from __future__ import annotations

from forge_migrations.database.shapes import Column
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.database.shapes import Table
from forge_migrations.database.shapes import in_order


def table(name: str, *parents: str, nullable: bool = False) -> Table:
    columns = tuple(Column(f"{parent}_id", "integer", nullable) for parent in parents)
    keys = tuple(ForeignKey((f"{parent}_id",), parent, ("id",)) for parent in parents)
    return Table(name, name, columns, foreign_keys=keys)


def names(*tables: Table) -> list[str]:
    return [each.name for each in in_order(list(tables))]


def test_parents_come_before_their_children() -> None:
    assert names(table("a", "b"), table("b", "c"), table("c")) == ["c", "b", "a"]


def test_a_cycle_is_entered_where_a_reference_may_be_null() -> None:
    assert names(table("a", "b"), table("b", "a", nullable=True)) == ["b", "a"]


def test_a_cycle_without_such_a_place_is_entered_anyway() -> None:
    assert sorted(names(table("a", "b"), table("b", "a"))) == ["a", "b"]


def test_a_reference_to_itself_or_to_nowhere_holds_nothing_up() -> None:
    assert names(table("b", "b", "ghost"), table("a")) == ["a", "b"]


def test_the_columns_of_every_unique_constraint_decide_on_repetition() -> None:
    found = table("a")._replace(uniques=(("id",), ("x", "y")))
    assert found.unique_columns == {"id", "x", "y"}
