"""A query that is refused for its values: whether other ones would have spared it."""

from __future__ import annotations

import re

from forge_migrations.database.asked import malformed
from forge_migrations.database.asked import of_a_check
from forge_migrations.database.asked import run
from forge_migrations.database.asked import without_value
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asked import Asked
    from forge_migrations.database.asked import Refusal
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.samples import Row
    from forge_migrations.database.shapes import Table


class Again(NamedTuple):
    """A query that was refused, and what other values for it can be taken from."""

    asked: Asked
    refusal: Refusal
    was: Table | None
    """Its table before the migrations."""
    now: Table | None
    rows: Sequence[Row]
    """What the table held before them."""


_TEXT = re.compile(r"text|char|citext|name")
_NOT_NULL = re.compile(
    r"\W*(?:check\W+)?\w+\W+is\s+not\s+null\W*(?:not\s+valid\W*)?", re.IGNORECASE
)


def in_any_case(connection: Connection, engine: str, again: Again) -> Refusal | None:
    """The refusal, without a value, where no value that is there would have spared the query.

    A type that none of the old values fits; a value of the schema's own that a CHECK takes from every
    row; a CHECK that refuses NULL, where the query leaves a column out.
    """
    asked, refusal = again.asked, again.refusal
    if malformed(engine, refusal):
        others = list(_of_the_type(again))
        answers = [run(connection, engine, each) for each in others]
        hopeless = answers and all(each and malformed(engine, each) for each in answers)
        return without_value(refusal) if hopeless else None
    if not of_a_check(engine, refusal):
        return None
    if asked.label:
        answers = [run(connection, engine, each) for each in _of_each_row(again)]
        return refusal if answers and all(e and of_a_check(engine, e) for e in answers) else None
    left_out = asked.query.kind == "insert-required" and again.now is not None
    checks = again.now.checks if left_out and again.now else ()
    asks = any(
        _NOT_NULL.fullmatch(check.text) and _names(refusal, check.name or check.text)
        for check in checks
    )
    return refusal if asks else None


def _names(refusal: Refusal, constraint: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(constraint)}(?!\w)", refusal.message) is not None


def _of_the_type(again: Again) -> Iterator[Asked]:
    """The query with the other values of what has another type now; none of it where that was text,
    which holds values of any type."""
    if again.was is None or again.now is None:
        return
    now = {column.name: column.type for column in again.now.columns}
    was = {column.name: column.type for column in again.was.columns}
    changed = {name for name, kind in was.items() if now.get(name, kind) != kind}
    if not changed or any(_TEXT.search(was[name]) for name in changed):
        return
    asked = again.asked
    for row in again.rows:
        if all(row.get(name) is not None for name in changed):
            values = tuple(
                row.get(each.column) if each.column in changed else value
                for each, value in zip(asked.query.values, asked.values, strict=True)
            )
            yield asked._replace(values=values)


def _of_each_row(again: Again) -> Iterator[Asked]:
    """The query about each of the rows, with the same value of the enum."""
    asked = again.asked
    for row in again.rows:
        values = tuple(
            asked.label if each.label else row.get(each.column) if each.column else each.given
            for each in asked.query.values
        )
        yield asked._replace(values=values)
