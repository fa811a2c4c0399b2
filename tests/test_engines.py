"""The rows of engines: no name stands for two, and what they say of quotes holds."""

from __future__ import annotations

from collections import Counter

import pytest

from forge_migrations.engines import DIALECTS
from forge_migrations.engines import ENGINES
from forge_migrations.engines import SERVED
from forge_migrations.engines import dialect_of
from forge_migrations.engines import engine_of
from forge_migrations.engines import row_of
from literal_types import members


@pytest.mark.parametrize("field", ["names", "drivers", "packages", "schemes"])
def test_a_name_stands_for_one_engine(field: str) -> None:
    said = Counter(name for row in ENGINES for name in getattr(row, field))
    assert [name for name, count in said.items() if count > 1] == []


def test_every_dialect_and_every_server_is_a_name_of_its_row() -> None:
    assert {row_of(name).dialect for name in members("engines", "Dialect")} == set(
        members("engines", "Dialect")
    )
    assert [row_of(name).name for name in SERVED] == list(SERVED)


def test_names_are_quoted_as_the_engine_quotes() -> None:
    assert row_of("mysql").quoted("a`b") == "`a``b`"
    assert row_of("postgresql").quoted('a"b') == '"a""b"'


def test_what_no_row_knows_keeps_its_name_and_has_no_sql_to_read() -> None:
    assert (engine_of("gel"), dialect_of("gel")) == ("gel", None)
    assert (engine_of("turso"), dialect_of("", "turso")) == ("sqlite", "libsql")
    assert (engine_of("singlestore"), DIALECTS["singlestore"]) == ("mysql", "mysql")
