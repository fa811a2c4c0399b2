"""What tells the grammars apart: every dialect has a row, and each difference makes one to a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.grammar import Grammar
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split
from literal_types import members

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def verbs(text: str, dialect: Dialect) -> list[str]:
    return [
        act.verb
        for statement in split(text, dialect).statements
        for act in read(statement, dialect)
    ]


def test_every_dialect_has_its_row() -> None:
    assert set(GRAMMARS) == set(members("engines", "Dialect"))


@pytest.mark.parametrize("field", Grammar._fields)
def test_a_difference_is_one(field: str) -> None:
    """What all dialects do alike is no question to ask a row."""
    assert len({getattr(row, field) for row in GRAMMARS.values()}) > 1


@pytest.mark.parametrize("dialect", ["sqlite", "libsql"])
def test_libsql_reads_as_sqlite(dialect: Dialect) -> None:
    assert GRAMMARS[dialect] is GRAMMARS["sqlite"]


def test_a_statement_that_one_grammar_has_is_opaque_or_another_one_elsewhere() -> None:
    assert verbs("OPTIMIZE TABLE t", "mysql") == ["rebuild-table"]
    assert verbs("OPTIMIZE TABLE t", "postgres") == ["opaque"]
    assert verbs("SET STATEMENT a = 1 FOR DROP TABLE t", "mysql") == ["set", "drop-table"]
    assert verbs("DELETE a, b FROM a JOIN b", "mysql") == ["delete", "delete"]
